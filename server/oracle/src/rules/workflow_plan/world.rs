//! The ways in which a workflow can be started, and what is known of each before it is.

use syntax::plan::workflow::Trigger;

use super::expression::{Shape, Value};

/// One way.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct World {
    /// The event; `None` when it is not known, as in a workflow that others call.
    pub(super) event: Option<String>,
    /// `github.ref`, when something is known of it.
    git_ref: Option<Vec<Shape>>,
    /// What `github.ref` is not.
    not_refs: Vec<String>,
    /// `github.base_ref`, likewise.
    base: Option<Vec<Shape>>,
    /// What happened, likewise.
    actions: Option<Vec<String>>,
    /// Whether a job that is asked about has none before it.
    pub(super) nothing_before: bool,
}

/// Parts of an event's payload, and the events that have them. Of the events in [`PLAIN`] no other has them.
const PAYLOAD: [(&str, &[&str]); 8] = [
    ("pull_request", &["pull_request", "pull_request_target"]),
    ("inputs", &["workflow_dispatch"]),
    ("schedule", &["schedule"]),
    ("release", &[]),
    ("workflow_run", &[]),
    ("comment", &[]),
    ("issue", &[]),
    ("client_payload", &[]),
];

/// Events whose payload is known well enough to say what is not in it.
const PLAIN: [&str; 5] = ["push", "schedule", "workflow_dispatch", "pull_request", "pull_request_target"];

impl World {
    /// One of which nothing is known.
    pub(super) fn unknown() -> World {
        World { event: None, git_ref: None, not_refs: Vec::new(), base: None, actions: None, nothing_before: false }
    }

    fn of(event: &str) -> World {
        World { event: Some(event.to_owned()), ..World::unknown() }
    }

    /// How a trigger may start a workflow.
    pub(super) fn all_of(trigger: &Trigger) -> Vec<World> {
        let event = trigger.event.as_str();
        if event == "workflow_call" {
            return vec![World::unknown()];
        }
        let mut world = World::of(event);
        if trigger.open {
            return vec![world];
        }
        world.actions = actions(trigger);
        match event {
            "push" => {
                let of_branches = trigger.branches.is_some() || trigger.branches_ignore.is_some();
                let of_tags = trigger.tags.is_some() || trigger.tags_ignore.is_some();
                let side = |prefix: &str, only: &Option<Vec<_>>, not: &Option<Vec<_>>| World {
                    git_ref: Some(shapes(prefix, only.as_deref())),
                    not_refs: not
                        .iter()
                        .flatten()
                        .filter(|name: &&compact_str::CompactString| !is_pattern(name))
                        .map(|name| format!("{prefix}{name}"))
                        .collect(),
                    ..world.clone()
                };
                let branches = side("refs/heads/", &trigger.branches, &trigger.branches_ignore);
                let tags = side("refs/tags/", &trigger.tags, &trigger.tags_ignore);
                match (of_branches, of_tags) {
                    (true, false) => vec![branches],
                    (false, true) => vec![tags],
                    _ => vec![branches, tags],
                }
            }
            // Once it is merged, the branch that it was merged into counts.
            "pull_request" => {
                let closed = world.actions.as_ref().is_none_or(|actions| actions.iter().any(|action| action == "closed"));
                world.git_ref = (!closed).then(|| shapes("refs/pull/", None));
                world.base = Some(shapes("", trigger.branches.as_deref()));
                vec![world]
            }
            "pull_request_target" => {
                world.git_ref = Some(shapes("refs/heads/", trigger.branches.as_deref()));
                world.base = Some(shapes("", trigger.branches.as_deref()));
                vec![world]
            }
            // On the default branch, whichever that is.
            "schedule" | "issues" | "issue_comment" | "workflow_run" | "repository_dispatch" => {
                world.git_ref = Some(shapes("refs/heads/", None));
                vec![world]
            }
            _ => vec![world],
        }
    }

