//! Health checks that do not say what runs them.

use syntax::Role;

use super::project::fixed;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/bad-healthcheck-test",
    severity: Severity::Error,
    summary: "The list of a health check does not begin with `CMD`, `CMD-SHELL` or `NONE`.",
    page: include_str!("bad_healthcheck_test.md"),
    check: Check::Document(&[Subject::Role(Role::Compose)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for (_, service) in context.roots().flat_map(|root| root.entries_of("services")) {
        let Some(first) = service.get("healthcheck").and_then(|check| check.items_of("test").first()) else { continue };
        match fixed(first) {
            Some("CMD" | "CMD-SHELL" | "NONE") | None => {}
            Some(word) => {
                found.at(first.span, format!("found `{word}` first: expected `CMD`, `CMD-SHELL` or `NONE`, and the command behind"));
            }
        }
    }
}
