//! Services of a Compose file, and what each waits for before it starts.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::image::Build;
use crate::facts::SpanId;
use crate::manifest::tree::{At, Value};
use crate::output::Output;

/// One Compose file.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Compose {
    /// In order.
    pub services: Vec<Service>,
    /// Whether it includes files that are not of this repository.
    pub takes_in_more: bool,
}

/// Names of a file that stands alone unless somebody says otherwise.
const ALONE: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/// Whether a file of this name stands alone unless somebody says otherwise: `docker compose` reads it by itself.
pub fn stands_alone(name: &str) -> bool {
    ALONE.contains(&name)
}

/// One service.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Service {
    /// Its name.
    pub name: CompactString,
    /// Whether it has more than is written in it: `extends`, `<<`.
    pub open: bool,
    /// The image, as written.
    pub image: Option<CompactString>,
    /// How its image is built here.
    pub build: Option<Build>,
    /// What is said of its health.
    pub health: Health,
    /// `restart`, when it is one that starts it again whatever happened.
    pub restarts: Option<(CompactString, SpanId)>,
    /// What it waits for, in order.
    pub waits: Vec<Wait>,
    /// The profiles it belongs to; `None` when they are not known.
    pub profiles: Option<Vec<CompactString>>,
    /// The range of the name.
    pub span: SpanId,
}

impl Service {
    /// Whether it has an image of its own, or may have one from elsewhere.
    pub fn runs(&self) -> bool {
        self.open || self.image.is_some() || self.build.is_some()
    }
}

/// What a service says of its health.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Health {
    /// Nothing: what the image says counts.
    Silent,
    /// That nobody checks it.
    Disabled(SpanId),
    /// That it is checked, or something that is not known.
    Given,
}

/// One service waits for another.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Wait {
    /// For whom.
    pub service: CompactString,
    /// For what.
    pub condition: Condition,
    /// Whether it goes on without.
    pub optional: bool,
    /// The range of the condition, or else of the name.
    pub span: SpanId,
}

/// What is waited for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Condition {
    /// That it was started.
    Started,
    /// That its health check succeeds.
    Healthy,
    /// That it ends without an error.
    Completed,
    /// Something that is not known.
    Unknown,
}

pub(super) fn read(document: At<'_, '_>, out: &mut Output) -> Option<Compose> {
    // A file may be there only to include others.
    document.get("services").or_else(|| document.get("include"))?;
    let services = document.entries_of("services").map(|(name, at)| {
        let span = out.span(name.span);
        service(name.text, span, at, out)
    });
    let services = services.collect();
    let included = document.get("include").into_iter().flat_map(|include| {
        let paths = |at: At<'_, '_>| at.text().or_else(|| at.text_of("path")).map(|path| path.text.to_owned());
        include.items().map(paths).chain([paths(include)]).flatten().collect::<Vec<String>>()
    });
    let is_away = |path: &String| path.contains("://") || path.contains('$') || path.starts_with("git@");
    Some(Compose { services, takes_in_more: included.collect::<Vec<_>>().iter().any(is_away) })
}

fn service(name: &str, span: SpanId, at: At<'_, '_>, out: &mut Output) -> Service {
    let restarts = at.text_of("restart").filter(|text| matches!(text.text, "always" | "unless-stopped"));
    let profiles = match at.get("profiles") {
        None => Some(Vec::new()),
        Some(listed) if *listed.value() == Value::List => listed.items().map(|item| item.text().map(|text| text.text.into())).collect(),
        Some(_) => None,
    };
    Service {
        name: name.into(),
        open: *at.value() != Value::Table || at.get("<<").is_some() || at.get("extends").is_some(),
        image: at.text_of("image").map(|image| image.text.into()),
        build: at.get("build").map(|build| read_build(build, span, out)),
        health: at.get("healthcheck").map_or(Health::Silent, |check| health(check, out)),
        restarts: restarts.map(|text| (text.text.into(), out.span(text.span))),
        waits: waits(at, out),
        profiles,
        span,
    }
}

fn read_build(build: At<'_, '_>, named: SpanId, out: &mut Output) -> Build {
    let known =
        |text: &str| (!text.contains(['$', '~']) && !text.contains("://") && !text.starts_with('/')).then(|| CompactString::from(text));
    if let Some(context) = build.text() {
        return Build { context: known(context.text), file: None, other_file: false, target: None, span: out.span(context.span) };
    }
    let whole = *build.value() == Value::Table && build.get("<<").is_none();
    let file = build.text_of("dockerfile").and_then(|file| known(file.text));
    let context = match build.get("context") {
        None => whole.then(|| ".".into()),
        Some(context) => context.text().and_then(|text| known(text.text)),
    };
    let span = build.text_of("context").map_or(named, |text| out.span(text.span));
    Build {
        context,
        other_file: !whole || build.get("dockerfile_inline").is_some() || build.get("dockerfile").is_some() && file.is_none(),
        file,
        target: build.get("target").map(|target| target.text().map_or("$".into(), |text| text.text.into())),
        span,
    }
}

fn health(check: At<'_, '_>, out: &mut Output) -> Health {
    let test = check.get("test");
    let none = test.and_then(|test| test.items().next()).and_then(At::text).filter(|text| text.text == "NONE");
    let disabled = check.entries().find(|(key, value)| key.text == "disable" && *value.value() == Value::Bool(true));
    match disabled.map(|(key, _)| key.span).or(none.map(|text| text.span)) {
        Some(span) => Health::Disabled(out.span(span)),
        None => Health::Given,
    }
}

/// What is said under `depends_on`, and what follows from sharing a network, a process space or volumes.
fn waits(at: At<'_, '_>, out: &mut Output) -> Vec<Wait> {
    let mut found = Vec::new();
    if let Some(on) = at.get("depends_on") {
        for text in on.items().filter_map(At::text) {
            let span = out.span(text.span);
            found.push(Wait { service: text.text.into(), condition: Condition::Started, optional: false, span });
        }
        for (name, value) in on.entries().filter(|(name, _)| name.text != "<<") {
            let written = value.text_of("condition");
            let condition = match written.map(|text| text.text) {
                Some("service_healthy") => Condition::Healthy,
                Some("service_completed_successfully") => Condition::Completed,
                Some("service_started") => Condition::Started,
                _ => Condition::Unknown,
            };
            let optional =
                value.get("required").is_some_and(|required| *required.value() != Value::Bool(true)) || value.get("<<").is_some();
            let span = out.span(written.map_or(name.span, |text| text.span));
            found.push(Wait { service: name.text.into(), condition, optional, span });
        }
    }
    let shared = ["network_mode", "ipc", "pid"].iter().filter_map(|key| {
        let text = at.text_of(key)?;
        Some((text.text.strip_prefix("service:")?, text.span))
    });
    let from =
        at.texts_of("volumes_from").chain(at.texts_of("links")).map(|text| (text.text.split(':').next().unwrap_or_default(), text.span));
    let implied: Vec<_> = shared.chain(from.filter(|(name, _)| *name != "container")).collect();
    for (name, span) in implied {
        let span = out.span(span);
        found.push(Wait { service: name.into(), condition: Condition::Started, optional: false, span });
    }
    found
}
