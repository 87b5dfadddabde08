//! Two steps of one job with one id.

use rustc_hash::FxHashMap;

use documents::Node;
use syntax::Role;

use super::steps::holders;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/duplicate-step-id",
    severity: Severity::Error,
    summary: "Two steps of a job, or two jobs, have the same id.",
    page: include_str!("duplicate_step_id.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow), Subject::Role(Role::Action)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        let jobs = root.entries_of("jobs");
        // Written alike they are a duplicate key.
        unique(jobs.iter().map(|(id, _)| id), "job", false, found);
        for holder in holders(root) {
            let steps = holder.items_of("steps");
            unique(steps.iter().filter_map(|step| step.get("id")), "step", true, found);
        }
    }
}

fn unique<'a>(ids: impl Iterator<Item = &'a Node>, what: &str, same: bool, found: &mut Found) {
    let mut known: FxHashMap<String, &Node> = FxHashMap::default();
    for id in ids {
        let Some(text) = id.text() else { continue };
        match known.get(&text.to_lowercase()) {
            Some(first) if same || first.text() != Some(text) => {
                let message = format!("the id `{text}` is that of another {what} already; ids are compared without regard to case");
                found.at(id.span, message).related(first.span, "here it is used first");
            }
            Some(_) => {}
            None => drop(known.insert(text.to_lowercase(), id)),
        }
    }
}
