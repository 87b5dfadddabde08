//! What each keyword says, in the drafts that we rely on.

use schemas::{Part, Schema, Step};
use serde_json::{Value, json};

/// Each violation as a line: the place, `!` where the key is meant, the message.
fn said(schema: Value, instance: &Value) -> Vec<String> {
    lines(&Schema::new(schema), instance)
}

fn lines(schema: &Schema, instance: &Value) -> Vec<String> {
    let line = |violation: &schemas::Violation| {
        let step = |step: &Step| match step {
            Step::Key(key) => format!(".{key}"),
            Step::Index(index) => format!("[{index}]"),
        };
        let place: String = violation.path.iter().map(step).collect();
        let mark = if violation.part == Part::Key { "!" } else { "" };
        format!("{place}{mark} {}", violation.message)
    };
    schema.validate(instance).iter().map(line).collect()
}

#[track_caller]
fn check(schema: Value, cases: &[(Value, &[&str])]) {
    let schema = Schema::new(schema);
    for (instance, expected) in cases {
        assert_eq!(lines(&schema, instance), *expected, "{instance}");
    }
}

#[test]
fn types() {
    check(
        json!({"properties": {"port": {"type": "integer"}, "on": {"type": ["string", "array", "null"]}}}),
        &[
            (json!({"port": 80, "on": null}), &[]),
            // 1.0 is an integer from draft 6 on.
            (json!({"port": 1.0}), &[]),
            (json!({"port": "80"}), &[".port `port` is a whole number, not text"]),
            (json!({"port": 1.5}), &[".port `port` is a whole number, not `1.5`"]),
            (json!({"on": {"a": 1}}), &[".on `on` is nothing, text or a list, not a mapping"]),
        ],
    );
    check(json!({"type": "object"}), &[(json!([1]), &[" the document is a mapping, not a list"])]);
    check(json!({"items": {"type": "string"}}), &[(json!([1, "a"]), &["[0] an item is text, not a number"])]);
}

#[test]
fn keys() {
    let schema = json!({
        "required": ["name", "outputs"],
        "properties": {"name": {}, "outputs": {}, "config": {}},
        "patternProperties": {"^x-": {}},
        "additionalProperties": false
    });
    check(
        schema,
        &[
            (json!({"name": 1, "outputs": 1, "x-any": 1}), &[]),
            (json!({"name": 1}), &["! the document needs the key `outputs`, which is missing"]),
            // One cause is one finding.
            (json!({"name": 1, "output": 1}), &[".output! the document has no key `output`; did you mean `outputs`?"]),
            (json!({"name": 1, "outputs": 1, "zzz": 1}), &[".zzz! the document has no key `zzz`; it has `name`, `outputs`, `config`"]),
        ],
    );
    check(
        json!({"properties": {"env": {"propertyNames": {"pattern": "^[A-Z]+$"}}, "on": {"propertyNames": {"enum": ["push", "release"]}}}}),
        &[
            (json!({"env": {"PATH": 1, "path": 1}}), &[".env.path! the key `path` does not match `^[A-Z]+$`"]),
            (json!({"on": {"psuh": 1}}), &[".on.psuh! `on` has no key `psuh`; it has `push` or `release`; did you mean `push`?"]),
        ],
    );
    check(
        json!({"minProperties": 1, "maxProperties": 1}),
        &[
            (json!({}), &[" the document is empty; it has at least one key"]),
            (json!({"a": 1, "b": 2}), &[" the document has at most 1 key"]),
        ],
    );
    check(
        json!({"dependentRequired": {"probe": ["port"]}, "dependentSchemas": {"tls": {"required": ["cert"]}}}),
        &[
            (json!({"probe": 1}), &["! the document needs the key `port`, which is missing"]),
            (json!({"tls": 1}), &["! the document needs the key `cert`, which is missing"]),
        ],
    );
    check(json!({"properties": {"old": false}}), &[(json!({"old": 1}), &[".old! `old` may not be there"])]);
    check(json!({"not": {"required": ["old"]}}), &[(json!({"old": 1}), &[".old! the document may not have the key `old`"])]);
}

