//! Entries of Dependabot's configuration that it refuses.

use documents::Node;
use rustc_hash::FxHashMap;
use syntax::Role;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const DUPLICATE: Rule = Rule {
    code: "L3/duplicate-update",
    severity: Severity::Error,
    summary: "Two entries of Dependabot's `updates` are for the same folder.",
    page: include_str!("duplicate_update.md"),
    check: Check::Document(&[Subject::Role(Role::Dependabot)], duplicates),
};

/// See the page.
pub const REGISTRY: Rule = Rule {
    code: "L3/undefined-registry",
    severity: Severity::Error,
    summary: "An entry of Dependabot's `updates` uses a registry that is not defined.",
    page: include_str!("undefined_registry.md"),
    check: Check::Document(&[Subject::Role(Role::Dependabot)], registries),
};

fn duplicates(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        let mut known: FxHashMap<(&str, &str, &str), &Node> = FxHashMap::default();
        for update in root.items_of("updates") {
            let text = |key: &str| update.get(key).and_then(Node::text);
            let Some(ecosystem) = text("package-ecosystem") else { continue };
            let branch = text("target-branch").unwrap_or_default();
            for folder in update.get("directory").into_iter().chain(update.items_of("directories")) {
                let Some(path) = folder.text() else { continue };
                match known.get(&(ecosystem, path.trim_matches('/'), branch)) {
                    Some(first) => {
                        let message = format!(
                            "there is an entry for `{ecosystem}` in `{path}` already, and Dependabot takes one for each folder and target branch"
                        );
                        found.at(folder.span, message).related(first.span, "here is the first");
                    }
                    None => drop(known.insert((ecosystem, path.trim_matches('/'), branch), folder)),
                }
            }
        }
    }
}

fn registries(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        let defined: Vec<&str> = root.entries_of("registries").iter().filter_map(|(name, _)| name.text()).collect();
        for used in root.items_of("updates").iter().flat_map(|update| update.items_of("registries")) {
            let Some(name) = used.text().filter(|name| *name != "*" && !defined.contains(name)) else { continue };
            let message = format!("there is no registry `{name}` under `registries`");
            found.misspelt(used.span, message, schemas::closest(name, defined.iter().copied()));
        }
    }
}
