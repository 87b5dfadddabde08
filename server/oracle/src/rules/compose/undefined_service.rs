//! Services that others name and nobody defines.

use std::collections::BTreeSet;

use documents::Node;
use syntax::Role;
use workspace::Span;

use super::project::{fixed, is_whole};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/undefined-service",
    severity: Severity::Error,
    summary: "A service names another one that the Compose file does not have.",
    page: include_str!("undefined_service.md"),
    check: Check::Document(&[Subject::Role(Role::Compose)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots().filter(|root| is_whole(context, root)) {
        let services = root.entries_of("services");
        let known: BTreeSet<&str> = services.iter().filter_map(|(name, _)| name.text()).collect();
        for (name, span) in services.iter().flat_map(|(_, service)| named(service)).filter(|(name, _)| !known.contains(name)) {
            let near = schemas::closest(name, known.iter().copied());
            let expected = near.map_or_else(|| ": expected one of `services`".to_owned(), |near| format!(": did you mean `{near}`?"));
            let said = found.at(span, format!("there is no service `{name}`{expected}"));
            if let Some(near) = near {
                said.propose(format!("Change to `{near}`"), span, near);
            }
        }
    }
}

/// The services that one names, and where.
fn named(service: &Node) -> Vec<(&str, Span)> {
    let mut found: Vec<(&str, Span)> = Vec::new();
    let optional = |on: &Node| on.get("required").is_some_and(|required| required.text() != Some("true"));
    found.extend(service.items_of("depends_on").iter().filter_map(|on| Some((fixed(on)?, on.span))));
    found.extend(service.entries_of("depends_on").iter().filter(|(_, on)| !optional(on)).filter_map(|(on, _)| Some((fixed(on)?, on.span))));
    for node in service.items_of("links").iter().chain(service.items_of("volumes_from")) {
        let Some(name) = fixed(node).and_then(|text| text.split(':').next()).filter(|name| *name != "container") else { continue };
        found.push((name, node.part(0..name.len())));
    }
    for node in ["network_mode", "ipc", "pid"].iter().filter_map(|key| service.get(key)) {
        let Some(name) = fixed(node).and_then(|text| text.strip_prefix("service:")) else { continue };
        found.push((name, node.part("service:".len().."service:".len() + name.len())));
    }
    if let Some(base) = service.get("extends").map(|base| base.get("service").unwrap_or(base)) {
        found.extend(fixed(base).map(|name| (name, base.span)));
    }
    found
}
