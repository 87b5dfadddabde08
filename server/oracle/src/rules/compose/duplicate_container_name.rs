//! Containers of one name.

use documents::Node;
use syntax::Role;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/duplicate-container-name",
    severity: Severity::Error,
    summary: "Two services give their container the same name.",
    page: include_str!("duplicate_container_name.md"),
    check: Check::Document(&[Subject::Role(Role::Compose)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        let mut seen: Vec<(&str, &Node, &Node)> = Vec::new();
        for (_, service) in root.entries_of("services") {
            let Some(name) = service.get("container_name") else { continue };
            let Some(text) = name.text().filter(|text| !text.contains('$')) else { continue };
            // Services of different profiles need not run at the same time; neither do those that are written once and merged.
            match seen.iter().find(|(other, first, other_service)| {
                *other == text && first.span != name.span && other_service.get("profiles").is_none() && service.get("profiles").is_none()
            }) {
                Some((_, first, _)) => {
                    found
                        .at(name.span, format!("another service names its container `{text}` too: expected a name of its own"))
                        .related(first.span, "the other one");
                }
                None => seen.push((text, name, service)),
            }
        }
    }
}
