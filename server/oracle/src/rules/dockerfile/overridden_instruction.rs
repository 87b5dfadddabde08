//! Instructions of which only the last of a stage counts.

use syntax::Language;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/overridden-instruction",
    severity: Severity::Warning,
    summary: "Of several `CMD`, `ENTRYPOINT` or `HEALTHCHECK` in a stage only the last counts.",
    page: include_str!("overridden_instruction.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let last_of = |stage, name: &str| context.steps().iter().rfind(|step| step.stage == stage && step.name == name);
    for step in context.steps() {
        if !matches!(step.name.as_str(), "CMD" | "ENTRYPOINT" | "HEALTHCHECK") {
            continue;
        }
        if let Some(last) = last_of(step.stage, &step.name).filter(|last| last.span != step.span) {
            let message = format!("this `{}` has no effect: another one follows in the same stage, and only the last counts", step.name);
            found.at(step.span, message).related(last.span, "this one counts");
        }
    }
}
