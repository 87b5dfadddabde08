//! What is said of TOML that is wrong, and that nothing is said of TOML that is right.

use workspace::RelPath;

use crate::facts::Status;
use crate::{Options, extract_text};

#[track_caller]
fn check(text: &str, expected: &[(&str, &str, &str)]) {
    let (_, ranges) = extract_text(&RelPath::new("x.toml"), text, Options::default());
    let found: Vec<_> = ranges.problems.iter().map(|problem| (problem.code, &text[problem.span.range()], &problem.message)).collect();
    assert_eq!(found.len(), expected.len(), "{text}: {found:?}");
    for ((code, marked, message), (kind, place, words)) in found.iter().zip(expected) {
        assert!(code.ends_with(kind) && marked == place && message.contains(words), "{text}: {found:?}");
    }
}

#[test]
fn valid_toml_is_silent() {
    for text in [
        "",
        "# only\n",
        "a = 1\nb.c = 2\nb.d = 3\n[t]\nx = 1979-05-27T07:32:00Z\n[t.u.v]\n[t.u]\ny = 0x1F\n",
        "[[a]]\nx = 1\n[[a]]\nx = 2\n[a.b]\nc = 1\n",
        "[a.b.c]\nz = 9\n[a]\nb.d = 1\n",
        "[fruit]\napple.color = 1\n[fruit.apple.texture]\nsmooth = true\n",
        "a = \"\"\"\nx = [\n\"\"\"\nb = '''\n'''\nc = [\n  1, # one\n  2,\n]\n",
        "\"a b\" = {x = 1, y.z = [inf, -nan]}\n'' = 1\n",
        "big = 123456789012345678901234567890\n",
        "a = { x = 1,\n y = 2, }\n",
    ] {
        check(text, &[]);
    }
}

#[test]
fn mistakes_are_named_where_they_are() {
    check("a = \n", &[("syntax-error", "", "expected a value")]);
    check("a = \"x\nb = 1\n", &[("syntax-error", "\"x", "not closed")]);
    check("a = word\n", &[("syntax-error", "word", "must be quoted")]);
    check("a = \"\\q\"\n", &[("syntax-error", "\\q", "is no escape")]);
    check("a = 2024-13-01\n", &[("syntax-error", "2024-13-01", "month")]);
    check("= 1\n", &[("syntax-error", "=", "expected a key")]);
    check("[a\nx = 1\n", &[("syntax-error", "", "expected `]`")]);
    check("a = 1 b = 2\n", &[("syntax-error", "=", "expected the end of the line")]);
    check("a\n", &[("syntax-error", "", "expected `=`")]);
    check("a = '''x\nb = 1\n", &[("syntax-error", "'''", "not closed")]);
}

#[test]
fn several_mistakes_are_told_apart() {
    check("a = \nb = 1\nc = x\n[t]\nd = 01\n", &[("error", "", ""), ("error", "x", ""), ("error", "0", "leading zero")]);
    check(
        "a = [1, 2\nb = 1\nb = 2\n[t]\nc = {x = 1\nd = y\n",
        &[
            ("error", "[", "the array is not closed"),
            ("duplicate-key", "b", "duplicate key `b`"),
            ("error", "{", "the inline table is not closed"),
            ("error", "y", ""),
        ],
    );
}

#[test]
fn nothing_is_defined_twice() {
    for (text, place) in [
        ("a = 1\na = 2\n", "a"),
        ("[a]\n[b]\n[a]\n", "a"),
        ("a.b = 1\n[a]\n", "a"),
        ("[a]\nb = 1\n[[a]]\n", "a"),
        ("[[a]]\n[a]\n", "a"),
        ("a = {x = 1, x = 2}\n", "x"),
        ("[a.b.c]\nz = 1\n[a]\nb.c.t = 1\n", "c"),
        ("a = 1\n\"a\" = 2\n", "a"),
    ] {
        check(text, &[("duplicate-key", place, "")]);
        let (_, ranges) = extract_text(&RelPath::new("x.toml"), text, Options::default());
        assert_eq!(ranges.problems[0].related.len(), 1, "{text}");
        assert!(ranges.problems[0].related[0].0.start < ranges.problems[0].span.start, "{text}");
    }
    check("a = 1\na.b = 2\n", &[("syntax-error", "a", "expected a table")]);
    check("a = {}\n[a.b]\n", &[("syntax-error", "a", "expected a table")]);
}

#[test]
fn hostile_texts_end_soon() {
    let deep = format!("a = {}", "[".repeat(100_000));
    let (facts, ranges) = extract_text(&RelPath::new("pyproject.toml"), &deep, Options::default());
    assert_eq!((facts.status, ranges.problems[0].code), (Status::Skipped, "L1/too-deep"));
    for text in [
        format!("{} = 1", "a.".repeat(200_000)),
        "[a]\n".repeat(50_000),
        "a = [\n".repeat(20_000),
        format!("a = [{}", "1,".repeat(200_000)),
        "é\u{1}=\"".repeat(50_000),
        "a = {b = {".repeat(50),
        "\"\"\"".to_owned(),
    ] {
        let (_, ranges) = extract_text(&RelPath::new("Cargo.toml"), &text, Options::default());
        assert!(!ranges.problems.is_empty() && ranges.problems.len() < 100);
    }
}
