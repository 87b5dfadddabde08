//! Services that wait for what will never be: the health of one that nobody checks, the end of one that starts again, each other.

mod pods;

use std::collections::BTreeMap;
use std::sync::Arc;

use syntax::plan::compose::{Compose, Condition, Health, Service, Wait, stands_alone};
use syntax::{Facts, Plan, SpanId};
use workspace::{File, RelPath};

use super::circle;
use crate::finding::{Anchor, Finding, Related, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L5/start-order",
    severity: Severity::Error,
    summary: "Services wait for something that never happens.",
    page: include_str!("start_order.md"),
    check: Check::File(check),
};

/// Names of a file that `docker compose` reads by itself, and what it reads with it.
const PAIRS: [(&str, [&str; 2]); 4] = [
    ("compose.yaml", ["compose.override.yaml", "compose.override.yml"]),
    ("compose.yml", ["compose.override.yml", "compose.override.yaml"]),
    ("docker-compose.yaml", ["docker-compose.override.yaml", "docker-compose.override.yml"]),
    ("docker-compose.yml", ["docker-compose.override.yml", "docker-compose.override.yaml"]),
];

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    match context.facts.plan.as_deref() {
        Some(Plan::Compose(compose)) => check_compose(context, compose, out),
        Some(Plan::Pods(pods)) => pods::check(context, pods, out),
        _ => {}
    }
}

/// A service as the files that are read together say it, the last first.
struct Merged<'p> {
    parts: Vec<(File, &'p Service)>,
    /// Whether it has more than is written in it.
    open: bool,
    /// Whether other files may say something else of it.
    overlaid: bool,
}

