//! What unquoted scalars are by the core schema of YAML 1.2.

use documents::read;
use serde_json::{Value, json};

#[test]
fn scalars() {
    let table: &[(&str, Value)] = &[
        ("", json!(null)),
        ("~", json!(null)),
        ("null", json!(null)),
        ("Null", json!(null)),
        ("NULL", json!(null)),
        ("nUll", json!("nUll")),
        ("true", json!(true)),
        ("True", json!(true)),
        ("FALSE", json!(false)),
        ("tRue", json!("tRue")),
        // YAML 1.1 knew more words.
        ("yes", json!("yes")),
        ("No", json!("No")),
        ("on", json!("on")),
        ("off", json!("off")),
        ("y", json!("y")),
        ("0", json!(0)),
        ("-0", json!(0)),
        ("+12", json!(12)),
        ("-12", json!(-12)),
        ("010", json!(10)),
        ("0o10", json!(8)),
        ("0x1F", json!(31)),
        ("0b11", json!("0b11")),
        ("1_000", json!("1_000")),
        ("1.5", json!(1.5)),
        ("-1.5e3", json!(-1500)),
        ("1e3", json!(1000)),
        (".5", json!(0.5)),
        ("5.", json!(5)),
        (".", json!(".")),
        ("1.2.3", json!("1.2.3")),
        ("1e", json!("1e")),
        ("e3", json!("e3")),
        (".inf", json!(".inf")),
        ("-.INF", json!("-.INF")),
        (".nan", json!(".nan")),
        ("inf", json!("inf")),
        ("nan", json!("nan")),
        ("190:20:30", json!("190:20:30")),
        ("2026-01-31", json!("2026-01-31")),
        ("18446744073709551615", json!(18_446_744_073_709_551_615_u64)),
        ("!!str 1", json!("1")),
        ("'1'", json!("1")),
        ("\"true\"", json!("true")),
        ("|-\n  1", json!("1")),
    ];
    for (text, expected) in table {
        let root = read(&format!("a: {text}\n")).expect(text).root.expect(text);
        assert_eq!(root.get("a").expect("the key").to_json(), *expected, "{text}");
    }
}

#[test]
fn documents_without_anything_have_no_root() {
    for text in ["", "\n\n", "# only a comment\n", "---\n", "--- # nothing\n...\n"] {
        let root = read(text).expect(text).root;
        assert!(root.is_none_or(|root| root.is_null()), "{text:?}");
    }
}
