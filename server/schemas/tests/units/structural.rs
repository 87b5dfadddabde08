//! The schemas in CustomResourceDefinitions.

use schemas::{Schema, structural};
use serde_json::{Value, json};

#[test]
fn as_a_server_reads_them() {
    let spec = json!({
        "type": "object",
        "required": ["size", "mode"],
        "properties": {
            "size": { "type": "integer", "minimum": 0, "exclusiveMinimum": true },
            "mode": { "type": "string", "default": "fast" },
            "port": { "x-kubernetes-int-or-string": true, "anyOf": [{ "type": "integer" }, { "type": "string" }] },
            "free": { "type": "object", "x-kubernetes-preserve-unknown-fields": true, "properties": { "a": { "type": "string" } } },
            "address": { "oneOf": [{ "type": "string", "format": "ipv4" }, { "type": "string", "format": "ipv6" }] },
            "pod": { "type": "object", "x-kubernetes-embedded-resource": true, "properties": { "spec": { "type": "object" } } },
        },
    });
    let schema = Schema::new(structural("x.org/v1", "Thing", &json!({ "type": "object", "properties": { "spec": spec } }), false));
    assert_eq!(schema.broken(), None);
    let said = |spec: Value| {
        let object = json!({ "apiVersion": "x.org/v1", "kind": "Thing", "metadata": { "name": "a", "uid": "x" }, "spec": spec });
        schema.validate(&object).len()
    };
    assert_eq!(said(json!({ "size": 1, "port": "http", "free": { "b": 1 }, "pod": { "kind": "Pod", "metadata": {}, "spec": {} } })), 0);
    assert_eq!(said(json!({ "size": 1, "port": 80, "address": "192.0.2.1" })), 0);
    for wrong in [
        json!({}),
        json!({ "size": 0 }),
        json!({ "size": 1, "sise": 1 }),
        json!({ "size": 1, "port": true }),
        json!({ "size": 1, "free": { "a": 1 } }),
        json!({ "size": 1, "pod": { "kinds": "Pod" } }),
        json!([]),
    ] {
        assert_eq!(said(wrong.clone()), 1, "{wrong}");
    }
}

#[test]
fn what_keeps_unknown_keys_is_open() {
    let schema = structural("x.org/v1", "Thing", &json!({ "properties": { "spec": { "properties": { "a": {} } } } }), true);
    let object = json!({ "apiVersion": "x.org/v1", "kind": "Thing", "spec": { "b": 1 }, "more": 1 });
    assert_eq!(Schema::new(schema).validate(&object), Vec::new());
    for odd in [json!(1), json!(null), json!([]), json!({ "properties": 1, "required": 1, "items": [] })] {
        assert!(structural("a/v1", "A", &odd, false).is_object());
    }
}
