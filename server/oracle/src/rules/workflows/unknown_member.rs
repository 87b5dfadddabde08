//! Steps, jobs, matrix values and inputs that an expression names and that are not there.

use documents::Node;
use syntax::Role;
use workspace::Span;

use super::uses::Use;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/unknown-member",
    severity: Severity::Warning,
    summary: "An expression names a step, job, matrix value or input that is not there.",
    page: include_str!("unknown_member.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow), Subject::Role(Role::Action)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let Some(root) = context.roots().next() else { return };
    for one in context.expressions() {
        let Ok(expr) = &one.expr else { continue };
        expr.visit(&mut |part| {
            let Some((name, _, way)) = part.way() else { return };
            let Some((member, range)) = way.first().filter(|(member, _)| *member != "*") else { return };
            let Some((what, known)) = known(root, one, &name.to_ascii_lowercase()) else { return };
            if known.iter().any(|known| known.eq_ignore_ascii_case(member)) {
                return;
            }
            // `.name`, or `['name']`.
            let span = one.span(range);
            let bare = Span { start: span.start + 1, end: span.end };
            let message = format!("there is no {what} `{member}` here, so `{name}.{member}` is always empty");
            match schemas::closest(member, known.iter().copied()) {
                Some(near) if span.end - span.start == member.len() as u32 + 1 => {
                    found.at(bare, format!("{message}; did you mean `{near}`?")).propose(format!("Change to `{near}`"), bare, near)
                }
                Some(near) => found.at(span, format!("{message}; did you mean `{near}`?")),
                None => found.at(span, message),
            };
        });
    }
}

/// What a member of a context is called, and those that there are; `None` where they are not known.
fn known<'a>(root: &'a Node, one: &Use, context: &str) -> Option<(&'static str, Vec<&'a str>)> {
    let job = one.job.and_then(|number| root.get("jobs")?.entries().get(number)).map(|(_, job)| job);
    let keys = |node: &'a Node| node.entries().iter().filter_map(|(key, _)| key.text()).collect::<Vec<_>>();
    match context {
        "steps" => {
            let steps = match job {
                Some(job) => job.get("steps")?,
                None => root.path(&["runs", "steps"])?,
            };
            let before = steps.items().iter().take(one.steps);
            // Steps in `parallel` have ids too.
            if steps.items().iter().any(|step| step.get("parallel").is_some()) {
                return None;
            }
            Some(("earlier step", before.filter_map(|step| step.get("id")?.text()).collect()))
        }
        "needs" => {
            let needs = job?.get("needs");
            let listed: Vec<&str> =
                needs.into_iter().flat_map(|needs| std::iter::once(needs).chain(needs.items())).filter_map(Node::text).collect();
            Some(("job in `needs`", listed))
        }
        "matrix" => {
            let Some(matrix) = job?.path(&["strategy", "matrix"]) else { return Some(("matrix value", Vec::new())) };
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
            Some(("matrix value", known))
        }
        "inputs" if root.get("runs").is_some() => Some(("input", root.get("inputs").map(keys).unwrap_or_default())),
        "inputs" => {
            let on = root.get("on")?;
            let of = |event: &str| on.path(&[event, "inputs"]).map(keys).unwrap_or_default();
            Some(("input", [of("workflow_call"), of("workflow_dispatch")].concat()))
        }
        _ => None,
    }
}
