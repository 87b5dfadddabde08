//! Options of `HEALTHCHECK`.

use syntax::Language;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/bad-healthcheck-option",
    severity: Severity::Error,
    summary: "An option of `HEALTHCHECK` is no duration or number.",
    page: include_str!("bad_healthcheck_option.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for step in context.steps().iter().filter(|step| step.name == "HEALTHCHECK") {
        for (name, value, span) in step.flags.iter().filter(|(_, value, _)| !value.is_empty() && !value.contains(['$', '"', '\''])) {
            match name.as_str() {
                "interval" | "timeout" | "start-period" | "start-interval" if !is_duration(value) => {
                    found.at(*span, format!("`{value}` is no duration: expected one like `30s` or `1m30s`"));
                }
                "retries" if value.parse::<u32>().is_err() => {
                    found.at(*span, format!("`{value}` is no number of tries: expected a whole number"));
                }
                _ => {}
            }
        }
    }
}

/// As Go reads durations: numbers with units, and a bare `0`.
fn is_duration(text: &str) -> bool {
    let mut rest = text.trim_start_matches(['+', '-']);
    if rest == "0" {
        return true;
    }
    let is_empty = rest.is_empty();
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let after = &rest[number..];
        let unit = ["ns", "us", "µs", "μs", "ms", "s", "m", "h"].into_iter().find(|unit| after.starts_with(unit));
        let Some(unit) = unit.filter(|_| number > 0) else { return false };
        rest = &after[unit.len()..];
    }
    !is_empty
}
