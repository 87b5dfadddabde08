//! Jobs of a workflow: what starts them, what they need, and when they say they run.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::image::Build;
use crate::facts::SpanId;
use crate::manifest::tree::{At, Text, Value};
use crate::output::Output;

/// One workflow.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Workflow {
    /// What starts it; `None` where that is not known.
    pub triggers: Option<Vec<Trigger>>,
    /// Its jobs, in order.
    pub jobs: Vec<Job>,
}

/// One event, and which of its kind count. A filter that is absent lets all pass.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Trigger {
    /// The event.
    pub event: CompactString,
    /// Patterns of branches.
    pub branches: Option<Vec<CompactString>>,
    /// Patterns of branches that do not count.
    pub branches_ignore: Option<Vec<CompactString>>,
    /// Patterns of tags.
    pub tags: Option<Vec<CompactString>>,
    /// Patterns of tags that do not count.
    pub tags_ignore: Option<Vec<CompactString>>,
    /// What happened.
    pub types: Option<Vec<CompactString>>,
    /// Whether a filter is not known.
    pub open: bool,
}

/// One job.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Job {
    /// Its id.
    pub id: CompactString,
    /// The jobs that must end before it; `None` where they are not known.
    pub needs: Option<Vec<(CompactString, SpanId)>>,
    /// When it runs.
    pub condition: Option<Guard>,
    /// Why its matrix has no combination, and where.
    pub empty_matrix: Option<(EmptyMatrix, SpanId)>,
    /// The conditions of its steps, in order.
    pub steps: Vec<Guard>,
    /// The images its steps build, in order.
    pub builds: Vec<Build>,
    /// The range of the id.
    pub span: SpanId,
}

/// Why a matrix is empty.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum EmptyMatrix {
    /// This list has nothing in it.
    Vector(CompactString),
    /// `exclude` takes out all of so many combinations.
    Excluded(u32),
}

/// An `if`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Guard {
    /// As written.
    pub text: CompactString,
    /// Its range.
    pub span: SpanId,
}

pub(super) fn read(document: At<'_, '_>, out: &mut Output) -> Option<Workflow> {
    let jobs = document.get("jobs")?;
    let triggers = document.get("on").and_then(triggers);
    let jobs = jobs.entries().map(|(id, at)| {
        let span = out.span(id.span);
        job(id.text, span, at, out)
    });
    Some(Workflow { triggers, jobs: jobs.collect() })
}

fn triggers(on: At<'_, '_>) -> Option<Vec<Trigger>> {
    let named = |text: Text<'_>| Trigger { event: text.text.into(), ..Trigger::default() };
    match on.value() {
        Value::Text(_) => on.text().map(|text| vec![named(text)]),
        Value::List => on.items().map(|item| item.text().map(named)).collect(),
        Value::Table if on.get("<<").is_none() => Some(on.entries().map(|(event, at)| trigger(event.text, at)).collect()),
        _ => None,
    }
}

fn trigger(event: &str, at: At<'_, '_>) -> Trigger {
    let mut open = at.get("<<").is_some();
    let mut filter = |key: &str| {
        let written = at.get(key)?;
        let listed = *written.value() == Value::List && written.items().all(|item| item.text().is_some());
        open |= !listed && written.text().is_none();
        Some(written.texts().map(|text| text.text.into()).collect())
    };
    let (branches, branches_ignore) = (filter("branches"), filter("branches-ignore"));
    let (tags, tags_ignore, types) = (filter("tags"), filter("tags-ignore"), filter("types"));
    Trigger { event: event.into(), branches, branches_ignore, tags, tags_ignore, types, open }
}

fn job(id: &str, span: SpanId, at: At<'_, '_>, out: &mut Output) -> Job {
    let needs = match at.get("needs") {
        None if at.get("<<").is_none() => Some(Vec::new()),
        None => None,
        Some(needs) => {
            let known = needs.text().is_some() || *needs.value() == Value::List && needs.items().all(|item| item.text().is_some());
            known.then(|| needs.texts().map(|text| (text.text.into(), out.span(text.span))).collect())
        }
    };
    let steps = at.get("steps");
    let conditions = steps.into_iter().flat_map(At::items).filter_map(|step| step.text_of("if"));
    let conditions: Vec<Text<'_>> = conditions.collect();
    Job {
        id: id.into(),
        needs,
        condition: at.text_of("if").map(|text| guard(text, out)),
        empty_matrix: at.at(&["strategy", "matrix"]).and_then(|matrix| empty(matrix, out)),
        steps: conditions.into_iter().map(|text| guard(text, out)).collect(),
        builds: builds(at, out),
        span,
    }
}

