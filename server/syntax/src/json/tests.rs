//! What is said of JSON that is wrong, and that nothing is said of JSON that is right.

use workspace::RelPath;

use crate::facts::Status;
use crate::{Options, extract_text};

/// Code, marked text and start of the message of every finding.
fn findings(path: &str, text: &str) -> Vec<(&'static str, String, String)> {
    let (_, ranges) = extract_text(&RelPath::new(path), text, Options::default());
    ranges.problems.into_iter().map(|problem| (problem.code, text[problem.span.range()].to_owned(), problem.message)).collect()
}

#[track_caller]
fn check(text: &str, expected: &[(&str, &str)]) {
    let found = findings("x.json", text);
    assert_eq!(found.len(), expected.len(), "{text}: {found:?}");
    for ((_, marked, message), (place, words)) in found.iter().zip(expected) {
        assert!(marked == place && message.contains(words), "{text}: {found:?}");
    }
}

#[test]
fn valid_json_is_silent() {
    for text in [
        "0",
        "-1.5e+10",
        "\"\"",
        "null",
        " [ ] ",
        "{}",
        "{\"a\": [1, {\"b\": null}], \"c\": true}\r\n",
        r#""\u00e4\ud800\"\/""#,
        "[[[]]]",
        "{\"//\": 1, \"//\": 2}",
        "\"\u{7f}\u{2028}\"",
        "{\"a\":{\"a\":1}}",
    ] {
        assert_eq!(findings("x.json", text), [], "{text}");
    }
}

