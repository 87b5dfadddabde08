//! `CMD ['a']`: no JSON.

use syntax::Language;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/broken-exec-form",
    severity: Severity::Warning,
    summary: "A command that looks like a JSON array is none, so a shell runs it.",
    page: include_str!("broken_exec_form.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for step in context.steps().iter().filter(|step| matches!(step.name.as_str(), "CMD" | "ENTRYPOINT" | "RUN" | "VOLUME")) {
        if !step.is_exec && looks_like_array(&step.rest) {
            let meaning = if step.name == "VOLUME" { "its brackets and quotes are part of the paths" } else { "a shell gets it as it is" };
            let message = format!("this is no JSON array, so that {meaning}: expected double quotes, and commas only between strings");
            found.at(step.rest_span(), message);
        }
    }
}

/// Quoted words between brackets: not `[ "$a" = "b" ]`, which is a test.
fn looks_like_array(text: &str) -> bool {
    let Some(inner) = text.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else { return false };
    // One bracket too many, behind the last string.
    let inner = inner.trim();
    let inner = inner.strip_suffix(']').filter(|rest| rest.ends_with('"')).unwrap_or(inner);
    let parts: Vec<&str> = inner.strip_suffix(',').unwrap_or(inner).split(',').map(str::trim).collect();
    let quoted = |part: &&str| {
        ['"', '\'']
            .iter()
            .any(|quote| part.strip_prefix(*quote).and_then(|rest| rest.strip_suffix(*quote)).is_some_and(|word| !word.contains(*quote)))
    };
    parts.iter().all(quoted) && (parts.len() > 1 || inner.starts_with('\'') || inner.ends_with(','))
}
