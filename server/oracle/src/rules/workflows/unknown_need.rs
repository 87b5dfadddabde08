//! Jobs that are needed and are not there.

use syntax::Role;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/unknown-need",
    severity: Severity::Error,
    summary: "A job needs one that is not in the workflow.",
    page: include_str!("unknown_need.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        let jobs = root.entries_of("jobs");
        let ids: Vec<&str> = jobs.iter().filter_map(|(id, _)| id.text()).collect();
        for (id, job) in jobs {
            let Some(needs) = job.get("needs") else { continue };
            for need in std::iter::once(needs).chain(needs.items()) {
                let Some(text) = need.text().filter(|text| !text.contains("${{")) else { continue };
                if ids.iter().any(|known| known.eq_ignore_ascii_case(text)) {
                    continue;
                }
                let message = format!("the job `{}` needs `{text}`, and there is no such job", id.text().unwrap_or_default());
                let others = ids.iter().copied().filter(|other| Some(*other) != id.text());
                found.misspelt(need.span, message, schemas::closest(text, others));
            }
        }
    }
}
