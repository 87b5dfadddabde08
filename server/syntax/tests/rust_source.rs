//! What is read from Rust sources, and what is said about broken ones.

use syntax::{Facts, Flags, Namespace, Options, Ranges, Status, extract_text};
use workspace::RelPath;

fn read(text: &str) -> (Facts, Ranges) {
    extract_text(&RelPath::new("src/lib.rs"), text, Options::default())
}

fn problems(text: &str) -> Vec<(String, String)> {
    let (_, ranges) = read(text);
    ranges.problems.iter().map(|problem| (text[problem.span.range()].to_owned(), problem.message.clone())).collect()
}

/// `role name member flags`, one per reference of the namespace.
fn references(text: &str, namespace: Namespace) -> Vec<String> {
    let (facts, _) = read(text);
    let named =
        [(Flags::TEST, "test"), (Flags::CONDITIONAL, "cfg"), (Flags::OPTIONAL, "maybe"), (Flags::STAR, "star"), (Flags::REEXPORT, "pub")];
    let show = |reference: &syntax::Reference| {
        let mut shown = format!("{} {}", reference.role, reference.name);
        if let Some(member) = &reference.member {
            shown += &format!(" {member}");
        }
        named.iter().filter(|(flag, _)| reference.flags.has(*flag)).for_each(|(_, name)| shown += &format!(" +{name}"));
        shown
    };
    facts.references.iter().filter(|reference| reference.namespace == namespace).map(show).collect()
}

#[test]
fn valid_syntax_of_any_edition_is_accepted() {
    let cases = [
        "",
        "#!/usr/bin/env run\nfn main() {}",
        "fn f() { let p = &raw const x; let q = &raw mut y; }",
        "fn f() { if let Some(a) = b && let Some(c) = d && c > 1 {} }",
        "fn f() { let g = async || 1; let h = async move |x: u8| x; }",
        "const C: &core::ffi::CStr = c\"text\";",
        "unsafe extern \"C\" { safe fn f(); unsafe fn g(); }",
        "fn f<'a>(x: &'a u8) -> impl Sized + use<'a> { x }",
        "fn f() { match x { Some(n) if let Some(m) = n => m, _ => 0 } }",
        "#[unsafe(no_mangle)] pub extern \"C\" fn f() {}",
        "fn f() { let g = gen { yield 1; }; }",
        "fn gen() { rng.gen::<u8>() }",
        "fn f() { let async = 1; let dyn = 2; }",
        "fn f<const N: usize>() -> [u8; { N + 1 }] { todo!() }",
        "macro_rules! m { ($($x:tt)* => $y:expr) => { $($x)* @ # ~ ? } }",
        "fn f() -> ! { loop { break 'a; } }",
        "fn f() { let r = r#\"un}balanced\"#; let c = '{'; /* ( /* [ */ */ }",
        "fn f() { let Ok(a) = b else { return }; }",
        "[(1, \"an include!d table\"), (2, \"x\")]",
        "fn main() {\n    shown();\n#\n#     hidden();\n}\n",
    ];
    for text in cases {
        assert_eq!(problems(text), [], "{text}");
    }
}

#[test]
fn an_error_is_said_once_where_it_is() {
    let cases = [
        ("fn f() {\n    let a = 1\n    let b = 2;\n}\n", "", "expected `;`, found `let`"),
        ("fn f() { foo(a, b; }\n", ";", "expected `)`, found `;`"),
        ("fn f() { let = 3; }\n", "=", "expected pattern, found `=`"),
        ("fn fn f() {}\n", "fn", "expected a name, found `fn`"),
        ("stuct A { a: u8 }\nfn f() {}\n", "A", "expected an item, found `A`"),
        ("fn f() {\n    if a {\n        b();\n}\n\nfn g() {}\n", "{", "`{` is not closed: expected `}`"),
        ("fn f() {}\n}\nfn g() {}\n", "}", "unexpected `}`: there is nothing open that it could close"),
        ("const A: &str = \"abc;\nfn f() {}\n", "\"abc;", "missing trailing `\"` symbol to terminate the string literal"),
        ("const A: &str = \"\\q\";\n", "\"\\q\"", "unknown character escape"),
        ("/* a\nfn f() {}\n", "/* a", "missing trailing `*/` symbols to terminate the block comment"),
    ];
    for (text, at, message) in cases {
        assert_eq!(problems(text), [(at.to_owned(), message.to_owned())], "{text}");
        assert_eq!(read(text).0.status, Status::Recovered, "{text}");
    }
}

