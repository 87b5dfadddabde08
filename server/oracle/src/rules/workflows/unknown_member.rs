//! Steps, jobs, matrix values, outputs and inputs that an expression names and that are not there.

use std::ops::Range;

use documents::Node;
use syntax::Role;
use workspace::Span;

use super::expression::{Expr, Kind};
use super::types::{GITHUB, Scope, get};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/unknown-member",
    severity: Severity::Warning,
    summary: "An expression names a step, job, output, matrix value or input that is not there.",
    page: include_str!("unknown_member.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow), Subject::Role(Role::Action)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let Some(root) = context.roots().next() else { return };
    for one in context.expressions() {
        let Ok(expr) = &one.expr else { continue };
        let scope = Scope { root, one };
        let optional = optional(expr);
        expr.visit(&mut |part| {
            let Some((name, _, way)) = part.way() else { return };
            let names: Vec<&str> = way.iter().map(|(name, _)| *name).collect();
            for (at, (member, range)) in way.iter().enumerate() {
                if *member == "*" {
                    return;
                }
                let Some(known) = known(scope, &name.to_ascii_lowercase(), &names[..at]) else { continue };
                // What several workflows or jobs share asks for what not all of them have, and says what else it takes.
                if (known.place == OF_DISPATCH || name.eq_ignore_ascii_case("matrix")) && optional.contains(&part.range) {
                    return;
                }
                if known.names.iter().any(|known| known.eq_ignore_ascii_case(member)) {
                    continue;
                }
                // Who passes all of its secrets on passes those too that are not declared, and an action is given whatever it is called with.
                if (known.what == "secret" || known.what == "input" && context.kind.role == Role::Action)
                    && schemas::closest(member, known.names.iter().copied()).is_none()
                {
                    return;
                }
                let span = one.span(range);
                // As it is written; it is looked up in small letters.
                let written = context.text.get(span.range()).map(|written| written.trim_start_matches('.'));
                let written = written.filter(|written| written.eq_ignore_ascii_case(member)).unwrap_or(member);
                let all = names[..at].iter().chain([&written]).fold(name.to_owned(), |all, name| format!("{all}.{name}"));
                // Steps that ask first whether it is there.
                let steps = scope.job().map(|job| job.items_of("steps")).unwrap_or_default();
                let asks = |step: &Node| {
                    step.get("if").and_then(Node::text).is_some_and(|asked| asked.to_ascii_lowercase().contains(&all.to_ascii_lowercase()))
                };
                if name.eq_ignore_ascii_case("matrix") && steps.iter().any(asks) {
                    return;
                }
                let message = format!("there is no {} `{written}` {}, so `{all}` is always empty", known.what, known.place);
                say(span, member, &known.names, message, found);
                return;
            }
        });
    }
}

const OF_DISPATCH: &str = "of `workflow_dispatch`";

/// The places of what has something else behind it for when it is empty.
fn optional(expr: &Expr) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    expr.visit(&mut |part| {
        if let Kind::Operator("||", parts) = &part.kind {
            found.extend(parts.iter().take(parts.len() - 1).map(|part| part.range.clone()));
        }
    });
    found
}

fn say(span: Span, member: &str, known: &[&str], message: String, found: &mut Found) {
    // `.name`, or `['name']`.
    let bare = Span { start: span.start + 1, end: span.end };
    match schemas::closest(member, known.iter().copied()) {
        Some(near) if span.end - span.start == member.len() as u32 + 1 => found.misspelt(bare, message, Some(near)),
        Some(near) => found.at(span, format!("{message}; did you mean `{near}`?")),
        None => found.at(span, message),
    };
}

/// The members that something has.
struct Known<'a> {
    /// What each is called.
    what: &'static str,
    /// Of what they are, for messages.
    place: String,
    names: Vec<&'a str>,
}

fn here<'a>(what: &'static str, names: Vec<&'a str>) -> Option<Known<'a>> {
    Some(Known { what, place: "here".to_owned(), names })
}

fn of<'a>(what: &'static str, owner: &str, names: Vec<&'a str>) -> Option<Known<'a>> {
    Some(Known { what, place: format!("of `{owner}`"), names })
}

fn keys(node: &Node) -> Vec<&str> {
    node.entries().iter().filter_map(|(key, _)| key.text()).collect()
}

