//! The JSON report is what `ouroboros schema report` promises.
//!
//! The checker below knows the keywords that our schema uses and refuses any other, so that nothing goes
//! unchecked; a whole JSON Schema library would take longer to build than the rest of this program.

mod common;

use common::{repository, run};
use serde_json::Value;

fn check(schema: &Value, value: &Value, at: &str, root: &Value) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{at}: {what}: {value}"));
    for (keyword, wanted) in schema.as_object().ok_or_else(|| format!("{at}: a schema is an object"))? {
        match keyword.as_str() {
            "$schema" | "title" | "description" | "$defs" => {}
            "$ref" => {
                let name = wanted.as_str().and_then(|target| target.strip_prefix('#')).ok_or("only own definitions are referred to")?;
                check(root.pointer(name).ok_or_else(|| format!("{at}: no {name}"))?, value, at, root)?;
            }
            "type" => {
                let fits = match wanted.as_str() {
                    Some("object") => value.is_object(),
                    Some("array") => value.is_array(),
                    Some("string") => value.is_string(),
                    Some("integer") => value.is_u64() || value.is_i64(),
                    Some("number") => value.is_number(),
                    Some("boolean") => value.is_boolean(),
                    _ => false,
                };
                if !fits {
                    return wrong(&format!("is not of type {wanted}"));
                }
            }
            "const" if wanted != value => return wrong(&format!("is not {wanted}")),
            "enum" if !wanted.as_array().is_some_and(|values| values.contains(value)) => return wrong(&format!("is none of {wanted}")),
            "const" | "enum" => {}
            "minimum" if value.as_f64() < wanted.as_f64() => return wrong("is too small"),
            "maximum" if value.as_f64() > wanted.as_f64() => return wrong("is too large"),
            "minimum" | "maximum" => {}
            "pattern" => {
                // The only pattern there is.
                assert_eq!(wanted, "^L[0-6]/[a-z-]+$");
                let text = value.as_str().unwrap_or("");
                let fits = text.len() > 3
                    && text.starts_with('L')
                    && matches!(text.as_bytes()[1], b'0'..=b'6')
                    && text[2..].strip_prefix('/').is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
                if !fits {
                    return wrong("is no code");
                }
            }
            "required" => {
                for name in wanted.as_array().into_iter().flatten().filter_map(Value::as_str) {
                    if value.get(name).is_none() {
                        return wrong(&format!("lacks `{name}`"));
                    }
                }
            }
            "properties" => {
                for (name, schema) in wanted.as_object().into_iter().flatten() {
                    if let Some(inner) = value.get(name) {
                        check(schema, inner, &format!("{at}/{name}"), root)?;
                    }
                }
            }
            "additionalProperties" => {
                let known = schema["properties"].as_object();
                for (name, inner) in value.as_object().into_iter().flatten() {
                    if known.is_some_and(|known| known.contains_key(name)) {
                        continue;
                    }
                    match wanted {
                        Value::Bool(false) => return wrong(&format!("has an unknown `{name}`")),
                        wanted => check(wanted, inner, &format!("{at}/{name}"), root)?,
                    }
                }
            }
            "items" => {
                for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(wanted, item, &format!("{at}/{number}"), root)?;
                }
            }
            other => return Err(format!("{at}: the checker does not know `{other}`")),
        }
    }
    Ok(())
}

#[test]
fn reports_are_as_the_schema_says() {
    let empty: &[(&str, &str)] = &[];
    let broken: &[(&str, &str)] = &[
        ("one/pyproject.toml", "[project]\nname = \"one\"\nversion = \"1\"\n"),
        ("one/one/__init__.py", "import nothing\n"),
        ("two/package.json", "{}"),
        ("two/a.py", "x = = 1\n"),
        ("pkg/__init__.py", ""),
        ("pkg/a.py", "from pkg import b\nfrom pkg import bb\n"),
        ("pkg/b.py", "from pkg import a\nfrom pkg.a.c import d\n"),
        ("bin.py", "\0"),
    ];
    for files in [empty, broken] {
        let repository = repository(files);
        let schema: Value = serde_json::from_str(&run(repository.path(), &["schema", "report"]).stdout).unwrap();
        for level in ["L0", "L1", "L6"] {
            let ran = run(repository.path(), &["check", "--format", "json", "--level", level]);
            let report: Value = serde_json::from_str(&ran.stdout).unwrap();
            check(&schema, &report, "", &schema).unwrap();
            assert_eq!(report["findings"].as_array().unwrap().is_empty(), files.is_empty() || level == "L0");
        }
    }
}

#[test]
#[allow(clippy::disallowed_methods)] // tests may
fn so_are_reports_with_a_baseline_and_owners() {
    let repository = repository(&[
        ("x.dna.yaml", "dna: 1\nname: x\nchecks: { baseline: known.jsonl }\n"),
        ("CODEOWNERS", "* @all\n"),
        ("a.py", "x = = 1\n"),
        ("b.py", "x = = 1\n"),
    ]);
    assert_eq!(run(repository.path(), &["check", "--write-baseline"]).code, Some(0));
    std::fs::write(repository.path().join("a.py"), "x = 1\n").unwrap();
    std::fs::write(repository.path().join("c.py"), "x = = 1\n").unwrap();
    let schema: Value = serde_json::from_str(&run(repository.path(), &["schema", "report"]).stdout).unwrap();
    let report: Value = serde_json::from_str(&run(repository.path(), &["check", "--format", "json"]).stdout).unwrap();
    check(&schema, &report, "", &schema).unwrap();
    let count = |pointer: &str| report.pointer(pointer).and_then(Value::as_array).map_or(0, Vec::len);
    assert_eq!([count("/findings"), count("/baseline/findings"), count("/baseline/stale"), count("/findings/0/owners")], [1; 4]);
}

#[test]
fn the_checker_finds_what_is_wrong() {
    let repository = repository(&[("a.py", "x = = 1\n")]);
    let schema: Value = serde_json::from_str(&run(repository.path(), &["schema", "report"]).stdout).unwrap();
    let report: Value = serde_json::from_str(&run(repository.path(), &["check", "--format", "json"]).stdout).unwrap();
    for (pointer, value) in [
        ("/version", Value::from(2)),
        ("/findings/0/code", Value::from("syntax-error")),
        ("/findings/0/range/start/line", Value::from(0)),
        ("/findings/0/severity", Value::from("bad")),
        ("/results/0/children/0/status", Value::Null),
    ] {
        let mut changed = report.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        assert!(check(&schema, &changed, "", &schema).is_err(), "{pointer}");
    }
}

#[test]
fn every_schema_is_told() {
    let repository = repository(&[]);
    for name in ["report", "dna", "settings"] {
        let ran = run(repository.path(), &["schema", name]);
        let schema: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{name}: {error}: {}", ran.stderr));
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{name}");
        assert!(schema["properties"].as_object().is_some_and(|properties| !properties.is_empty()), "{name}");
    }
}
