//! The schemas in CustomResourceDefinitions, as JSON Schemas that say what an API server does with them.
//!
//! They are OpenAPI 3.0 with extensions of Kubernetes: a structural schema names every key, and what it does not name is
//! unknown to the server. See "Specifying a structural schema" in Kubernetes' documentation.

use serde_json::{Map, Value, json};

/// Deeper schemas are no CustomResourceDefinition's.
const MAX_DEPTH: usize = 100;

/// The JSON Schema of objects of a kind, from the `openAPIV3Schema` of its definition. `keeps_unknown`: the server keeps
/// keys that it does not know.
pub fn structural(api_version: &str, kind: &str, schema: &Value, keeps_unknown: bool) -> Value {
    let mut out = Reading { keeps_unknown }.object(schema, 0);
    // OpenAPI 3.0 has `exclusiveMinimum: true`, as this draft has.
    out.insert("$schema".to_owned(), json!("http://json-schema.org/draft-04/schema#"));
    let mut properties = match out.remove("properties") {
        Some(Value::Object(properties)) => properties,
        _ => Map::new(),
    };
    let text = |description: &str| json!({ "type": "string", "description": description });
    let mut fixed = |key: &str, value: &str| {
        let entry = properties.entry(key).or_insert_with(|| json!({ "type": "string" }));
        entry["enum"] = json!([value]);
    };
    fixed("apiVersion", api_version);
    fixed("kind", kind);
    let texts = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    let mut metadata = json!({ "type": "object", "properties": {
        "name": text("The object's name, unique among those of its kind and namespace."),
        "generateName": text("What a name that the server makes begins with."),
        "namespace": text("The namespace that the object is in."),
        "labels": texts, "annotations": texts,
    } });
    if let Some(own) = properties.get("metadata").and_then(|own| own.get("description")) {
        metadata["description"] = own.clone();
    }
    properties.insert("metadata".to_owned(), metadata);
    out.insert("properties".to_owned(), properties.into());
    if let Some(required) = out.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|key| key != "metadata");
    }
    no_empty_list(&mut out);
    Value::Object(out)
}

struct Reading {
    keeps_unknown: bool,
}

impl Reading {
    fn object(&self, schema: &Value, depth: usize) -> Map<String, Value> {
        let mut out = Map::new();
        let Some(map) = schema.as_object().filter(|_| depth <= MAX_DEPTH) else { return out };
        let says = |key: &str| map.get(key).and_then(Value::as_bool) == Some(true);
        let either = says("x-kubernetes-int-or-string");
        for (key, value) in map {
            match key.as_str() {
                "properties" => {
                    let properties = value.as_object().into_iter().flatten();
                    let properties = properties.map(|(name, value)| (name.clone(), Value::Object(self.object(value, depth + 1))));
                    out.insert(key.clone(), properties.collect::<Map<_, _>>().into());
                }
                "items" | "additionalProperties" if value.is_object() => {
                    out.insert(key.clone(), self.object(value, depth + 1).into());
                }
                // What the server fills in is never missing.
                "required" => {
                    let has_default = |name: &Value| {
                        let name = name.as_str().unwrap_or_default();
                        map.get("properties").and_then(|all| all.get(name)).is_some_and(|one| one.get("default").is_some())
                    };
                    let names = value.as_array().into_iter().flatten().filter(|name| !has_default(name));
                    out.insert(key.clone(), names.cloned().collect::<Vec<_>>().into());
                }
                "anyOf" | "allOf" if either => {}
                // Formats are not judged, so neither is what one of several is told from the others by.
                "anyOf" | "oneOf" | "allOf" | "not" if has_format(value) => {}
                "nullable" | "format" | "example" | "externalDocs" => {}
                // What controller-gen writes of a field that takes any JSON, whose bytes it sees.
                "type" if value == "string" && says("x-kubernetes-preserve-unknown-fields") => {}
                _ if key.starts_with("x-") || key.starts_with('$') => {}
                // These only judge, and name no keys.
                _ => _ = out.insert(key.clone(), value.clone()),
            }
        }
        no_empty_list(&mut out);
        if either {
            out.insert("type".to_owned(), json!(["integer", "string"]));
        }
        let named = out.get("properties").and_then(Value::as_object).is_some_and(|properties| !properties.is_empty());
        let is_closed = named && !out.contains_key("additionalProperties") && !says("x-kubernetes-preserve-unknown-fields");
        if is_closed && !self.keeps_unknown {
            if says("x-kubernetes-embedded-resource")
                && let Some(properties) = out.get_mut("properties").and_then(Value::as_object_mut)
            {
                for key in ["apiVersion", "kind", "metadata"] {
                    properties.entry(key).or_insert_with(|| json!({}));
                }
            }
            out.insert("additionalProperties".to_owned(), false.into());
        }
        out
    }
}

fn has_format(schema: &Value) -> bool {
    match schema {
        Value::Object(map) => map.contains_key("format") || map.values().any(has_format),
        Value::Array(items) => items.iter().any(has_format),
        _ => false,
    }
}

/// The draft wants at least one name in a list of names.
fn no_empty_list(out: &mut Map<String, Value>) {
    if out.get("required").and_then(Value::as_array).is_some_and(Vec::is_empty) {
        out.remove("required");
    }
}
