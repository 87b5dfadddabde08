//! Which of several shapes a value is held to.

use schemas::{Schema, Step};
use serde_json::{Value, json};

#[track_caller]
fn check(schema: Value, cases: &[(Value, &[&str])]) {
    let schema = Schema::new(schema);
    for (instance, expected) in cases {
        let line = |violation: &schemas::Violation| {
            let step = |step: &Step| match step {
                Step::Key(key) => format!(".{key}"),
                Step::Index(index) => format!("[{index}]"),
            };
            format!("{} {}", violation.path.iter().map(step).collect::<String>(), violation.message)
        };
        let said: Vec<String> = schema.validate(instance).iter().map(line).collect();
        assert_eq!(said, *expected, "{instance}");
    }
}

#[test]
fn types_are_joined() {
    let text = json!({"type": "string"});
    check(
        json!({"properties": {"path": {"oneOf": [text, {"type": "array", "items": text}]}}}),
        &[
            (json!({"path": "a"}), &[]),
            (json!({"path": 1}), &[".path `path` is text or a list, not a number"]),
            // The shape whose type is right.
            (json!({"path": ["a", 1]}), &[".path[1] an item of `path` is text, not a number"]),
        ],
    );
    check(
        json!({"anyOf": [{"enum": ["all", "none"]}, {"type": "array"}]}),
        &[
            (json!("al"), &[" the document is one of `all` or `none`, not `al`; did you mean `all`?"]),
            (json!(1), &[" the document is one of `all` or `none`, or a list, not `1`"]),
        ],
    );
    check(
        json!({"anyOf": [{"const": "a"}, {"const": "b"}, {"enum": ["c"]}]}),
        &[(json!("d"), &[" the document is one of `a`, `b` or `c`, not `d`"])],
    );
}

#[test]
fn discriminators_choose() {
    let schema = json!({"items": {"oneOf": [
        {"type": "object", "properties": {"kind": {"const": "http"}, "port": {"type": "integer"}}, "required": ["kind", "port"], "additionalProperties": false},
        {"type": "object", "properties": {"kind": {"const": "exec"}, "command": {"type": "array"}, "timeout": {}}, "required": ["kind", "command"], "additionalProperties": false}
    ]}});
    check(
        schema,
        &[
            (json!([{"kind": "http", "port": 80}, {"kind": "exec", "command": []}]), &[]),
            (json!([{"kind": "http", "port": "80"}]), &["[0].port `port` is a whole number, not text"]),
            (json!([{"kind": "exec", "comand": []}]), &["[0].comand an item has no key `comand`; did you mean `command`?"]),
            (json!([{"kind": "htp"}]), &["[0].kind `kind` is one of `http` or `exec`, not `htp`; did you mean `http`?"]),
        ],
    );
}

#[test]
fn alternatives_by_key() {
    let schema = json!({"type": "object", "oneOf": [{"required": ["deny"]}, {"required": ["acyclic"]}, {"required": ["require"]}]});
    check(
        schema,
        &[
            (json!({"deny": 1}), &[]),
            (json!({}), &[" the document needs one of the keys `deny`, `acyclic` or `require`; it has none"]),
            (json!({"deny": 1, "acyclic": 2}), &[".acyclic the document has one of `deny` or `acyclic`, not both"]),
        ],
    );
}

#[test]
fn the_deepest_match_is_meant() {
    let deep = |leaf: Value| json!({"type": "object", "properties": {"a": {"type": "object", "properties": {"b": leaf}, "required": ["b"]}}, "required": ["a"]});
    check(
        json!({"anyOf": [deep(json!({"type": "string"})), {"type": "object", "required": ["z"]}]}),
        &[(json!({"a": {"b": 1}}), &[".a.b `b` is text, not a number"])],
    );
}

#[test]
fn a_tie_says_what_each_wants() {
    check(
        json!({"anyOf": [{"type": "string", "pattern": "^a"}, {"type": "string", "minLength": 9}]}),
        &[(
            json!("b"),
            &[
                " the document fits none of the 2 shapes it may have: the document does not match `^a`: `b`, or the document has at least 9 characters",
            ],
        )],
    );
    check(
        json!({"oneOf": [{"type": "string"}, {"minLength": 1}]}),
        &[(json!("b"), &[" the document fits more than one of the shapes of which it has one"])],
    );
}

#[test]
fn meant_says_whether_it_is_text() {
    let said =
        |schema: Value, instance: Value| Schema::new(schema).validate(&instance).remove(0).meant.map(|meant| (meant.text, meant.is_text));
    assert_eq!(said(json!({"const": 1}), json!("1")), Some(("1".to_owned(), false)));
    assert_eq!(said(json!({"enum": ["1.0", "2.0"]}), json!("1.1")), Some(("1.0".to_owned(), true)));
    assert_eq!(said(json!({"enum": ["x"]}), json!(["x"])), None);
}

#[test]
fn a_key_that_is_misspelled_is_not_missed_too() {
    let job = json!({
        "type": "object",
        "properties": {"runs-on": {}, "uses": {}},
        "additionalProperties": false,
        "anyOf": [{"required": ["runs-on"]}, {"required": ["uses"]}]
    });
    check(
        job,
        &[
            (json!({"runs-on": 1}), &[]),
            (json!({}), &[" the document needs one of the keys `runs-on` or `uses`; it has none"]),
            (json!({"run-on": 1}), &[".run-on the document has no key `run-on`; did you mean `runs-on`?"]),
            (
                json!({"x": 1}),
                &[
                    " the document needs one of the keys `runs-on` or `uses`; it has none",
                    ".x the document has no key `x`; it has `runs-on`, `uses`",
                ],
            ),
        ],
    );
}
