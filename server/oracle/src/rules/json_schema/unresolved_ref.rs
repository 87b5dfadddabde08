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

/// When so many different places are missing, the document is a part of one, and joined with the rest before it is used.
const MANY: usize = 10;
/// How many other places that name what is missing are shown.
const MOST_RELATED: usize = 20;
/// Keywords whose values are data, whatever they look like.
const DATA: [&str; 6] = ["enum", "const", "default", "example", "examples", "value"];
/// Keywords whose values are schemas by name: the names are no keywords.
const NAMES: [&str; 7] = ["properties", "patternProperties", "$defs", "definitions", "schemas", "dependentSchemas", "dependencies"];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots().filter(|root| !is_piece(context, root)) {
        let mut anchors = FxHashSet::default();
        collect(root, &mut anchors);
        let own = ["$id", "id"].iter().find_map(|key| root.get(key)?.text()).unwrap_or_default();
        let resources = vec![Pointers::new(root)];
        let mut walk = Walk { own: own.trim_end_matches('#'), anchors, resources, missing: Vec::new() };
        walk.node(root, false);
        let missing = walk.missing;
        let targets: FxHashSet<&str> = missing.iter().map(|one| one.target).collect();
        if targets.len() >= MANY {
            continue;
        }
        // What is missing is one cause, however often it is named.
        let mut said = FxHashSet::default();
        for (at, first) in missing.iter().enumerate().filter(|(_, one)| said.insert(one.target)) {
            let mut finding = found.at(first.node.span, first.message.clone());
            for other in missing[at + 1..].iter().filter(|other| other.target == first.target).take(MOST_RELATED) {
                finding = finding.related(other.node.span, "named here, too");
            }
            if let Some(text) = &first.meant {
                finding.propose(format!("Change to `{text}`"), first.node.part(0..first.target.len()), text.clone());
            }
        }
    }
}

/// Whether a description of an interface has no paths, or is called as a part is: it is joined with others before it is used.
fn is_piece(context: &DocumentContext<'_>, root: &Node) -> bool {
    let is_one = root.get("swagger").is_some()
        || root.get("openapi").is_some_and(|version| version.text().is_some_and(|text| text.starts_with("3.0")));
    is_one && (root.get("paths").is_none() || context.path.name().starts_with('_'))
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

/// A reference that leads nowhere.
struct Missing<'n> {
    node: &'n Node,
    target: &'n str,
    message: String,
    meant: Option<String>,
}

struct Walk<'n> {
    /// What the document calls itself.
    own: &'n str,
    anchors: FxHashSet<&'n str>,
    /// The document, and the schemas with an id of their own that are being looked at: a reference is seen from the innermost.
    resources: Vec<Pointers<'n>>,
    missing: Vec<Missing<'n>>,
}

impl<'n> Walk<'n> {
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

    fn reference(&mut self, node: &'n Node) {
        let Some(whole) = node.text() else { return };
        let Some((target, fragment)) = whole.split_once('#') else { return };
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
        let mut message = format!("`{whole}` leads nowhere");
        let (parent, last) = fragment.rsplit_once('/').unwrap_or(("", fragment));
        let around = self.resources.iter().rev().find_map(|resource| resource.find(parent));
        let mut meant = None;
        if let Some(around) = around.filter(|_| fragment.starts_with('/')) {
            let inside = if parent.is_empty() { "the document".to_owned() } else { format!("`#{parent}`") };
            message.push_str(&format!(": there is no `{last}` in {inside}"));
            let near = closest(last, around.entries().iter().filter_map(|(key, _)| key.text()));
            if let Some(near) = near.filter(|near| !near.contains(['/', '~', '%', '"', '\\'])) {
                message.push_str(&format!("; did you mean `{near}`?"));
                meant = Some(format!("{target}#{parent}/{near}"));
            }
        }
        self.missing.push(Missing { node, target: whole, message, meant });
    }
}

/// Examples of OpenAPI may be references themselves.
fn has_refs(name: &str, value: &Node) -> bool {
    name == "examples"
        && matches!(value.value, Value::Map(_))
        && value.entries().iter().all(|(_, one)| one.entries().len() == 1 && one.get("$ref").is_some())
}
