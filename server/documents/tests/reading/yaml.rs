//! Trees, and what is too large to be one.

use documents::{Node, Scalar, Unread, Value, read};

fn shown(node: &Node) -> String {
    match &node.value {
        Value::Scalar { text, kind, .. } => match kind {
            Scalar::Text => format!("{text:?}"),
            Scalar::Null => "null".to_owned(),
            _ => text.to_string(),
        },
        Value::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(" ")),
        Value::Map(entries) => {
            format!("{{{}}}", entries.iter().map(|(k, v)| format!("{}:{}", shown(k), shown(v))).collect::<Vec<_>>().join(" "))
        }
    }
}

#[test]
fn trees() {
    for (text, expected) in [
        ("# nothing\n", "-"),
        ("a: 1\nb: [x, 'y', \"z\", off, 2027-03-01, 1.2.3]", r#"{"a":1 "b":["x" "y" "z" "off" "2027-03-01" "1.2.3"]}"#),
        ("a:\nb: ~\nc: no\nd: False\ne: !!str 1", r#"{"a":null "b":null "c":"no" "d":False "e":"1"}"#),
        ("a: [0x1F, -1.5e3, +7, 0o17, .5, -x, e1, 1e]", r#"{"a":[0x1F -1.5e3 +7 0o17 .5 "-x" "e1" "1e"]}"#),
        ("a: &x {k: 1, l: 2}\nb: *x\nc: {<<: *x, l: 3}", r#"{"a":{"k":1 "l":2} "b":{"k":1 "l":2} "c":{"l":3 "k":1}}"#),
        ("{\n\t\"a\": \"\\u00e4\\/\",\n\t\"b\": []\n}", r#"{"a":"ä/" "b":[]}"#),
    ] {
        assert_eq!(read(text).unwrap().root.as_ref().map_or("-".to_owned(), shown), expected, "{text}");
    }
    assert_eq!(read("a: [").unwrap_err(), Unread::Syntax);
    assert!(read("a: 1\n---\nb: 2").unwrap().second.is_some());
}

#[test]
fn excess_is_refused_and_not_expanded() {
    let bomb = (1..30).fold("a0: &a0 [x, x]\n".to_owned(), |text, n| {
        let before = n - 1;
        text + &format!("a{n}: &a{n} [*a{before}, *a{before}, *a{before}, *a{before}]\n")
    });
    let tower = (1..3000).fold("a0: &a0 [x]\n".to_owned(), |text, n| text + &format!("a{n}: &a{n} [*a{}]\n", n - 1));
    let deep = "[".repeat(200) + &"]".repeat(200);
    let anchored = (0..90).map(|n| format!("&a{n} [")).collect::<String>() + &"x,".repeat(10_000) + &"]".repeat(90);
    for text in [bomb, tower, deep, anchored, format!("[{}]", "x,".repeat(300_000)), "&a [*a]".to_owned()] {
        assert!(matches!(read(&text), Err(Unread::Excess(..))), "{}", &text[..40.min(text.len())]);
    }
}
