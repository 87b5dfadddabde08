//! The schemas that stand in a document: a JSON Schema is one, an OpenAPI document has many.

use documents::{Node, Value};
use syntax::Role;

use crate::document::DocumentContext;

/// Keywords whose value is one schema.
const ONE: [&str; 13] = [
    "additionalItems",
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
    "schema",
];
/// Those with a list of schemas.
const LISTS: [&str; 5] = ["allOf", "anyOf", "items", "oneOf", "prefixItems"];
/// Those with schemas by name.
const MAPS: [&str; 6] = ["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"];

/// Calls `look` with every schema of a text, from the outside inwards.
pub fn each<'n>(context: &'n DocumentContext<'_>, look: &mut dyn FnMut(&'n Node)) {
    for root in context.roots() {
        match context.kind.role {
            Role::JsonSchema => below(root, look),
            _ => in_openapi(root, false, look),
        }
    }
}

/// A schema and those in it.
fn below<'n>(schema: &'n Node, look: &mut dyn FnMut(&'n Node)) {
    let Value::Map(entries) = &schema.value else { return };
    look(schema);
    for (key, value) in entries {
        let Some(key) = key.text().filter(|key| *key != "schema") else { continue };
        if ONE.contains(&key) {
            below(value, look);
        }
        if LISTS.contains(&key) {
            value.items().iter().for_each(|item| below(item, look));
        }
        if MAPS.contains(&key) {
            value.entries().iter().for_each(|(_, value)| below(value, look));
        }
    }
}

/// Schemas stand below `schema`, and by name in the sections for them.
fn in_openapi<'n>(node: &'n Node, by_name: bool, look: &mut dyn FnMut(&'n Node)) {
    for (key, value) in node.entries() {
        match key.text() {
            _ if by_name => below(value, look),
            Some("schema") => below(value, look),
            // The section of components, or the definitions of version 2, which stand at the top.
            Some("schemas" | "definitions") => in_openapi(value, true, look),
            Some("example" | "examples" | "default" | "enum" | "value") => {}
            Some(key) if key.starts_with("x-") => {}
            _ => in_openapi(value, false, look),
        }
    }
    for item in node.items() {
        in_openapi(item, false, look);
    }
}
