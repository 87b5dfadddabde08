//! What a schema says of keys that are absent.

use serde_json::{Map, Value};

use crate::position::resolve;

/// How deep defaults are filled in.
const MAX_DEPTH: usize = 64;
/// How many: a default may be within a default.
const MAX_VALUES: usize = 100_000;
/// References in a row.
const MAX_HOPS: usize = 32;

/// `instance` with the `default`s of `schema` where keys are absent: through `properties`, `items`, `prefixItems`,
/// `additionalProperties`, `allOf` and `$ref` within the schema, and into what a default brings. Keys that are there keep
/// their place and value, null included; new ones follow in the schema's order. A mapping that is absent and
/// has no default stays absent, whatever the defaults within it: write `default: {}` to have it. What stands
/// below `anyOf`, `oneOf` or `if` is not looked at, since it need not hold.
pub fn apply_defaults(schema: &Value, instance: &Value) -> Value {
    let mut out = instance.clone();
    Filling { root: schema, left: MAX_VALUES }.fill(schema, &mut out, 0);
    out
}

struct Filling<'s> {
    root: &'s Value,
    left: usize,
}

impl<'s> Filling<'s> {
    fn fill(&mut self, schema: &'s Value, value: &mut Value, depth: usize) {
        if depth > MAX_DEPTH || self.left == 0 {
            return;
        }
        self.left -= 1;
        let Some(rules) = schema.as_object() else { return };
        if let Some(target) = rules.get("$ref").and_then(Value::as_str).and_then(|reference| resolve(self.root, reference)) {
            self.fill(target, value, depth + 1);
        }
        for part in rules.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.fill(part, value, depth + 1);
        }
        match value {
            Value::Object(object) => self.keys(rules, object, depth),
            Value::Array(items) => self.items(rules, items, depth),
            _ => {}
        }
    }

    fn keys(&mut self, rules: &'s Map<String, Value>, object: &mut Map<String, Value>, depth: usize) {
        let properties = rules.get("properties").and_then(Value::as_object);
        for (key, schema) in properties.into_iter().flatten() {
            if !object.contains_key(key)
                && let Some(default) = self.default(schema)
            {
                object.insert(key.clone(), default.clone());
            }
            if let Some(value) = object.get_mut(key) {
                self.fill(schema, value, depth + 1);
            }
        }
        if let Some(others) = rules.get("additionalProperties").filter(|others| others.is_object()) {
            let is_other = |key: &str| properties.is_none_or(|properties| !properties.contains_key(key));
            for (_, value) in object.iter_mut().filter(|(key, _)| is_other(key)) {
                self.fill(others, value, depth + 1);
            }
        }
    }

    fn items(&mut self, rules: &'s Map<String, Value>, items: &mut [Value], depth: usize) {
        // Before 2020-12, a list of `items` was what `prefixItems` is.
        let first = rules.get("prefixItems").or_else(|| rules.get("items")).and_then(Value::as_array);
        let rest = rules.get("items").filter(|items| items.is_object()).or_else(|| rules.get("additionalItems"));
        for (at, item) in items.iter_mut().enumerate() {
            if let Some(schema) = first.and_then(|first| first.get(at)).or(rest) {
                self.fill(schema, item, depth + 1);
            }
        }
    }

    /// The default of a key, which may stand behind a reference.
    fn default(&self, schema: &'s Value) -> Option<&'s Value> {
        let mut at = schema;
        for _ in 0..MAX_HOPS {
            if let Some(default) = at.get("default") {
                return Some(default);
            }
            at = resolve(self.root, at.get("$ref")?.as_str()?)?;
        }
        None
    }
}
