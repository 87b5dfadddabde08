//! Names that are given twice: objects of a file, containers of a pod, variables of a container.

use documents::Node;
use rustc_hash::FxHashMap;
use syntax::Role;
use workspace::Span;

use super::objects::{is_open, objects, pods};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const NAME: Rule = Rule {
    code: "L3/duplicate-name",
    severity: Severity::Warning,
    summary: "Two objects of one file have the same kind, namespace and name.",
    page: include_str!("duplicate_name.md"),
    check: Check::Document(&[Subject::Role(Role::Kubernetes)], names),
};

/// See the page.
pub const CONTAINER: Rule = Rule {
    code: "L3/duplicate-container",
    severity: Severity::Error,
    summary: "Two containers of a pod have the same name.",
    page: include_str!("duplicate_container.md"),
    check: Check::Document(&[Subject::Role(Role::Kubernetes)], containers),
};

/// See the page.
pub const ENV: Rule = Rule {
    code: "L3/duplicate-env",
    severity: Severity::Warning,
    summary: "A container sets an environment variable twice.",
    page: include_str!("duplicate_env.md"),
    check: Check::Document(&[Subject::Role(Role::Kubernetes)], variables),
};

fn names(context: &DocumentContext<'_>, found: &mut Found) {
    // One object may be patched in several steps.
    if context.is_patch() {
        return;
    }
    let mut seen: FxHashMap<(&str, &str, Option<&str>, &str), Span> = FxHashMap::default();
    // Objects of other tools, such as tests, may never be in a cluster.
    for object in objects(context).into_iter().filter(|object| object.is_built_in()) {
        let Some(name) = object.name() else { continue };
        let Some(text) = name.text().filter(|text| !text.is_empty() && !is_open(text)) else { continue };
        if object.node.get("$patch").is_some() || object.namespace().is_some_and(is_open) {
            continue;
        }
        // For two versions of an API: who has no later one takes the first.
        if let Some(first) = seen.insert((object.api_version, object.kind, object.namespace(), text), name.span)
            && first != name.span
        {
            let place = object.namespace().map(|namespace| format!(" in the namespace `{namespace}`")).unwrap_or_default();
            found
                .at(name.span, format!("this file has another {} `{text}`{place}; the later one replaces it", object.kind))
                .related(first, "the other one");
        }
    }
}

fn containers(context: &DocumentContext<'_>, found: &mut Found) {
    for pods in pods(context) {
        let mut seen: FxHashMap<&str, (Span, &str)> = FxHashMap::default();
        for container in pods.containers() {
            let Some(name) = container.node.get("name") else { continue };
            let Some(text) = name.text().filter(|text| !is_open(text)) else { continue };
            match seen.get(text) {
                Some((first, list)) if *first != name.span || *list != container.list => {
                    let said = found.at(name.span, format!("the pod has another container `{text}`, among its `{list}`"));
                    said.related(*first, "the other one");
                }
                _ => _ = seen.insert(text, (name.span, container.list)),
            }
        }
    }
}

fn variables(context: &DocumentContext<'_>, found: &mut Found) {
    for container in pods(context).into_iter().flat_map(|pods| pods.containers()) {
        let mut seen: FxHashMap<&str, &Node> = FxHashMap::default();
        for variable in container.node.items_of("env") {
            let Some(name) = variable.get("name") else { continue };
            let Some(text) = name.text().filter(|text| !is_open(text)) else { continue };
            let Some(first) = seen.insert(text, name) else { continue };
            // A value may be made from the one before it.
            let extends = variable.get("value").and_then(Node::text).is_some_and(|value| value.contains(&format!("$({text})")));
            if !extends && first.span != name.span && variable.get("$patch").is_none() {
                found.at(name.span, format!("`{text}` is set twice here; the last value counts")).related(first.span, "set before");
            }
        }
    }
}