/// The members at the end of a way from a context; `None` where they are not known.
fn known<'a>(scope: Scope<'a>, context: &str, way: &[&str]) -> Option<Known<'a>> {
    let root = scope.root;
    match (context, way) {
        ("github", []) => {
            let more = ["event", "ref_protected"];
            of("member", "github", GITHUB.iter().copied().chain(more).collect())
        }
        ("github", ["event", "inputs"]) => inputs_of_event(root),
        ("runner", []) => of("member", "runner", RUNNER.to_vec()),
        ("strategy", []) => of("member", "strategy", vec!["fail-fast", "job-index", "job-total", "max-parallel"]),
        ("steps", []) => steps(scope),
        ("steps", [step]) => of("member", &format!("steps.{step}"), vec!["outputs", "outcome", "conclusion"]),
        ("needs", []) => {
            let needs = scope.job().and_then(|job| job.get("needs"));
            let listed = needs.into_iter().flat_map(|needs| std::iter::once(needs).chain(needs.items())).filter_map(Node::text);
            let listed: Vec<&str> = listed.collect();
            // A need that is no job is said where it stands: this may be the one that was meant.
            let are_jobs = root.get("jobs").is_none_or(|jobs| listed.iter().all(|need| get(jobs, need).is_some()));
            are_jobs.then(|| here("job in `needs`", listed)).flatten()
        }
        ("jobs", []) => here("job", keys(root.get("jobs")?)),
        ("needs" | "jobs", [job]) => of("member", &format!("{context}.{job}"), vec!["outputs", "result"]),
        ("needs" | "jobs", [job, "outputs"]) => {
            let node = get(root.get("jobs")?, job)?;
            let outputs = node.get("outputs");
            // Those of a called workflow are in another file.
            if node.get("uses").is_some() || outputs.is_some_and(|outputs| outputs.entries().is_empty()) {
                return None;
            }
            Some(Known { what: "output", place: format!("of the job `{job}`"), names: outputs.map(keys).unwrap_or_default() })
        }
        ("secrets", []) => secrets(root),
        ("matrix", []) => matrix(scope),
        ("matrix", way) => {
            let values = scope.matrix(way)?;
            let is_object = |value: &&Node| !value.entries().is_empty();
            let names = values.iter().copied().flat_map(keys).collect();
            (!values.is_empty() && values.iter().all(is_object)).then(|| Known {
                what: "member",
                place: format!("in any value of `matrix.{}`", way.join(".")),
                names,
            })
        }
        ("inputs", []) if root.get("runs").is_some() => here("input", root.get("inputs").map(keys).unwrap_or_default()),
        ("inputs", []) => {
            let on = root.get("on")?;
            let of = |event: &str| on.path(&[event, "inputs"]).map(keys).unwrap_or_default();
            here("input", [of("workflow_call"), of("workflow_dispatch")].concat())
        }
        _ => None,
    }
}

/// The members of `runner`; the last two are not documented.
const RUNNER: [&str; 9] = ["name", "os", "arch", "temp", "tool_cache", "debug", "environment", "workspace", "perflog"];

fn steps(scope: Scope<'_>) -> Option<Known<'_>> {
    let steps = match scope.job() {
        Some(job) => job.get("steps")?,
        None => scope.root.path(&["runs", "steps"])?,
    };
    // Steps in `parallel` have ids too.
    if steps.items().iter().any(|step| step.get("parallel").is_some()) {
        return None;
    }
    let before = steps.items().iter().take(scope.one.steps);
    here("earlier step", before.filter_map(|step| step.get("id")?.text()).collect())
}

fn matrix(scope: Scope<'_>) -> Option<Known<'_>> {
    let strategy = scope.job()?.get("strategy");
    // An expression may make all of it.
    if strategy.is_some_and(|strategy| strategy.text().is_some()) {
        return None;
    }
    let Some(matrix) = strategy.and_then(|strategy| strategy.get("matrix")) else { return here("matrix value", Vec::new()) };
    if matrix.entries().is_empty() {
        return None;
    }
    let mut known: Vec<&str> = keys(matrix).into_iter().filter(|key| !matches!(*key, "include" | "exclude")).collect();
    if let Some(include) = matrix.get("include") {
        if include.text().is_some() || include.items().iter().any(|item| item.text().is_some()) {
            return None;
        }
        known.extend(include.items().iter().flat_map(keys));
    }
    here("matrix value", known)
}

/// The secrets of a workflow that others call, and that nothing else starts.
fn secrets(root: &Node) -> Option<Known<'_>> {
    let [(event, call)] = root.entries_of("on") else { return None };
    let declared = call.get("secrets").filter(|declared| event.text() == Some("workflow_call") && !declared.entries().is_empty())?;
    let own = ["GITHUB_TOKEN", "ACTIONS_STEP_DEBUG", "ACTIONS_RUNNER_DEBUG"];
    Some(Known { what: "secret", place: "of `workflow_call`".to_owned(), names: keys(declared).into_iter().chain(own).collect() })
}

/// What is asked when a workflow is started by hand, where the event cannot be another's.
fn inputs_of_event(root: &Node) -> Option<Known<'_>> {
    let on = root.get("on")?;
    if on.text().is_some() || !on.items().is_empty() || on.get("workflow_call").is_some() {
        return None;
    }
    let inputs = on.path(&["workflow_dispatch", "inputs"]);
    Some(Known { what: "input", place: OF_DISPATCH.to_owned(), names: inputs.map(keys).unwrap_or_default() })
}
