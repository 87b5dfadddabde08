//! Security requirements that name no scheme.

use std::collections::BTreeMap;

use documents::Node;
use syntax::Role;

use super::operations::apis;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/undefined-security-scheme",
    severity: Severity::Error,
    summary: "An OpenAPI document requires a security scheme that it does not define.",
    page: include_str!("undefined_security_scheme.md"),
    check: Check::Document(&[Subject::Role(Role::OpenApi)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for api in apis(context) {
        let (section, schemes) = if api.root.get("swagger").is_some() {
            ("securityDefinitions", api.root.get("securityDefinitions"))
        } else {
            ("components.securitySchemes", api.root.path(&["components", "securitySchemes"]))
        };
        // What is defined elsewhere is not known.
        let is_elsewhere = |node: &Node| node.get("$ref").is_some();
        if schemes.is_some_and(is_elsewhere) || api.root.get("components").is_some_and(is_elsewhere) {
            continue;
        }
        let known: Vec<&str> = schemes.map(Node::entries).unwrap_or_default().iter().filter_map(|(key, _)| key.text()).collect();
        let operations = api.paths().flat_map(|path| path.operations().collect::<Vec<_>>());
        let requirements =
            std::iter::once(api.root).chain(operations.map(|operation| operation.node)).filter_map(|node| node.get("security"));
        let mut missing: BTreeMap<&str, Vec<&Node>> = BTreeMap::new();
        for (key, _) in requirements.flat_map(Node::items).flat_map(Node::entries) {
            let Some(name) = key.text().filter(|name| !known.contains(name) && !name.starts_with("x-")) else { continue };
            // A URI names one in another document, from version 3.2 on.
            if name.contains(['/', '#']) {
                continue;
            }
            missing.entry(name).or_default().push(key);
        }
        for (name, keys) in missing {
            let message = format!("no security scheme `{name}` is defined in `{section}`");
            if let Some(near) = schemas::closest(name, known.iter().copied()) {
                for key in keys {
                    found.misspelt(key.span, message.clone(), Some(near));
                }
            } else if let [only] = keys[..] {
                found.at(only.span, message);
            } else {
                // One definition is what all of them lack.
                found.at(keys[0].span, format!("{message}; {} places require it", keys.len())).related(keys[1].span, "the next place");
            }
        }
    }
}
