//! What each keyword allows and refuses, in every draft that schemas are written in. Small, and of our own hand.

use schemas::Schema;
use serde_json::{Value, json};

const DRAFT4: &str = "http://json-schema.org/draft-04/schema#";
const DRAFT6: &str = "http://json-schema.org/draft-06/schema#";
const DRAFT7: &str = "http://json-schema.org/draft-07/schema#";
const D2019: &str = "https://json-schema.org/draft/2019-09/schema";
const D2020: &str = "https://json-schema.org/draft/2020-12/schema";
const ALL: [&str; 5] = [DRAFT4, DRAFT6, DRAFT7, D2019, D2020];
const FROM6: &[&str] = &[DRAFT6, DRAFT7, D2019, D2020];
const FROM7: &[&str] = &[DRAFT7, D2019, D2020];
const TO7: &[&str] = &[DRAFT4, DRAFT6, DRAFT7];
const TO2019: &[&str] = &[DRAFT4, DRAFT6, DRAFT7, D2019];
const FROM2019: &[&str] = &[D2019, D2020];

/// Holds what is right and what is wrong to a schema in each of some drafts.
#[track_caller]
fn check(drafts: &[&str], schema: Value, right: &[Value], wrong: &[Value]) {
    for draft in drafts {
        let mut schema = schema.clone();
        schema["$schema"] = json!(draft);
        let compiled = Schema::new(schema.clone());
        assert_eq!(compiled.broken(), None, "{schema}");
        for one in right {
            assert_eq!(compiled.validate(one), [], "{draft}: {schema} allows {one}");
        }
        for one in wrong {
            assert!(!compiled.validate(one).is_empty(), "{draft}: {schema} refuses {one}");
        }
    }
}

#[test]
fn types_and_values() {
    check(&ALL, json!({"type": "null"}), &[json!(null)], &[json!(0), json!(""), json!(false)]);
    check(&ALL, json!({"type": "boolean"}), &[json!(true)], &[json!("true"), json!(1)]);
    check(&ALL, json!({"type": "integer"}), &[json!(1), json!(-7)], &[json!(1.5), json!("1"), json!(true)]);
    check(FROM6, json!({"type": "integer"}), &[json!(1.0)], &[]);
    check(&ALL, json!({"type": ["string", "array"]}), &[json!("x"), json!([])], &[json!({}), json!(1)]);
    check(&ALL, json!({"enum": [1, "a", null, {"b": []}]}), &[json!(1.0), json!({"b": []})], &[json!("1"), json!({"b": [1]})]);
    check(FROM6, json!({"const": {"a": [1]}}), &[json!({"a": [1]})], &[json!({"a": []}), json!(null)]);
    check(&ALL, json!({"default": 1, "description": "x"}), &[json!("y")], &[]);
}

#[test]
fn numbers() {
    check(&ALL, json!({"minimum": 1, "maximum": 3}), &[json!(1), json!(3), json!("0")], &[json!(0.5), json!(4)]);
    check(&[DRAFT4], json!({"minimum": 1, "exclusiveMinimum": true}), &[json!(1.1)], &[json!(1)]);
    check(&[DRAFT4], json!({"maximum": 1, "exclusiveMaximum": true}), &[json!(0)], &[json!(1)]);
    check(FROM6, json!({"exclusiveMinimum": 1, "exclusiveMaximum": 3}), &[json!(2)], &[json!(1), json!(3)]);
    check(&ALL, json!({"multipleOf": 0.01}), &[json!(0.07), json!(2), json!(19.99)], &[json!(0.075)]);
    check(&ALL, json!({"multipleOf": 3}), &[json!(9), json!(0), json!(-3)], &[json!(10)]);
}