#[test]
fn mistakes_are_named_where_they_are() {
    check("", &[("", "the file is empty: expected a value")]);
    check("[1, 2,]", &[(",", "trailing comma")]);
    check("{\"a\": 1,}", &[(",", "trailing comma: expected a key")]);
    check("{\"a\": 1 // why\n}", &[("// why", "no comments")]);
    check("{'a': 'b'}", &[("'a'", "double quotes"), ("'b'", "double quotes")]);
    check("{a: 1}", &[("a", "a key in double quotes")]);
    check("[\"a\tb\"]", &[("\t", "U+0009 in a string: expected it written as `\\t`")]);
    check(r#"["\x41"]"#, &[(r"\x", "is no escape")]);
    check(r#"["\u12"]"#, &[(r"\u12", "four hexadecimal digits")]);
    check(
        "[01, .5, 5., +1, 0x10, 1e]",
        &[
            ("01", "leading zeros"),
            (".5", "before its `.`"),
            ("5.", "after its `.`"),
            ("+1", "leading `+`"),
            ("0x10", "decimal"),
            ("1e", "digits at its end"),
        ],
    );
    check(
        "[NaN, -Infinity, True, undefined, word]",
        &[
            ("NaN", "no such number"),
            ("-Infinity", "infinite"),
            ("True", "expected `true`"),
            ("undefined", "expected `null`"),
            ("word", "expected a value"),
        ],
    );
    check("{} {}", &[("{", "expected the end of the file")]);
    check("{}\n{}\n", &[]);
    check("{}\n{a}\n", &[("{", "JSON Lines")]);
    check("[1 2]", &[("2", "expected `,` or `]`")]);
    check("{\"a\" 1}", &[("1", "expected `:`")]);
    check("{\"a\": }", &[("}", "expected a value")]);
    check("[1, 2", &[("", "the file ends here: expected `]`")]);
    check("{\"a\": [1}", &[("}", "expected `,` or `]`")]);
    check("<html></html>", &[("<", "expected a value")]);
    check("]", &[("]", "expected a value")]);
}

#[test]
fn one_cause_is_one_finding_and_two_are_two() {
    check("{\"a\": \"open,\n \"b\": 1}", &[("\"open,", "not closed on its line")]);
    check("{\"a: 1,\n \"b\": 2}", &[("\"a: 1,", "not closed on its line")]);
    check("{\"a\": 1 \"b\": [2,],\n \"c\": 3 \"d\": 4}", &[("\"b\"", "expected `,`"), (",", "trailing"), ("\"d\"", "expected `,`")]);
    check("hello world, this is text", &[("hello", "expected a value")]);
    check("// a\n", &[]);
}

#[test]
fn keys_count_once_an_object() {
    let found = findings("x.json", r#"{"a": 1, "b": {"a": 1}, "\u0061": 2}"#);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].0, found[0].1.as_str()), ("L1/duplicate-key", r"\u0061"));
    let many: String = (0..40).map(|n| format!("\"k{n}\": 0, ")).collect();
    let text = format!("{{{many}\"k7\": 1}}");
    let (_, ranges) = extract_text(&RelPath::new("x.json"), &text, Options::default());
    assert_eq!(ranges.problems.len(), 1);
    assert_eq!(&text[ranges.problems[0].related[0].0.range()], "k7");
    assert!(ranges.problems[0].related[0].0 < ranges.problems[0].span);
}

#[test]
fn json_with_comments_is_more_generous() {
    for text in ["", "// only\n", "{\"a\": [1, /* two */ 2,],}\n", "{,}"] {
        assert_eq!(findings("tsconfig.json", text).is_empty(), text != "{,}", "{text}");
    }
    // A tab in a string is a mistake in JSON alone.
    assert!(findings("a.code-snippets", "{\"a\": \"b\tc\"}").is_empty() && findings("a.json", "{\"a\": \"b\tc\"}").len() == 1);
    assert!(findings("tsconfig.json", "{ /* open ").len() == 1);
    assert!(findings("tsconfig.json", "{'a': 1}").len() == 1);
}

#[test]
fn what_may_be_yaml_is_left_alone() {
    let (facts, ranges) = extract_text(&RelPath::new(".prettierrc"), "semi: false\n", Options::default());
    assert_eq!((facts.status, ranges.problems.len()), (Status::Unchecked, 0));
}

#[test]
fn fixes_make_the_text_valid() {
    for (text, mended) in [("[1,]", "[1]"), ("{'a': 1}", "{\"a\": 1}"), ("{a: 1}", "{\"a\": 1}"), ("[1 2]", "[1, 2]"), ("[None]", "[null]")]
    {
        let (_, ranges) = extract_text(&RelPath::new("x.json"), text, Options::default());
        let fix = ranges.problems[0].fix.as_ref().expect(text);
        let mut after = text.to_owned();
        after.replace_range(fix.span.range(), &fix.text);
        assert_eq!(after, mended);
    }
}

#[test]
fn hostile_texts_end_soon() {
    for text in [
        "[".repeat(1_000_000),
        "{\"a\":".repeat(200_000),
        format!("[{}]", "1,".repeat(500_000)),
        format!("\"{}", "\\u".repeat(500_000)),
        format!("{{{}}}", "\"a\":1,".repeat(200_000)),
        "[}".repeat(500_000),
        "/*".repeat(500_000),
        "\u{0}\u{1}é".repeat(100_000),
    ] {
        let (_, ranges) = extract_text(&RelPath::new("package.json"), &text, Options::default());
        assert!(!ranges.problems.is_empty() && ranges.problems.len() < 100);
    }
}

#[test]
fn only_what_is_certain_is_safe() {
    for (text, safe) in [
        ("[1,]", true),
        ("{a: 1}", true),
        ("['a']", true),
        ("[\"a\tb\"]", true),
        ("[True]", true),
        ("[NULL]", true),
        ("[None]", true),
        ("{\"a\": 1\n \"b\": 2}", true),
        ("[1\n2]", true),
        // A text may be meant.
        ("[yes]", false),
        ("[undefined]", false),
        // The first string may have ended too early, at a quote inside of it.
        ("[\"a \"b\" c\"]", false),
        ("[\"a \" \"b\"]", false),
    ] {
        let (_, ranges) = extract_text(&RelPath::new("x.json"), text, Options::default());
        assert_eq!(ranges.problems[0].fix.as_ref().is_some_and(|fix| fix.safe), safe, "{text}");
    }
}