#[test]
fn unevaluated_keys_see_through_references() {
    let schema = json!({
        "$defs": {"named": {"properties": {"name": {}}}},
        "$ref": "#/$defs/named",
        "properties": {"port": {}},
        "unevaluatedProperties": false
    });
    check(
        schema,
        &[(json!({"name": 1, "port": 2}), &[]), (json!({"nmae": 1}), &[".nmae! the document has no key `nmae`; did you mean `name`?"])],
    );
    check(
        json!({"prefixItems": [{}], "unevaluatedItems": false}),
        &[(json!([1]), &[]), (json!([1, 2]), &[" the document has more items than it may"])],
    );
}

#[test]
fn values() {
    check(
        json!({"properties": {"mode": {"enum": ["managed", "merge", "once"]}, "dna": {"const": 1}, "n": {"enum": [1, 2]}}}),
        &[
            (json!({"mode": "merge"}), &[]),
            (json!({"mode": "mergd"}), &[".mode `mode` is one of `managed`, `merge` or `once`, not `mergd`; did you mean `merge`?"]),
            (json!({"mode": {}}), &[".mode `mode` is one of `managed`, `merge` or `once`, not a mapping"]),
            (json!({"dna": "1"}), &[".dna `dna` is `1`, not `1`; did you mean `1`?"]),
            (json!({"n": 3}), &[".n `n` is one of `1` or `2`, not `3`"]),
        ],
    );
    check(json!({"not": {"enum": ["class", "def"]}}), &[(json!("class"), &[" the document may not be `class`"])]);
    // The list says more than the type.
    check(json!({"type": "string", "enum": ["a", "b"]}), &[(json!(1), &[" the document is one of `a` or `b`, not `1`"])]);
}

#[test]
fn text() {
    check(
        json!({"properties": {"id": {"type": "string", "minLength": 1, "maxLength": 3, "pattern": "^[a-z]*$"}}}),
        &[
            (json!({"id": "abc"}), &[]),
            (json!({"id": ""}), &[".id `id` is empty"]),
            (json!({"id": "abcd"}), &[".id `id` has at most 3 characters"]),
            (json!({"id": "A"}), &[".id `id` does not match `^[a-z]*$`: `A`"]),
            // Characters, not bytes.
            (json!({"id": "äöü"}), &[".id `id` does not match `^[a-z]*$`: `äöü`"]),
        ],
    );
    // A pattern may look ahead, as those that rule words out do.
    check(
        json!({"pattern": "^(?!(class|def)$)[a-z]+$"}),
        &[(json!("classes"), &[]), (json!("class"), &[" the document does not match `^(?!(class|def)$)[a-z]+$`: `class`"])],
    );
    // Patterns are searched for, and `\\d` is ASCII, as in ECMA 262.
    check(json!({"pattern": "\\d"}), &[(json!("a1b"), &[]), (json!("a٣b"), &[" the document does not match `\\d`: `a٣b`"])]);
}

#[test]
fn numbers() {
    check(
        json!({"minimum": 1, "maximum": 65535}),
        &[
            (json!(0), &[" the document is at least 1, not 0"]),
            (json!(70000), &[" the document is at most 65535, not 70000"]),
            (json!("x"), &[]),
        ],
    );
    check(
        json!({"exclusiveMinimum": 0, "exclusiveMaximum": 1, "multipleOf": 0.25}),
        &[
            (json!(0.5), &[]),
            (json!(0), &[" the document is more than 0, not 0"]),
            (json!(1), &[" the document is less than 1, not 1"]),
            (json!(0.3), &[" the document is a multiple of 0.25, not 0.3"]),
        ],
    );
}

