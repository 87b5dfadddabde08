//! Metadata that is written and yet to be found out when the project is built.

use syntax::Role;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/static-and-dynamic",
    severity: Severity::Error,
    summary: "A field of `[project]` has a value and is in `dynamic` too.",
    page: include_str!("static_and_dynamic.md"),
    check: Check::Document(&[Subject::Role(Role::Pyproject)], check),
};

/// Fields of one value: lists and tables may be extended when the project is built.
const SINGLE: &[&str] = &["version", "description", "readme", "requires-python", "license"];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for project in context.roots().filter_map(|root| root.get("project")) {
        for item in project.items_of("dynamic") {
            let Some(field) = item.text().filter(|field| SINGLE.contains(field)) else { continue };
            if let Some((key, _)) = project.entry(field) {
                found
                    .at(item.span, format!("`{field}` is written in `[project]`, and cannot be dynamic as well"))
                    .related(key.span, "here");
            }
        }
    }
}