#[test]
fn texts() {
    check(&ALL, json!({"minLength": 2, "maxLength": 3}), &[json!("ab"), json!("äöü"), json!(1)], &[json!("a"), json!("abcd")]);
    // Characters, not bytes nor halves of them.
    check(&ALL, json!({"maxLength": 1}), &[json!("\u{1F600}")], &[]);
    check(&ALL, json!({"pattern": "b+"}), &[json!("abbc"), json!(1)], &[json!("ac")]);
    check(&ALL, json!({"pattern": "^\\d{2}$"}), &[json!("12")], &[json!("123"), json!("x12")]);
    check(&ALL, json!({"pattern": "^(?!x).*$"}), &[json!("yx")], &[json!("xy")]);
}

#[test]
fn lists() {
    check(&ALL, json!({"items": {"type": "integer"}}), &[json!([]), json!([1, 2]), json!({"0": "x"})], &[json!([1, "x"])]);
    check(&ALL, json!({"minItems": 1, "maxItems": 2}), &[json!([1]), json!("")], &[json!([]), json!([1, 2, 3])]);
    check(
        &ALL,
        json!({"uniqueItems": true}),
        &[json!([1, true, "1"]), json!([{"a": 1}, {"a": 2}])],
        &[json!([1, 1.0]), json!([{"a": 1, "b": 2}, {"b": 2, "a": 1}])],
    );
    check(
        TO2019,
        json!({"items": [{"type": "string"}], "additionalItems": false}),
        &[json!(["a"]), json!([])],
        &[json!([1]), json!(["a", 2])],
    );
    check(
        &[D2020],
        json!({"prefixItems": [{"type": "string"}], "items": false}),
        &[json!(["a"]), json!([])],
        &[json!([1]), json!(["a", 2])],
    );
    check(FROM6, json!({"contains": {"const": 5}}), &[json!([1, 5]), json!("x")], &[json!([]), json!([1])]);
    check(
        FROM2019,
        json!({"contains": {"const": 5}, "minContains": 2, "maxContains": 3}),
        &[json!([5, 5])],
        &[json!([5]), json!([5, 5, 5, 5])],
    );
    check(FROM2019, json!({"contains": {"const": 5}, "minContains": 0}), &[json!([])], &[]);
}

#[test]
fn mappings() {
    check(&ALL, json!({"properties": {"a": {"type": "string"}}}), &[json!({"a": "x", "b": 1}), json!([])], &[json!({"a": 1})]);
    check(&ALL, json!({"required": ["a"]}), &[json!({"a": null}), json!([])], &[json!({})]);
    check(
        &ALL,
        json!({"properties": {"a": {}}, "patternProperties": {"^x-": {}}, "additionalProperties": false}),
        &[json!({"a": 1, "x-b": 2})],
        &[json!({"b": 1})],
    );
    check(&ALL, json!({"additionalProperties": {"type": "integer"}}), &[json!({"a": 1})], &[json!({"a": "x"})]);
    check(&ALL, json!({"minProperties": 1, "maxProperties": 2}), &[json!({"a": 1})], &[json!({}), json!({"a": 1, "b": 2, "c": 3})]);
    check(FROM6, json!({"propertyNames": {"maxLength": 1}}), &[json!({"a": 1})], &[json!({"ab": 1})]);
    check(
        TO7,
        json!({"dependencies": {"a": ["b"], "c": {"required": ["d"]}}}),
        &[json!({"a": 1, "b": 2}), json!({})],
        &[json!({"a": 1}), json!({"c": 1})],
    );
    check(
        FROM2019,
        json!({"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": {"required": ["d"]}}}),
        &[json!({"b": 1})],
        &[json!({"a": 1}), json!({"c": 1})],
    );
    check(FROM2019, json!({"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": false}), &[json!({"a": 1})], &[json!({"b": 1})]);
    check(
        FROM2019,
        json!({"anyOf": [{"properties": {"a": {"const": 1}}, "required": ["a"]}, true], "unevaluatedProperties": false}),
        &[json!({"a": 1})],
        &[json!({"a": 2})],
    );
}