#[test]
fn lists() {
    check(
        json!({"minItems": 1, "maxItems": 2, "uniqueItems": true, "contains": {"type": "string"}}),
        &[
            (json!(["a", 1]), &[]),
            (json!([1]), &[" no item of the document is what one of them must be"]),
            (json!(["a", "b", "c"]), &[" the document has at most 2 items, not 3"]),
            (json!(["a", "a"]), &["[1] the document has `a` twice"]),
        ],
    );
    check(
        json!({"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}),
        &[(json!(["a", 1]), &[]), (json!([1, "a"]), &["[0] an item is text, not a number", "[1] an item is a whole number, not text"])],
    );
}

#[test]
fn conditions() {
    check(
        json!({"if": {"properties": {"mode": {"const": "inject"}}, "required": ["mode"]}, "then": {"required": ["anchor"]}, "else": {"not": {"required": ["anchor"]}}}),
        &[
            (json!({"mode": "inject", "anchor": "x"}), &[]),
            (json!({"mode": "inject"}), &["! the document needs the key `anchor`, which is missing"]),
            (json!({"anchor": "x"}), &[".anchor! the document may not have the key `anchor`"]),
        ],
    );
}

#[test]
fn formats_are_judged_by_drafts_that_say_so() {
    let date = |draft: &str| json!({"$schema": draft, "format": "date"});
    for (draft, judged) in [
        ("http://json-schema.org/draft-04/schema#", true),
        ("http://json-schema.org/draft-06/schema#", true),
        ("http://json-schema.org/draft-07/schema#", true),
        ("https://json-schema.org/draft/2019-09/schema", false),
        ("https://json-schema.org/draft/2020-12/schema", false),
    ] {
        let said = said(date(draft), &json!("2027-02-30"));
        assert_eq!(said.is_empty(), !judged, "{draft}: {said:?}");
    }
    assert_eq!(said(date("http://json-schema.org/draft-07/schema#"), &json!("x")), [" the document is a day written YYYY-MM-DD, not `x`"]);
}

#[test]
fn drafts_differ() {
    let draft = |number: &str| format!("http://json-schema.org/draft-{number}/schema#");
    // Draft 4: the limits are switches, an id has no dollar, 1.0 is no integer.
    let schema = json!({"$schema": draft("04"), "minimum": 1, "exclusiveMinimum": true});
    assert_eq!(said(schema, &json!(1)), [" the document is more than 1, not 1"]);
    // Beside a reference, nothing counts before 2019-09.
    let beside = |draft: String| json!({"$schema": draft, "definitions": {"any": {}}, "properties": {"a": {"$ref": "#/definitions/any", "type": "string"}}});
    assert_eq!(said(beside(draft("07")), &json!({"a": 1})), [] as [&str; 0]);
    assert_eq!(said(beside("https://json-schema.org/draft/2019-09/schema".to_owned()), &json!({"a": 1})), [".a `a` is text, not a number"]);
    // A list of `items` stands for the first ones before 2020-12.
    let tuple = json!({"$schema": draft("07"), "items": [{"type": "string"}], "additionalItems": false});
    assert_eq!(said(tuple, &json!(["a", "b"])), [" the document has at most 1 item"]);
    let dependencies = json!({"$schema": draft("07"), "dependencies": {"a": ["b"], "c": {"required": ["d"]}}});
    assert_eq!(
        said(dependencies, &json!({"a": 1, "c": 1})),
        ["! the document needs the key `b`, which is missing", "! the document needs the key `d`, which is missing"]
    );
    // Recursion, each in its own way.
    let node = |keyword: &str, to: &str| json!({"type": "object", "properties": {"next": {keyword: to}}, "additionalProperties": false});
    for (keyword, to, draft) in
        [("$ref", "#", draft("06")), ("$recursiveRef", "#", "https://json-schema.org/draft/2019-09/schema".to_owned())]
    {
        let mut schema = node(keyword, to);
        schema["$schema"] = json!(draft);
        assert_eq!(
            said(schema, &json!({"next": {"next": {"nxet": 1}}})),
            [".next.next.nxet! `next` has no key `nxet`; did you mean `next`?"],
            "{keyword}"
        );
    }
}

#[test]
fn paths_keep_keys_that_look_like_indexes_or_pointers() {
    check(
        json!({"additionalProperties": {"additionalProperties": {"type": "string"}}}),
        &[(json!({"0": {"a/b~c": 1, "": 2}}), &[".0.a/b~c `a/b~c` is text, not a number", ".0. `` is text, not a number"])],
    );
}

#[test]
fn violations_come_in_the_order_of_the_document() {
    let schema = json!({"properties": {"a": {"type": "string"}, "b": {"type": "string"}}});
    assert_eq!(said(schema, &json!({"b": 1, "a": 2})), [".b `b` is text, not a number", ".a `a` is text, not a number"]);
}
