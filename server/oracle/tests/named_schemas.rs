//! Schemas that documents and the DNA name: which one counts, what an edit of one does, and those that mean harm.

mod world;

use std::sync::Arc;
use std::time::{Duration, Instant};

use oracle::Change;
use world::World;

const DNA: &str = "dna: 1\nchecks:\n  schemas:\n    '*.yaml': number.json\n    'b*.yaml': text.json\n";

#[test]
fn the_document_comes_first_then_the_team_then_what_it_is() {
    let world = World::new(&[
        ("x.dna.yaml", DNA),
        ("number.json", r#"{"properties": {"v": {"type": "number"}}}"#),
        ("text.json", r#"{"properties": {"v": {"type": "string"}}}"#),
        ("list.json", r#"{"properties": {"v": {"type": "array"}}}"#),
        ("a.yaml", "v: x\n"),
        ("b.yaml", "v: 1\n"),
        ("c.yaml", "$schema: list.json\nv: 1\n---\nv: x\n---\n# yaml-language-server: $schema=text.json\n$schema: list.json\nv: 1\n"),
        ("d.json", r#"{"$schema": "./list.json", "v": 1}"#),
        ("e.toml", "#:schema text.json\nv = 1\n"),
        ("openapi.yaml", "openapi: 3.0.0\nv: x\n"),
        // What is filled in first is not judged, nor is a DNA by anything but its reader.
        ("t.yaml", "v: {{ x }}\n"),
    ]);
    assert_eq!(
        world.said(),
        [
            "a.yaml:1 L2/schema-violation `v` is a number, not text",
            "b.yaml:1 L2/schema-violation `v` is text, not a number",
            "c.yaml:2 L2/schema-violation `v` is a list, not a number",
            "c.yaml:4 L2/schema-violation `v` is a number, not text",
            "c.yaml:8 L2/schema-violation `v` is text, not a number",
            "d.json:1 L2/schema-violation `v` is a list, not a number",
            "e.toml:2 L2/schema-violation `v` is text, not a number",
            "openapi.yaml:2 L2/schema-violation `v` is a number, not text",
        ]
    );
}

#[test]
fn an_edit_of_a_schema_or_of_what_it_refers_to_judges_again() {
    let mut world = World::new(&[
        ("a.json", r#"{"$schema": "s/top.json", "v": 1}"#),
        ("s/top.json", r#"{"$id": "https://example.org/s/top.json", "properties": {"v": {"$ref": "part.json#/$defs/v"}}}"#),
        ("s/part.json", r#"{"$defs": {"v": {"type": "number"}}}"#),
    ]);
    assert_eq!(world.said(), [] as [&str; 0]);
    world.write("s/part.json", r#"{"$defs": {"v": {"type": "string"}}}"#);
    assert_eq!(world.said(), ["a.json:1 L2/schema-violation `v` is text, not a number"]);
    world.write("s/top.json", "[]");
    assert_eq!(
        world.said(),
        ["a.json:1 L2/unusable-schema the schema `s/top.json` cannot be used: it is no JSON Schema: that is a mapping"]
    );
    world.write("s/top.json", r#"{"properties": {"v": {"minimum": 0}}}"#);
    assert_eq!(world.said(), [] as [&str; 0]);
}

#[test]
fn schemas_elsewhere_come_later_or_not_at_all() {
    let mut world = World::new(&[
        ("a.json", r#"{"$schema": "https://example.org/s.json", "v": 1}"#),
        ("b.json", r#"{"$schema": "s.json", "v": 1}"#),
        ("s.json", r#"{"properties": {"v": {"$ref": "https://example.org/v.json"}}}"#),
    ]);
    assert_eq!(world.said(), [] as [&str; 0]);
    let text = |text: &str| Arc::<str>::from(text);
    world.host.apply(Change::Fetched {
        texts: [("https://example.org/s.json".to_owned(), text(r#"{"properties": {"v": {"$ref": "v.json"}}}"#))].into(),
    });
    assert_eq!(world.said(), [] as [&str; 0]);
    world.host.apply(Change::Fetched { texts: [("https://example.org/v.json".to_owned(), text(r#"{"type": "string"}"#))].into() });
    assert_eq!(
        world.said(),
        ["a.json:1 L2/schema-violation `v` is text, not a number", "b.json:1 L2/schema-violation `v` is text, not a number"]
    );
}

#[test]
fn schemas_and_documents_that_mean_harm_end_soon() {
    let start = Instant::now();
    let deep = "[".repeat(5_000);
    let wide = format!(
        "{{\"properties\": {{{}}}}}",
        (0..30_000).map(|at| format!("\"k{at}\": {{\"$ref\": \"#/properties/k0\"}}")).collect::<Vec<_>>().join(",")
    );
    let schemas = [
        r##"{"$ref": "#"}"##,
        r##"{"anyOf": [{"$ref": "#"}, {"$ref": "#"}], "properties": {"a": {"$ref": "#"}}}"##,
        r#"{"$ref": "s.json"}"#,
        r#"{"properties": {"a": {"pattern": "^(a+)+$"}}}"#,
        r#"{"properties": {"a": {"pattern": "("}}}"#,
        r#"{"$ref": "../../../etc/passwd"}"#,
        r#"{"$ref": "file:///etc/passwd"}"#,
        r#"{"$id": 1, "$ref": [], "type": {}, "properties": [], "items": "x", "required": 1, "enum": {}}"#,
        r#"{"$id": "https://example.org/a/../..", "$ref": "//x"}"#,
        r#"{"$schema": "s.json"}"#,
        "",
        "null",
        "not json",
        &deep,
        &wide,
    ];
    for schema in schemas {
        let long = format!("# yaml-language-server: $schema=s.json\na: {}!\n", "a".repeat(40));
        let world =
            World::new(&[("s.json", schema), ("a.yaml", &long), ("b.yaml", "# yaml-language-server: $schema=s.json\n"), ("c.json", "")]);
        world.said();
    }
    // Documents in roles with rules, of the wrong types everywhere.
    for wrong in ["1", "[]", "[[]]", "{}", "'x'", "null", "{ a: [{ b: 1 }] }", "[{ $ref: 1 }]"] {
        let keys = ["info", "paths", "components", "security", "tags", "definitions", "parameters", "securityDefinitions", "servers"];
        for version in ["openapi: 3.0.0", "openapi: 3.1.0", "swagger: '2.0'"] {
            let all: String = keys.iter().map(|key| format!("{key}: {wrong}\n")).collect();
            let inner = format!(
                "{version}\npaths:\n  /a/{{: {wrong}\n  '{{}}': {wrong}\n  /b/{{x}}:\n    parameters: {wrong}\n    get: {{ parameters: [{wrong}], responses: {wrong}, security: [{wrong}], operationId: {wrong} }}\n    post: {wrong}\ncomponents: {{ schemas: {{ a: {wrong}, b: {{ properties: {wrong}, pattern: {wrong}, minimum: {wrong}, maximum: {wrong} }} }} }}\n"
            );
            World::new(&[("a.yaml", &format!("{version}\n{all}")), ("b.yaml", &inner)]).said();
        }
    }
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}
