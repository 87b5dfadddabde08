//! What is said of modules by themselves, beyond the examples on the rules' pages: broken and hostile texts, and a law.

use proptest::prelude::*;
use syntax::{Options, extract_text};
use workspace::RelPath;

fn found(text: &str) -> Vec<(&'static str, String)> {
    let (_, ranges) = extract_text(&RelPath::new("shop/a.py"), text, Options::default());
    ranges.problems.into_iter().map(|problem| (problem.code, text[problem.span.range()].to_owned())).collect()
}

#[test]
fn what_does_not_read_is_not_judged() {
    for broken in [
        "def f(:\n    return x\n    y\n\nimport os\nprint(z)\n",
        "import os\nreturn z\n",
        "import os\nprint(z\n",
        "<<<<<<< a\nimport os\nx\n",
    ] {
        let found = found(broken);
        assert!(!found.is_empty() && found.iter().all(|(code, _)| code.starts_with("L1/")), "{broken}: {found:?}");
    }
}

#[test]
fn hostile_modules_take_a_moment() {
    let cases = [
        (0..50_000).map(|n| format!("print(x{n})\n")).collect::<String>(),
        (0..50_000).map(|n| format!("print(x{n})  # noqa: F401\n")).collect::<String>(),
        format!("from a import ({})  # noqa: E501\n", (0..50_000).map(|n| format!("x{n},")).collect::<String>()),
        "# flake8: noqa: E501\nimport a\n".repeat(20_000),
        "def f(): pass\n".repeat(20_000),
        format!("def f({}):\n{}", (0..2_000).map(|n| format!("a{n}=[],")).collect::<String>(), "    b.append(1)\n".repeat(20_000)),
        format!("import x\nx = {}x", "lambda: ".repeat(5_000)),
        format!("__all__ = [{}]\n", (0..50_000).map(|n| format!("'x{n}',")).collect::<String>()),
        format!("def f():\n    return\n{}", "    x()\n".repeat(50_000)),
        (0..95).map(|n| format!("{}class A{n}:\n", " ".repeat(n))).collect::<String>() + &" ".repeat(95) + "print(y)\n",
        "x is 1\n".repeat(20_000),
    ];
    for text in cases {
        let name: String = text.chars().take(30).collect();
        let start = std::time::Instant::now();
        let count = std::thread::Builder::new().stack_size(64 << 20).spawn(move || found(&text).len()).unwrap().join().unwrap();
        assert!(count <= 1_000, "{name}: {count}");
        assert!(start.elapsed().as_secs() < 20, "{name}");
    }
}

/// Statements about five names, of most kinds that bind and read.
fn statement() -> impl Strategy<Value = String> {
    let name = || prop::sample::select(vec!["a", "b", "c", "d", "e"]);
    prop_oneof![
        (name(), name()).prop_map(|(a, b)| format!("{a} = {b}")),
        (name(), name()).prop_map(|(a, b)| format!("import {a} as {b}")),
        (name(), name(), name()).prop_map(|(a, b, c)| format!("def {a}({b}={c}): return lambda {c}: {c} + {b} + {a}")),
        (name(), name()).prop_map(|(a, b)| format!("class {a}({b}): {a} = {b}")),
        (name(), name(), name()).prop_map(|(a, b, c)| format!("print([{a} for {b} in {c} if ({a} := {b})])")),
        (name(), name()).prop_map(|(a, b)| format!("for {a} in {b}: print({a})")),
        (name(), name()).prop_map(|(a, b)| format!("with {a} as ({b}, *{a}): pass")),
        (name(), name()).prop_map(|(a, b)| format!("if {a}: del {b}")),
        (name(), name()).prop_map(|(a, b)| format!("match {a}:\n    case [{b}, *_]: {a}.x += {b}")),
        (name(), name()).prop_map(|(a, b)| format!("try: {a}()\nexcept ValueError as {b}: print({b})")),
        name().prop_map(|a| format!("async def f[{a}](*args: {a}): global g; g = await {a}")),
    ]
}

proptest! {
    /// A name that the module binds anywhere is defined; one that it only reads is not, wherever it stands.
    #[test]
    fn names_are_undefined_when_nothing_binds_them(lines in prop::collection::vec(statement(), 1..12), odd in 0usize..12) {
        let bound = format!("a = b = c = d = e = None\n{}\n", lines.join("\n"));
        let undefined = |text: &str| found(text).into_iter().filter(|(code, _)| *code == "L3/undefined-name").map(|(_, name)| name).collect::<Vec<_>>();
        if found(&bound).iter().all(|(code, _)| !code.starts_with("L1/")) {
            prop_assert_eq!(undefined(&bound), [""; 0], "{}", bound);
            let mut more = lines.clone();
            more.insert(odd.min(lines.len()), "print(nowhere)".to_owned());
            let more = format!("a = b = c = d = e = None\n{}\n", more.join("\n"));
            prop_assert_eq!(undefined(&more), ["nowhere"], "{}", more);
        }
    }

    /// Any text gives findings with places in it, and no panic.
    #[test]
    fn any_text_is_read(lines in prop::collection::vec(prop_oneof![statement(), any::<String>()], 0..6)) {
        found(&lines.join("\n"));
    }
}