#[test]
fn independent_errors_are_said_apart() {
    let found = problems("fn f() { let = 1; }\n\nfn g() {}\n\nfn h() { let = 2; }\n");
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn an_unclosed_bracket_is_shown_with_the_error_that_it_makes() {
    let (_, ranges) = read("fn f() { foo(a, b; }\n");
    assert_eq!(ranges.problems[0].related.iter().map(|(span, _)| span.start).collect::<Vec<_>>(), [12]);
}

#[test]
fn modules() {
    let cases: &[(&str, &[&str])] = &[
        ("mod a; pub mod b; mod c {}", &["mod a", "mod b"]),
        ("mod a { mod b { mod x; } }", &["mod a::b::x"]),
        ("#[path = \"other.rs\"] mod x;", &["mod x other.rs"]),
        ("#[path = \"dir\"] mod a { #[path = \"tls.rs\"] mod x; mod y; }", &["mod a::x dir/tls.rs", "mod a::y dir/y"]),
        ("mod a { #[path = \"tls.rs\"] mod x; }", &["mod a::x {}/a/tls.rs"]),
        ("#[cfg(unix)] mod x; #[cfg(test)] mod tests; mod y;", &["mod x +cfg", "mod tests +test", "mod y"]),
        ("#[cfg(all(test, unix))] mod a { mod x; }", &["mod a::x +test +cfg"]),
        (
            "#[cfg_attr(unix, path = \"u.rs\")] #[cfg_attr(windows, path = \"w.rs\")] mod x;",
            &["mod x +cfg", "mod x u.rs +cfg", "mod x w.rs +cfg"],
        ),
        ("cfg_if! { if #[cfg(unix)] { mod x; } else { mod y; } }", &["mod x +cfg +maybe", "mod y +cfg +maybe"]),
        ("macro_rules! m { () => { mod x; } }", &[]),
        ("mod r#type;", &["mod type"]),
    ];
    for (text, expected) in cases {
        assert_eq!(references(text, Namespace::RUST_MODULE), *expected, "{text}");
    }
}

#[test]
fn crates() {
    let cases: &[(&str, &[&str])] = &[
        ("use foo::bar; use foo::baz; use std::io; use crate::x; use self::y;", &["use foo"]),
        ("use {a::{b, c}, d::e as f, g};", &["use a", "use d", "use g +maybe"]),
        ("extern crate foo; extern crate bar as baz; fn f() { baz::x() }", &["extern crate foo", "extern crate bar"]),
        ("fn f() -> foo::T { bar::b::<baz::X>(); u8::MAX; str::len(x); V::new() }", &["path foo", "path bar", "path baz"]),
        ("mod foo; use foo::bar; fn f() { foo::x() }", &["macro foo +maybe"]),
        ("mod foo; use ::foo::bar;", &["use foo"]),
        ("use tokio::time; fn f() { time::sleep() }", &["use tokio"]),
        ("use serde; fn f() { serde::x() }", &["path serde"]),
        ("use log::{self, info}; fn f() { log::warn!() }", &["use log"]),
        ("#[derive(serde::Serialize)] #[allow(clippy::all)] #[rustfmt::skip] #[tokio::main] struct A;", &["path serde", "path tokio"]),
        ("#[cfg(test)] mod tests { use foo::a; use super::*; fn f() { bar::b() } }", &["use foo +test", "path bar +test"]),
        ("#[cfg(test)] mod tests { use foo::a; } fn f() { foo::b() }", &["path foo"]),
        ("#[cfg(unix)] use foo::a;", &["use foo +cfg"]),
        ("#[test] fn f() { foo::b() }", &["path foo +test"]),
        ("fn f() { m!(foo::a(), $crate::b, x.c::<u8>(), ::d::e) }", &["macro foo +maybe", "macro d +maybe"]),
        ("use crate::prelude::*; fn f() { foo::b() }", &["path foo +maybe"]),
        ("enum kind { A } fn f() { kind::A }", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(references(text, Namespace::RUST_CRATE), *expected, "{text}");
    }
}

#[test]
fn paths_within_the_crate_are_seen_from_the_file() {
    let cases: &[(&str, &[&str])] = &[
        (
            "use crate::a::{b, c::{self, d as e}, f::*};",
            &["use crate::a::b", "use crate::a::c", "use crate::a::c::d", "use crate::a::f +star"],
        ),
        ("use super::x; pub use self::y::z;", &["use super::x", "use self::y::z +pub"]),
        ("mod m { use super::x; use super::super::y; use self::z; }", &["use self::x", "use super::y", "use self::m::z"]),
    ];
    for (text, expected) in cases {
        assert_eq!(references(text, Namespace::RUST_SYMBOL), *expected, "{text}");
    }
}

#[test]
fn definitions() {
    let text = "fn f() { fn inner() {} }\nstruct S; enum E {} trait T { fn m(); } type A = u8;\nconst C: u8 = 1; static X: u8 = 1;\nmod m { fn g() {} mod n { union U { a: u8 } } }\nmacro_rules! mac { () => {} }\nimpl S { fn method() {} }\nconst _: () = ();";
    let (facts, _) = read(text);
    let names: Vec<&str> = facts.definitions.iter().map(|definition| definition.name.as_str()).collect();
    assert_eq!(names, ["f", "S", "E", "T", "A", "C", "X", "m", "m::g", "m::n", "m::n::U", "mac"]);
}

#[test]
fn hostile_texts_are_survived() {
    let deep = 10_000;
    let cases = [
        format!("fn f() {{ {}1{}; }}", "(".repeat(deep), ")".repeat(deep)),
        format!("fn f() {{ {}{} }}", "{".repeat(deep), "}".repeat(deep)),
        format!("fn f() {{ {}x; }}", "!".repeat(deep)),
        format!("fn f() {{ if a {{}} {} }}", "else if a {}".repeat(deep)),
        format!("type A = {}u8{};", "B<".repeat(deep), ">".repeat(deep)),
        format!("fn f() {{ {}1 }}", "|a| ".repeat(deep)),
        format!("type A = {}u8;", "fn() -> ".repeat(deep)),
    ];
    for text in cases {
        let (facts, ranges) = read(&text);
        assert_eq!((facts.status, ranges.problems[0].code), (Status::Skipped, "L1/too-deep"), "{}", &text[..30]);
    }
    // Deep, but not too deep: on a stack of its own.
    for text in [
        format!("fn f() {{ {}1{}; }}", "(".repeat(1400), ")".repeat(1400)),
        format!("fn f() {{ {}{} }}", "{".repeat(2800), "}".repeat(2800)),
    ] {
        assert_eq!(problems(&text), [], "{}", &text[..30]);
    }
}
