//! Names in the spellings of languages, literals, comments, and patterns of paths.

use alpha::case::{camel, kebab, pascal, plural, snake};
use alpha::literal::{comment, oneline, quote, rust_quote};
use alpha::outpath::{Refused, checked};
use alpha::pattern::{Part, parts};
use workspace::RelPath;

#[test]
fn spellings() {
    for (name, expected) in [
        ("order item", ["orderItem", "OrderItem", "order-item", "order_item"]),
        ("OrderItem", ["orderItem", "OrderItem", "order-item", "order_item"]),
        ("HTTPServer2Go", ["httpServer2Go", "HttpServer2Go", "http-server2-go", "http_server2_go"]),
        ("--x--", ["x", "X", "x", "x"]),
        ("Straße_über", ["straßeÜber", "StraßeÜber", "straße-über", "straße_über"]),
        ("", ["", "", "", ""]),
    ] {
        assert_eq!([camel(name), pascal(name), kebab(name), snake(name)], expected, "{name}");
    }
    assert_eq!(["entity", "day", "bus", "order", ""].map(plural), ["entities", "days", "buses", "orders", ""]);
}

#[test]
fn literals() {
    assert_eq!(quote("a\"b\\c\n\u{7f}é🐍"), r#""a\"b\\c\n\u007Fé🐍""#);
    assert_eq!(rust_quote("\u{1}\t"), r#""\u{1}\t""#);
    assert_eq!(oneline("  a\n\tb\u{a0}c "), "a b c");
    assert_eq!(comment("a\n\nb", "# "), "# a\n#\n# b");
}

fn shown(pattern: &str) -> String {
    match parts(pattern) {
        Ok(parts) => parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => format!("[{text}]"),
                Part::Expression(text, range) => format!("<{text} {}..{}>", range.start, range.end),
            })
            .collect(),
        Err((message, range)) => format!("{}..{}: {message}", range.start, range.end),
    }
}

#[test]
fn patterns() {
    for (pattern, expected) in [
        ("a/b.py", "[a/b.py]"),
        ("src/{e.name|snake}/m.py", "[src/]<e.name|snake 5..17>[/m.py]"),
        ("{ a }{b}", "<a 1..4><b 6..7>"),
        ("{{x}}/{d['}']}", "[{x}/]<d['}'] 7..13>"),
        ("é{ {'a': 1}['a'] }", "[é]<{'a': 1}['a'] 3..18>"),
        ("a{b", "1..2: this brace is not closed"),
        ("a}b", "1..2: this brace closes nothing; one that stands for itself is written twice"),
        ("a{ }", "1..4: there is no expression in these braces"),
        ("", ""),
    ] {
        assert_eq!(shown(pattern), expected, "{pattern}");
    }
}

#[test]
fn what_is_written_where() {
    let path = |text: &str| checked(&RelPath::new("app"), text).map(|path| path.to_string());
    assert_eq!(path("a/./b.py"), Ok("app/a/b.py".to_owned()));
    assert_eq!(path("[id]/ü.ts"), Ok("app/[id]/ü.ts".to_owned()));
    for text in ["../x", "/x", "a/../../x", "\\x", "C:/x", "a\\..\\x"] {
        assert_eq!(path(text), Err(Refused::Escapes), "{text}");
    }
    for text in ["", "a//b", "a/", "x\n", "a?", "nul", "Aux.txt", "a./b", "b ", ".git/config", "a/.GIT/hooks/x"] {
        assert!(matches!(path(text), Err(Refused::Unfit(_))), "{text}");
    }
    let top = |text: &str| checked(&RelPath::root(), text);
    assert!(top(".ouroboros/base/x").is_err() && top("Ouroboros.lock").is_err() && top("x/ouroboros.lock").is_ok());
}