fn guard(text: Text<'_>, out: &mut Output) -> Guard {
    Guard { text: text.text.into(), span: out.span(text.span) }
}

/// More combinations than this are not counted out.
const MOST_COMBINATIONS: usize = 4096;

/// Whether nothing is left of a matrix that is written out.
fn empty(matrix: At<'_, '_>, out: &mut Output) -> Option<(EmptyMatrix, SpanId)> {
    let vectors: Vec<_> = matrix.entries().filter(|(key, _)| !matches!(key.text, "include" | "exclude")).collect();
    if let Some((name, _)) = vectors.iter().find(|(_, values)| *values.value() == Value::List && values.items().next().is_none()) {
        return Some((EmptyMatrix::Vector(name.text.into()), out.span(name.span)));
    }
    let exclude = matrix.get("exclude").filter(|exclude| *exclude.value() == Value::List)?;
    if matrix.get("include").is_some() || vectors.is_empty() || vectors.iter().any(|(name, _)| name.text == "<<") {
        return None;
    }
    let mut combinations: Vec<Vec<(&str, Scalar<'_>)>> = vec![Vec::new()];
    for (name, values) in &vectors {
        let values: Vec<Scalar<'_>> =
            if *values.value() == Value::List { values.items().map(scalar).collect::<Option<_>>()? } else { return None };
        if combinations.len() * values.len() > MOST_COMBINATIONS {
            return None;
        }
        combinations = combinations
            .iter()
            .flat_map(|before| values.iter().map(move |value| before.iter().copied().chain([(name.text, *value)]).collect()))
            .collect();
    }
    let all = combinations.len() as u32;
    for entry in exclude.items() {
        // An entry that names no vector, or is not known, takes nothing out for certain.
        let Some(wanted) = entry.entries().map(|(key, value)| Some((key.text, scalar(value)?))).collect::<Option<Vec<_>>>() else {
            continue;
        };
        if !wanted.is_empty() {
            combinations.retain(|combination| !wanted.iter().all(|pair| combination.contains(pair)));
        }
    }
    let key = matrix.entries().find(|(key, _)| key.text == "exclude")?.0;
    combinations.is_empty().then(|| (EmptyMatrix::Excluded(all), out.span(key.span)))
}

#[derive(Clone, Copy, PartialEq)]
enum Scalar<'t> {
    Text(&'t str),
    Bool(bool),
}

fn scalar<'t>(at: At<'t, '_>) -> Option<Scalar<'t>> {
    match at.value() {
        Value::Text(text) if !text.contains("${{") => Some(Scalar::Text(text)),
        Value::Bool(value) => Some(Scalar::Bool(*value)),
        _ => None,
    }
}

/// What `docker/build-push-action` builds from the workspace. Without a context it builds what git has, of which
/// `.dockerignore` takes nothing away.
fn builds(job: At<'_, '_>, out: &mut Output) -> Vec<Build> {
    let mut found = Vec::new();
    for step in job.get("steps").into_iter().flat_map(At::items) {
        let name = step.text_of("uses").map_or("", |uses| uses.text.split('@').next().unwrap_or_default());
        if name != "docker/build-push-action" {
            continue;
        }
        let with = step.get("with");
        let given = |key: &str| with.and_then(|with| with.get(key)).map(|at| at.text());
        let known = |text: Option<Text<'_>>| {
            text.filter(|text| !text.text.contains('$') && !text.text.contains("{{") && !text.text.contains("://"))
                .map(|text| CompactString::from(text.text))
        };
        let (context, file) = (given("context"), given("file"));
        let Some(uses) = step.text_of("uses") else { continue };
        let span = out.span(context.flatten().map_or(uses.span, |text| text.span));
        found.push(Build {
            context: context.and_then(known),
            other_file: file.is_some_and(|file| known(file).is_none()),
            file: file.and_then(known),
            target: given("target").map(|target| known(target).unwrap_or_else(|| "$".into())),
            span,
        });
    }
    found
}