impl<'p> Merged<'p> {
    /// What the last file that says something says.
    fn last<T>(&self, says: impl Fn(&'p Service) -> Option<T>) -> Option<(File, T)> {
        self.parts.iter().find_map(|(file, part)| Some((*file, says(part)?)))
    }
}

fn check_compose(context: &FileContext<'_>, compose: &Compose, out: &mut Vec<Finding>) {
    let db = context.db;
    let entries = context.folder.entries(db);
    let name = context.file.path(db).name();
    let companion = PAIRS.iter().find(|(own, _)| *own == name).and_then(|(_, others)| others.iter().find_map(|other| entries.file(other)));
    let companion_facts = companion.map(|file| (file, graph::facts(db, file)));
    let mut merged: BTreeMap<&str, Merged<'_>> = BTreeMap::new();
    let overlay = companion_facts.as_ref().and_then(|(file, facts)| match facts.plan.as_deref() {
        Some(Plan::Compose(overlay)) => Some((*file, overlay)),
        _ => None,
    });
    // What cannot be read may say anything.
    let unreadable = companion.is_some() && overlay.is_none();
    for (file, plan) in overlay.into_iter().chain([(context.file, compose)]) {
        for service in &plan.services {
            let one = merged.entry(&service.name).or_insert_with(|| Merged { parts: Vec::new(), open: false, overlaid: unreadable });
            one.open |= service.open;
            one.parts.push((file, service));
        }
    }
    let others = others(context, companion);
    for (name, one) in &mut merged {
        one.overlaid |= others.iter().any(|facts| named(facts, name).next().is_some());
    }
    for service in &compose.services {
        // What the file that is read last says counts.
        let elsewhere = |wait: &Wait| {
            let later = merged.get(service.name.as_str()).and_then(|one| one.parts.first()).filter(|(file, _)| *file != context.file);
            later.is_some_and(|(_, part)| part.waits.iter().any(|other| other.service == wait.service))
        };
        for wait in service.waits.iter().filter(|wait| !elsewhere(wait)) {
            out.extend(in_vain(context, service, wait, &merged));
        }
    }
    circles(context, compose, overlay, out);
}

/// The services of a file with this name.
fn named<'f>(facts: &'f Facts, name: &'f str) -> impl Iterator<Item = &'f Service> {
    let services = match facts.plan.as_deref() {
        Some(Plan::Compose(compose)) => compose.services.as_slice(),
        _ => &[],
    };
    services.iter().filter(move |service| service.name == name)
}

/// Other Compose files that may be laid over this one, or under it: those in folders above and below that do not both stand alone by
/// their names.
fn others(context: &FileContext<'_>, companion: Option<File>) -> Vec<Arc<Facts>> {
    let db = context.db;
    let stands_alone = |file: File| stands_alone(file.path(db).name());
    let own = context.folder.path(db);
    let alone = stands_alone(context.file);
    graph::planned(db, context.root, graph::PlanKind::Compose)
        .iter()
        .filter(|file| **file != context.file && Some(**file) != companion && !(alone && stands_alone(**file)))
        .filter(|file| {
            let other = file.path(db).parent().unwrap_or_else(RelPath::root);
            other.starts_with(own.as_str()) || own.starts_with(other.as_str())
        })
        .map(|file| graph::facts(db, *file))
        .collect()
}

/// A wait for what never happens.
fn in_vain(context: &FileContext<'_>, service: &Service, wait: &Wait, merged: &BTreeMap<&str, Merged<'_>>) -> Option<Finding> {
    let awaited = merged.get(wait.service.as_str())?;
    if wait.optional || awaited.overlaid {
        return None;
    }
    let waits = |what: &str| format!("`{}` waits until `{}` {what}", service.name, wait.service);
    match wait.condition {
        Condition::Completed => {
            let (file, (policy, span)) = awaited.last(|part| part.restarts.clone())?;
            let message = format!("{}, which never ends: `restart: {policy}` starts it again", waits("has ended"));
            Some(Finding::new(RULE.code, Severity::Error, context.file, Anchor::Fact(wait.span), message).related(
                file,
                Anchor::Fact(span),
                "it is started again whatever happened",
            ))
        }
        Condition::Healthy => {
            let said = awaited.last(|part| (part.health != Health::Silent).then_some(part.health));
            let (because, related) = match said {
                Some((_, Health::Given | Health::Silent)) => return None,
                Some((file, Health::Disabled(span))) => {
                    ("its health check is turned off".to_owned(), Some((file, span, "it is turned off here")))
                }
                None if awaited.open => return None,
                None => {
                    let (file, part) = awaited.parts.first()?;
                    let because = unchecked(context, awaited)?;
                    (because, Some((*file, part.span, "it says nothing of its health")))
                }
            };
            let message = format!("{}, which never happens: {because}", waits("is healthy"));
            let mut finding = Finding::new(RULE.code, Severity::Error, context.file, Anchor::Fact(wait.span), message);
            finding.related.extend(related.map(|(file, span, message)| Related {
                file,
                anchor: Anchor::Fact(span),
                message: message.to_owned(),
            }));
            Some(finding)
        }
        Condition::Started | Condition::Unknown => None,
    }
}

/// Why the image of a service has no health check, for certain.
fn unchecked(context: &FileContext<'_>, awaited: &Merged<'_>) -> Option<String> {
    let db = context.db;
    match awaited.last(|part| part.build.as_ref()) {
        Some((file, build)) => {
            let built = graph::images::builds(db, context.root);
            let dockerfile = built.iter().find(|built| built.by == file && built.span == build.span)?.dockerfile;
            let facts = graph::facts(db, dockerfile);
            let Some(Plan::Image(image)) = facts.plan.as_deref() else { return None };
            let base = graph::images::unchecked_base(image, build.target.as_deref())?;
            let path = dockerfile.path(db);
            Some(match base {
                graph::images::Unchecked::Nothing => format!("nothing checks it, neither Compose nor `{path}`"),
                graph::images::Unchecked::Official(base) => {
                    format!("nothing checks it, neither Compose nor `{path}` nor the official image `{base}` that it starts from")
                }
                graph::images::Unchecked::TurnedOff => format!("Compose says nothing of it, and `{path}` turns its check off"),
            })
        }
        None => {
            let (_, image) = awaited.last(|part| part.image.as_ref())?;
            let official = graph::images::is_unchecked_official(image);
            official.then(|| format!("Compose does not say how it is checked, and the official image `{image}` does not either"))
        }
    }
}

/// Services of one file, and of the file that is read with it, that wait for each other.
fn circles(context: &FileContext<'_>, compose: &Compose, overlay: Option<(File, &Compose)>, out: &mut Vec<Finding>) {
    let parts = || [(context.file, compose)].into_iter().chain(overlay);
    let profiled = |name: &str| {
        parts().any(|(_, plan)| {
            plan.services.iter().any(|service| service.name == name && service.profiles.as_ref().is_none_or(|all| !all.is_empty()))
        })
    };
    let mut ties: Ties<'_> = BTreeMap::new();
    for (file, plan) in parts() {
        for service in &plan.services {
            for wait in service.waits.iter().filter(|wait| !(wait.optional && profiled(&wait.service))) {
                ties.entry(&service.name).or_default().entry(&wait.service).or_insert((file, wait.span));
            }
        }
    }
    for circle in circle::all(&ties) {
        let places: Vec<(File, SpanId)> =
            circle.iter().enumerate().filter_map(|(at, from)| ties.get(from)?.get(circle[(at + 1) % circle.len()]).copied()).collect();
        // Said once, in the file that the first of them stands in.
        let Some(&(file, span)) = places.first().filter(|(file, _)| *file == context.file) else { continue };
        let message = if let [one] = circle.as_slice() {
            format!("`{one}` waits for itself, so that it never starts")
        } else {
            format!("these services wait for each other in a circle, so that none of them starts: {}", circle::shown(&circle))
        };
        let mut finding = Finding::new(RULE.code, Severity::Error, file, Anchor::Fact(span), message);
        finding.related = places[1..]
            .iter()
            .enumerate()
            .map(|(at, (file, span))| Related {
                file: *file,
                anchor: Anchor::Fact(*span),
                message: format!("`{}` waits for `{}`", circle[at + 1], circle[(at + 2) % circle.len()]),
            })
            .collect();
        out.push(finding);
    }
}

type Ties<'a> = BTreeMap<&'a str, BTreeMap<&'a str, (File, SpanId)>>;
