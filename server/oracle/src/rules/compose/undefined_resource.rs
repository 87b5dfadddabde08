//! Networks, volumes, secrets and configurations that services use and nobody defines.

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
    code: "L3/undefined-resource",
    severity: Severity::Error,
    summary: "A service uses a network, volume, secret or configuration that the Compose file does not define.",
    page: include_str!("undefined_resource.md"),
    check: Check::Document(&[Subject::Role(Role::Compose)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots().filter(|root| is_whole(context, root)) {
        for (section, one, uses) in KINDS {
            let mut known: BTreeSet<&str> = root.entries_of(section).iter().filter_map(|(name, _)| name.text()).collect();
            if section == "networks" {
                known.insert("default");
            }
            let used = root.entries_of("services").iter().flat_map(|(_, service)| uses(service));
            for (name, span) in used.filter(|(name, _)| !known.contains(name)) {
                let near = schemas::closest(name, known.iter().copied());
                let expected = near.map_or_else(|| format!(": expected it below `{section}`"), |near| format!(": did you mean `{near}`?"));
                let said = found.at(span, format!("there is no {one} `{name}`{expected}"));
                if let Some(near) = near {
                    said.propose(format!("Change to `{near}`"), span, near);
                }
            }
        }
    }
}

/// What a service uses, and where it says so.
type Uses = fn(&Node) -> Vec<(&str, Span)>;

/// The section that defines them, what one of them is, and which of them a service uses.
const KINDS: [(&str, &str, Uses); 4] = [
    ("networks", "network", networks),
    ("volumes", "volume", volumes),
    ("secrets", "secret", secrets),
    ("configs", "configuration", configs),
];

fn networks(service: &Node) -> Vec<(&str, Span)> {
    let keys = service.entries_of("networks").iter().map(|(key, _)| key);
    service.items_of("networks").iter().chain(keys).filter_map(|node| Some((fixed(node)?, node.span))).collect()
}

fn volumes(service: &Node) -> Vec<(&str, Span)> {
    let named = |node| match (Node::get(node, "type").and_then(Node::text), Node::get(node, "source")) {
        (Some("volume"), Some(source)) => Some((fixed(source)?, source.span)),
        (Some(_), _) => None,
        (None, _) => {
            let (source, _) = fixed(node)?.split_once(':')?;
            (!is_path(source)).then(|| (source, node.part(0..source.len())))
        }
    };
    service.items_of("volumes").iter().filter_map(named).collect()
}

/// Whether the source of a mount is a folder of the host: by how it begins, as Compose has it.
fn is_path(source: &str) -> bool {
    source.is_empty() || source.starts_with(['.', '/', '~', '\\']) || source.len() == 1
}

fn secrets(service: &Node) -> Vec<(&str, Span)> {
    let build = service.get("build").map(|build| build.items_of("secrets")).unwrap_or_default();
    service.items_of("secrets").iter().chain(build).filter_map(source).collect()
}

fn configs(service: &Node) -> Vec<(&str, Span)> {
    service.items_of("configs").iter().filter_map(source).collect()
}

fn source(node: &Node) -> Option<(&str, Span)> {
    let named = node.get("source").unwrap_or(node);
    Some((fixed(named)?, named.span))
}
