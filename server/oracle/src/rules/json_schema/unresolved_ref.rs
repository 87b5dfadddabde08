//! References within a document that lead nowhere.

use documents::{Node, Value};
use rustc_hash::FxHashSet;
use schemas::closest;
use syntax::Role;

use super::pointers::Pointers;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/unresolved-ref",
    severity: Severity::Error,
    summary: "A `$ref` within a schema or an OpenAPI document leads nowhere.",
    page: include_str!("unresolved_ref.md"),
    check: Check::Document(&[Subject::Role(Role::JsonSchema), Subject::Role(Role::OpenApi)], check),
};

/// Keywords whose values are data, whatever they look like.
const DATA: [&str; 6] = ["enum", "const", "default", "example", "examples", "value"];
/// Keywords whose values are schemas by name: the names are no keywords.
const NAMES: [&str; 7] = ["properties", "patternProperties", "$defs", "definitions", "schemas", "dependentSchemas", "dependencies"];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        let mut anchors = FxHashSet::default();
        collect(root, &mut anchors);
        let own = ["$id", "id"].iter().find_map(|key| root.get(key)?.text()).unwrap_or_default();
        let resources = vec![Pointers::new(root)];
        let mut walk = Walk { own: own.trim_end_matches('#'), anchors, resources, found };
        walk.node(root, false);
    }
}

/// The names that a document gives to places of its own: anchors, and the fragments that earlier drafts have as ids.
fn collect<'n>(node: &'n Node, out: &mut FxHashSet<&'n str>) {
    for (key, value) in node.entries() {
        match (key.text(), value.text()) {
            (Some("$anchor" | "$dynamicAnchor"), Some(name)) => {
                out.insert(name);
            }
            (Some("$id" | "id"), Some(name)) => out.extend(name.split_once('#').map(|(_, name)| name).filter(|name| !name.is_empty())),
            _ => {}
        }
        collect(value, out);
    }
    node.items().iter().for_each(|item| collect(item, out));
}

struct Walk<'n, 'f> {
    /// What the document calls itself.
    own: &'n str,
    anchors: FxHashSet<&'n str>,
    /// The document, and the schemas with an id of their own that are being looked at: a reference is seen from the innermost.
    resources: Vec<Pointers<'n>>,
    found: &'f mut Found,
}

impl<'n> Walk<'n, '_> {
    fn node(&mut self, node: &'n Node, by_name: bool) {
        let is_resource =
            !by_name && self.resources.len() < 20 && node.get("$id").and_then(Node::text).is_some_and(|id| !id.starts_with('#'));
        if is_resource {
            self.resources.push(Pointers::new(node));
        }
        for (key, value) in node.entries() {
            let Some(name) = key.text() else { continue };
            match name {
                _ if by_name => self.node(value, false),
                "$ref" => self.reference(value),
                "mapping" => value.entries().iter().for_each(|(_, value)| self.reference(value)),
                _ if DATA.contains(&name) && !has_refs(name, value) || name.starts_with("x-") => {}
                _ => self.node(value, NAMES.contains(&name) && !matches!(value.value, Value::List(_))),
            }
        }
        node.items().iter().for_each(|item| self.node(item, false));
        if is_resource {
            self.resources.pop();
        }
    }

    fn reference(&mut self, node: &Node) {
        let Some((target, fragment)) = node.text().and_then(|text| text.split_once('#')) else { return };
        // What another document has is not known here.
        if !(target.is_empty() || target == self.own) {
            return;
        }
        let is_there = if fragment.is_empty() || fragment.starts_with('/') {
            self.resources.iter().any(|resource| resource.find(fragment).is_some())
        } else {
            self.anchors.contains(fragment)
        };
        if is_there {
            return;
        }
        let mut message = format!("`{}` leads nowhere", node.text().unwrap_or_default());
        let (parent, last) = fragment.rsplit_once('/').unwrap_or(("", fragment));
        let around = self.resources.iter().rev().find_map(|resource| resource.find(parent));
        let Some(around) = around.filter(|_| fragment.starts_with('/')) else {
            self.found.at(node.span, message);
            return;
        };
        let inside = if parent.is_empty() { "the document".to_owned() } else { format!("`#{parent}`") };
        message.push_str(&format!(": there is no `{last}` in {inside}"));
        match closest(last, around.entries().iter().filter_map(|(key, _)| key.text())) {
            Some(near) if !near.contains(['/', '~', '%', '"', '\\']) => {
                let text = format!("{target}#{parent}/{near}");
                message.push_str(&format!("; did you mean `{near}`?"));
                self.found.at(node.span, message).propose(
                    format!("Change to `{text}`"),
                    node.part(0..node.text().map_or(0, str::len)),
                    text,
                );
            }
            _ => {
                self.found.at(node.span, message);
            }
        }
    }
}

/// Examples of OpenAPI may be references themselves.
fn has_refs(name: &str, value: &Node) -> bool {
    name == "examples"
        && matches!(value.value, Value::Map(_))
        && value.entries().iter().all(|(_, one)| one.entries().len() == 1 && one.get("$ref").is_some())
}
