//! Which defaults are filled in, and where.

use schemas::apply_defaults;
use serde_json::{Value, json};

#[track_caller]
fn check(schema: Value, cases: &[(Value, Value)]) {
    for (instance, expected) in cases {
        let filled = apply_defaults(&schema, instance);
        // As text: the order of keys is a part of it.
        assert_eq!(filled.to_string(), expected.to_string(), "{instance}");
        assert_eq!(apply_defaults(&schema, &filled), filled, "again: {instance}");
    }
}

#[test]
fn through_properties_items_and_references() {
    let schema = json!({
        "$defs": {"field": {"type": "object", "properties": {"type": {"default": "text"}, "name": {}}}, "port": {"default": 8000}},
        "properties": {
            "server": {"default": {}, "properties": {"host": {"default": "localhost"}, "port": {"$ref": "#/$defs/port"}}},
            "fields": {"type": "array", "items": {"$ref": "#/$defs/field"}},
            "absent": {"properties": {"x": {"default": 1}}},
            "map": {"additionalProperties": {"$ref": "#/$defs/field"}},
            "pair": {"prefixItems": [{"properties": {"a": {"default": 1}}}]}
        },
        "allOf": [{"properties": {"extra": {"default": false}}}]
    });
    check(
        schema,
        &[
            (json!({}), json!({"extra": false, "server": {"host": "localhost", "port": 8000}})),
            (json!({"server": null}), json!({"server": null, "extra": false})),
            (
                json!({"server": {"port": 1}, "fields": [{"name": "id"}, 5]}),
                json!({"server": {"port": 1, "host": "localhost"}, "fields": [{"name": "id", "type": "text"}, 5], "extra": false}),
            ),
            (
                json!({"map": {"m": {}}, "pair": [{}, {}], "absent": {}}),
                json!({"map": {"m": {"type": "text"}}, "pair": [{"a": 1}, {}], "absent": {"x": 1}, "extra": false, "server": {"host": "localhost", "port": 8000}}),
            ),
        ],
    );
}

#[test]
fn what_need_not_hold_fills_nothing() {
    let schema = json!({"anyOf": [{"properties": {"a": {"default": 1}}}], "if": {"properties": {"b": {"default": 1}}}, "then": {"properties": {"c": {"default": 1}}}});
    check(schema, &[(json!({}), json!({})), (json!([1]), json!([1])), (json!("x"), json!("x"))]);
    check(json!(true), &[(json!({}), json!({}))]);
}
