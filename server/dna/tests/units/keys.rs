//! What the reader knows and what the published schemas list.

use std::collections::BTreeSet;

use dna::{keys, schema};
use serde_json::Value;

/// What a generator has wherever it is written, in the DNA or in a file of its own.
const OF_GENERATORS: [(&str, &keys::Keys); 5] = [
    ("/$defs/output", &keys::OUTPUT),
    ("/$defs/templates", &keys::TEMPLATES),
    ("/$defs/delimiters", &keys::DELIMITERS),
    ("/$defs/formatter", &keys::FORMATTER),
    ("/$defs/goldenTest", &keys::GOLDEN_TEST),
];

fn same_keys(schema: &Value, pointer: &str, keys: &keys::Keys) {
    let object = schema.pointer(pointer).unwrap_or_else(|| panic!("no {pointer}"));
    let written: BTreeSet<&str> = object["properties"].as_object().expect("properties").keys().map(String::as_str).collect();
    assert_eq!(written, keys.names.iter().copied().collect(), "{pointer}");
    assert_eq!(object["additionalProperties"], Value::Bool(false), "{pointer}");
    for (name, property) in object["properties"].as_object().expect("properties") {
        assert!(property.get("description").is_some(), "{pointer}: {name} has no description, so no hover");
    }
}

#[test]
fn the_schema_of_generator_files_and_the_reader_know_the_same_keys() {
    let schema: Value = serde_json::from_str(schemas::text("generator").expect("it is shipped")).expect("the schema is JSON");
    for (pointer, keys) in [("", &keys::GENERATOR_FILE)].into_iter().chain(OF_GENERATORS) {
        same_keys(&schema, pointer, keys);
    }
}

#[test]
fn the_schema_and_the_reader_know_the_same_keys() {
    let schema: Value = serde_json::from_str(schema()).expect("the schema is JSON");
    for (pointer, keys) in [
        ("", &keys::DNA),
        ("/$defs/component", &keys::COMPONENT),
        ("/$defs/component/properties/requires", &keys::REQUIRES),
        ("/$defs/rule", &keys::RULE),
        ("/$defs/checks", &keys::CHECKS),
        ("/$defs/languages", &keys::LANGUAGES),
        ("/$defs/probe", &keys::PROBE),
        ("/$defs/suppression", &keys::SUPPRESS),
        ("/$defs/agent", &keys::AGENT),
        ("/$defs/agent/properties/limits", &keys::LIMITS),
        ("/$defs/agent/properties/sandbox", &keys::SANDBOX),
        ("/$defs/health", &keys::HEALTH),
        ("/$defs/restart", &keys::RESTART),
        ("/$defs/target", &keys::TARGET),
        ("/$defs/generator", &keys::GENERATOR),
    ]
    .into_iter()
    .chain(OF_GENERATORS)
    {
        same_keys(&schema, pointer, keys);
    }
    let kinds: BTreeSet<&str> =
        schema["$defs"]["rule"]["oneOf"].as_array().expect("oneOf").iter().filter_map(|one| one["required"][0].as_str()).collect();
    assert_eq!(kinds, keys::RULE_KINDS.iter().copied().collect());
}