#[test]
fn branches() {
    check(&ALL, json!({"allOf": [{"minimum": 1}, {"maximum": 2}]}), &[json!(1)], &[json!(0), json!(3)]);
    check(&ALL, json!({"anyOf": [{"type": "string"}, {"minimum": 2}]}), &[json!("x"), json!(2)], &[json!(1)]);
    check(&ALL, json!({"oneOf": [{"multipleOf": 2}, {"multipleOf": 3}]}), &[json!(2), json!(3)], &[json!(6), json!(1)]);
    check(&ALL, json!({"not": {"type": "string"}}), &[json!(1)], &[json!("x")]);
    check(
        FROM7,
        json!({"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}}),
        &[json!({"a": 1, "b": 1}), json!({"c": 1})],
        &[json!({"a": 1}), json!({})],
    );
    // Before draft 7 it is no keyword.
    check(&[DRAFT4, DRAFT6], json!({"if": true, "then": false}), &[json!(1)], &[]);
}

#[test]
fn references() {
    check(
        &ALL,
        json!({"definitions": {"a/b": {"type": "string"}}, "properties": {"x": {"$ref": "#/definitions/a~1b"}}}),
        &[json!({"x": "y"})],
        &[json!({"x": 1})],
    );
    check(
        &ALL,
        json!({"properties": {"next": {"$ref": "#"}}, "additionalProperties": false}),
        &[json!({"next": {"next": {}}})],
        &[json!({"next": {"x": 1}})],
    );
    // Up to draft 7 what stands beside a reference does not count.
    let beside = json!({"definitions": {"any": {}}, "properties": {"x": {"$ref": "#/definitions/any", "type": "string"}}});
    check(TO7, beside.clone(), &[json!({"x": 1})], &[]);
    check(FROM2019, beside, &[json!({"x": "y"})], &[json!({"x": 1})]);
    check(
        &[DRAFT6, DRAFT7],
        json!({"definitions": {"a": {"$id": "#text", "type": "string"}}, "properties": {"x": {"$ref": "#text"}}}),
        &[json!({"x": "y"})],
        &[json!({"x": 1})],
    );
    check(
        FROM2019,
        json!({"$defs": {"a": {"$anchor": "text", "type": "string"}}, "properties": {"x": {"$ref": "#text"}}}),
        &[json!({"x": "y"})],
        &[json!({"x": 1})],
    );
    check(
        &[D2020],
        json!({"$dynamicAnchor": "node", "properties": {"next": {"$dynamicRef": "#node"}}, "required": ["v"]}),
        &[json!({"v": 1, "next": {"v": 2}})],
        &[json!({"v": 1, "next": {}})],
    );
    check(FROM6, json!({"properties": {"x": true, "y": false}}), &[json!({"x": 1})], &[json!({"y": 1})]);
}

#[test]
fn metaschemas() {
    for draft in ALL {
        let meta = schemas::metaschema(draft).expect(draft);
        for right in
            [json!({}), json!({"type": "object", "properties": {"a": {"items": {"minLength": 1}}}}), json!({"x-own": 1, "enum": ["a"]})]
        {
            assert_eq!(meta.validate(&right), [], "{draft}: {right}");
        }
        for wrong in [
            json!({"type": "text"}),
            json!({"required": "a"}),
            json!({"items": {"minLength": "1"}}),
            json!({"properties": {"a": {"enum": 1}}}),
            json!([]),
        ] {
            assert!(!meta.validate(&wrong).is_empty(), "{draft}: {wrong}");
        }
    }
    let one = |draft: &str, schema: Value| schemas::metaschema(draft).expect(draft).validate(&schema).len();
    assert_eq!((one(DRAFT4, json!({"exclusiveMinimum": true, "minimum": 1})), one(DRAFT7, json!({"exclusiveMinimum": true}))), (0, 1));
    assert_eq!((one(DRAFT7, json!({"items": [{}]})), one(D2020, json!({"items": [{}]}))), (0, 1));
}
