//! Schemas that mean harm, or that cannot be had whole, end soon and say why.

use std::time::{Duration, Instant};

use schemas::{Blame, Broken, Schema, apply_defaults};
use serde_json::{Map, Value, json};

/// Far more than any of them takes, and far less than any of them would take unbounded.
const SOON: Duration = Duration::from_secs(20);

#[track_caller]
fn soon<T>(work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    done
}

fn nested(depth: usize, leaf: Value) -> Value {
    (0..depth).fold(leaf, |inner, _| json!({"a": inner}))
}

#[test]
fn recursion_without_end() {
    for schema in [
        json!({"$ref": "#"}),
        json!({"allOf": [{"$ref": "#"}]}),
        json!({"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"}),
        json!({"not": {"$ref": "#"}}),
        json!({"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}),
        json!({"$dynamicRef": "#m", "$dynamicAnchor": "m"}),
    ] {
        soon(|| Schema::new(schema).validate(&json!({"a": 1})));
    }
}

#[test]
fn branches_that_double_at_every_step() {
    let both = json!([{"properties": {"a": {"$ref": "#"}}}, {"properties": {"a": {"$ref": "#"}}, "type": "object"}]);
    for keyword in ["anyOf", "oneOf", "allOf"] {
        let schema = Schema::new(json!({"type": "object", keyword: both}));
        soon(|| assert!(!schema.validate(&nested(60, json!(1))).is_empty(), "{keyword}"));
        // What it says afterwards does not depend on what it was asked before.
        soon(|| assert_eq!(schema.validate(&json!(1)).len(), 1, "{keyword}"));
    }
    let mut definitions = Map::new();
    for at in 0..40 {
        let next = json!({"$ref": format!("#/$defs/d{}", at + 1)});
        definitions.insert(format!("d{at}"), json!({"allOf": [next, next]}));
    }
    definitions.insert("d40".to_owned(), json!({"type": "string"}));
    soon(|| Schema::new(json!({"$defs": definitions, "$ref": "#/$defs/d0"})).validate(&json!(1)));
    // Into what looks like data.
    let hidden = json!({"default": {"anyOf": [{"properties": {"a": {"$ref": "#/default"}}}, {"properties": {"a": {"$ref": "#/default"}}}], "type": "object"}, "$ref": "#/default"});
    soon(|| Schema::new(hidden).validate(&nested(60, json!(1))));
}

#[test]
fn references_in_a_row() {
    let chain: Map<String, Value> = (0..5_000)
        .map(|at| (format!("d{at}"), if at < 4_999 { json!({"$ref": format!("#/$defs/d{}", at + 1)}) } else { json!({"type": "string"}) }))
        .collect();
    soon(|| Schema::new(json!({"$defs": chain, "$ref": "#/$defs/d0"})).validate(&json!(1)));
}

#[test]
fn schemas_nest_to_a_bound() {
    let deep = (0..190).fold(json!({}), |inner, _| json!({"not": inner}));
    soon(|| Schema::new(deep).validate(&json!(1)));
    let too_deep = (0..300).fold(json!({}), |inner, _| json!({"not": inner}));
    assert_eq!(Schema::new(too_deep).broken(), Some(&Broken::Excess("nests too deep")));
}

#[test]
fn instances_nest_to_a_bound() {
    let said = Schema::new(json!({"additionalProperties": {"$ref": "#"}})).validate(&nested(300, json!(1)));
    assert_eq!(said.len(), 1);
    assert!(said[0].message.contains("levels deep"), "{}", said[0].message);
}

#[test]
fn patterns_that_explode() {
    let text = json!("a".repeat(40) + "!");
    for pattern in ["^(a+)+$", "^(a|a)*$", "^(?=(a+)+$).*$", "^(a{1,500}){1,500}$", "(", "^(?<!a+)b$"] {
        soon(|| Schema::new(json!({"pattern": pattern})).validate(&text));
        soon(|| Schema::new(json!({"patternProperties": {pattern: {}}, "additionalProperties": false})).validate(&json!({ "aaaa!": 1 })));
    }
}

#[test]
fn nothing_is_fetched() {
    for reference in ["https://example.com/x.json", "http://localhost:1/x#/a", "file:///etc/passwd", "other.json"] {
        let said = Schema::new(json!({"properties": {"a": {"$ref": reference}}})).validate(&json!({"a": 1}));
        let [one] = said.as_slice() else { panic!("{said:?}") };
        assert_eq!(one.blame, Blame::Schema);
        assert!(one.message.contains("which is not fetched"), "{}", one.message);
    }
    // What stands beside it is used, and so are the published metaschemas.
    let beside = vec![("https://example.com/x.json".to_owned(), json!({"$defs": {"t": {"type": "string"}}}))];
    let schema = Schema::with(json!({"properties": {"a": {"$ref": "https://example.com/x.json#/$defs/t"}}}), beside);
    assert_eq!(schema.validate(&json!({"a": 1}))[0].message, "`a` is text, not a number");
    let meta = Schema::new(json!({"properties": {"config": {"$ref": "https://json-schema.org/draft/2020-12/schema"}}}));
    assert_eq!(meta.validate(&json!({"config": {"type": "objct"}}))[0].blame, Blame::Instance);
}

#[test]
fn unsound_schemas_say_where() {
    for (schema, expected) in [
        (json!({"$ref": "#/$defs/none"}), "not judged: the schema refers to `#/$defs/none`, which is not there"),
        (json!({"$ref": "#none"}), "not judged: the schema refers to `#none`, which is not there"),
        (
            json!({"properties": {"a": {"type": "strng"}}}),
            "not judged: the schema is unsound at `/properties/a/type`: `type` is one of `array`, `boolean`, `integer`, `null`, `number`, `object` or `string`, not `strng`; did you mean `string`?",
        ),
        (json!(1), "not judged: this is no JSON Schema: the document is a boolean or a mapping, not a number"),
        (json!({"properties": []}), "not judged: the schema is unsound at `/properties`: `properties` is a mapping, not a list"),
    ] {
        let said = Schema::new(schema.clone()).validate(&json!({"a": 1}));
        assert_eq!(said.len(), 1, "{schema}");
        assert_eq!(said[0].message, expected);
        assert_eq!(said[0].blame, Blame::Schema);
    }
}

#[test]
fn defaults_without_end() {
    let own = json!({"properties": {"a": {"$ref": "#", "default": {}}, "b": {"$ref": "#", "default": {}}}});
    soon(|| apply_defaults(&own, &json!({})));
    soon(|| apply_defaults(&json!({"$ref": "#", "allOf": [{"$ref": "#"}, {"$ref": "#"}]}), &json!({})));
}

#[test]
fn many_violations_are_few() {
    let many: Vec<Value> = (0..50_000).map(|at| json!({ format!("k{at}"): 1 })).collect();
    let schema = Schema::new(json!({"items": {"properties": {"name": {}}, "additionalProperties": false}}));
    soon(|| assert!(schema.validate(&json!(many)).len() <= 1001));
}
