//! Stages of one name.

use syntax::Language;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/duplicate-stage",
    severity: Severity::Warning,
    summary: "Two stages have the same name.",
    page: include_str!("duplicate_stage.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let mut seen: Vec<(String, workspace::Span)> = Vec::new();
    for step in context.steps().iter().filter(|step| step.name == "FROM") {
        let Some((name, span)) = step.words.get(2) else { continue };
        let folded = name.to_ascii_lowercase();
        match seen.iter().find(|(other, _)| *other == folded) {
            Some((_, first)) => {
                found.at(*span, format!("a stage before is named `{name}` too: expected another name")).related(*first, "the other one");
            }
            None => seen.push((folded, *span)),
        }
    }
}