    /// What a name stands for.
    pub(super) fn look_up(&self, path: &[String]) -> Value {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let Some(event) = self.event.as_deref() else { return Value::Unknown };
        let of_pull_request = matches!(event, "pull_request" | "pull_request_target");
        match path.as_slice() {
            ["github", "event_name"] => Value::Text(event.to_owned()),
            ["github", "ref"] => self.git_ref.clone().map_or(Value::Unknown, |shapes| Value::OneOf { shapes, not: self.not_refs.clone() }),
            ["github", "ref_name"] => match &self.git_ref {
                Some(shapes) => Value::OneOf {
                    shapes: shapes.iter().map(short).collect(),
                    not: self.not_refs.iter().map(|full| unprefixed(full).to_owned()).collect(),
                },
                None => Value::Unknown,
            },
            ["github", "ref_type"] => match self.git_ref.as_deref() {
                Some([first, ..]) if first.start.starts_with("refs/heads/") => Value::Text("branch".to_owned()),
                Some([first, ..]) if first.start.starts_with("refs/tags/") => Value::Text("tag".to_owned()),
                _ => Value::Unknown,
            },
            ["github", "base_ref"] if of_pull_request => self.base.clone().map_or(Value::Unknown, one_of),
            ["github", "base_ref" | "head_ref"] if matches!(event, "push" | "schedule" | "workflow_dispatch") => Value::Text(String::new()),
            ["github", "event", "action"] => match (&self.actions, event) {
                (Some(actions), _) => one_of(actions.iter().map(|action| Shape { start: action.clone(), whole: true }).collect()),
                (None, "push" | "workflow_dispatch" | "schedule") => Value::Null,
                _ => Value::Unknown,
            },
            ["inputs", ..] if matches!(event, "push" | "schedule" | "pull_request" | "pull_request_target") => Value::Null,
            ["github", "event", part, ..] if PLAIN.contains(&event) => match PAYLOAD.iter().find(|(name, _)| name == part) {
                Some((_, events)) if !events.contains(&event) => Value::Null,
                _ => Value::Unknown,
            },
            _ => Value::Unknown,
        }
    }

    /// How to call it: the event, and what of it counts.
    pub(super) fn shown(&self) -> String {
        let Some(event) = &self.event else { return "whatever starts its caller".to_owned() };
        let refs = self.git_ref.iter().flatten().filter(|_| event == "push");
        let refs: Vec<String> = refs
            .filter_map(|shape| {
                let (kind, name) = shape
                    .start
                    .strip_prefix("refs/heads/")
                    .map(|name| ("branch", name))
                    .or_else(|| Some(("tag", shape.start.strip_prefix("refs/tags/")?)))?;
                Some(match (name, shape.whole) {
                    ("", false) => format!("any {kind}"),
                    (name, whole) => format!("{kind} `{name}{}`", if whole { "" } else { "…" }),
                })
            })
            .collect();
        match refs.as_slice() {
            [] => format!("`{event}`"),
            _ => format!("`{event}` ({})", refs.join(", ")),
        }
    }
}

/// What can happen; `None` where it is not known. Only events that say it with `types` in a known way.
fn actions(trigger: &Trigger) -> Option<Vec<String>> {
    let named = || trigger.types.as_ref().filter(|types| !types.is_empty()).map(|types| types.iter().map(|one| one.to_string()).collect());
    match trigger.event.as_str() {
        "pull_request" | "pull_request_target" => {
            named().or_else(|| Some(["opened", "synchronize", "reopened"].map(str::to_owned).to_vec()))
        }
        "issues" | "issue_comment" | "release" | "workflow_run" | "pull_request_review" | "discussion" | "label" => named(),
        _ => None,
    }
}

/// What a pattern's special characters are; each may also change what stands before it.
fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?', '+', '[', ']', '!', '\\', '$'])
}

/// What is known of a name of which one of these patterns must match; without patterns, how it begins.
fn shapes(prefix: &str, patterns: Option<&[compact_str::CompactString]>) -> Vec<Shape> {
    let open = || vec![Shape { start: prefix.to_owned(), whole: false }];
    let Some(patterns) = patterns else { return open() };
    let found: Vec<Shape> = patterns
        .iter()
        .filter(|pattern| !pattern.starts_with('!'))
        .map(|pattern| match pattern.find(['*', '?', '+', '[', ']', '!', '\\', '$']) {
            None => Shape { start: format!("{prefix}{pattern}"), whole: true },
            Some(at) => {
                let mut sure = pattern[..at].to_owned();
                if pattern[at..].starts_with(['?', '+']) {
                    sure.pop();
                }
                Shape { start: format!("{prefix}{sure}"), whole: false }
            }
        })
        .collect();
    if found.is_empty() { open() } else { found }
}

fn short(shape: &Shape) -> Shape {
    Shape { start: unprefixed(&shape.start).to_owned(), whole: shape.whole }
}

fn unprefixed(full: &str) -> &str {
    ["refs/heads/", "refs/tags/", "refs/pull/"].iter().find_map(|prefix| full.strip_prefix(prefix)).unwrap_or_default()
}

fn one_of(shapes: Vec<Shape>) -> Value {
    Value::OneOf { shapes, not: Vec::new() }
}
