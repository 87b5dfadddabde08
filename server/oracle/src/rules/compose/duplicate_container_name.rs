//! Containers of one name.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use documents::Node;
use syntax::Role;

use super::project::fixed;
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
        let mut seen: HashMap<&str, &Node> = HashMap::new();
        for (_, service) in root.entries_of("services") {
            // Services of different profiles need not run at the same time; nor do those that are written once and merged.
            let Some(name) = service.get("container_name").filter(|_| service.get("profiles").is_none()) else { continue };
            let Some(text) = fixed(name) else { continue };
            match seen.entry(text) {
                Entry::Occupied(first) if first.get().span != name.span => {
                    found
                        .at(name.span, format!("another service names its container `{text}` too: expected a name of its own"))
                        .related(first.get().span, "the other one");
                }
                Entry::Occupied(_) => {}
                Entry::Vacant(place) => {
                    place.insert(name);
                }
            }
        }
    }
}
