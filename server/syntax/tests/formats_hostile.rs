//! Texts that are made to hurt: every reader ends soon, says little, and does not fall over.

use std::time::{Duration, Instant};

use syntax::{Options, extract_text};
use workspace::RelPath;

const PATHS: [&str; 14] = [
    "a.xml",
    "a.svg",
    "a.html",
    "a.css",
    "Makefile",
    "main.tf",
    "a.hcl",
    "a.proto",
    "a.graphql",
    "a.sql",
    "setup.cfg",
    ".gitmodules",
    "CMakeLists.txt",
    "a.nix",
];

/// Readings take a second at most; a machine that does other things besides may take longer, and a loop for ever.
const LIMIT: Duration = Duration::from_secs(60);

/// What the server's own threads have.
const STACK: usize = 64 << 20;

fn read_all(texts: Vec<String>) {
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(move || {
        for text in &texts {
            for path in PATHS {
                let start = Instant::now();
                let (_, ranges) = extract_text(&RelPath::new(path), text, Options::default());
                let shown: String = text.chars().take(20).collect();
                assert!(start.elapsed() < LIMIT, "{path}: {shown}: {:?}", start.elapsed());
                assert!(ranges.problems.len() < 200, "{path}: {shown}: {} findings", ranges.problems.len());
                for problem in &ranges.problems {
                    assert_ne!(problem.code, "L1/internal-error", "{path}: {shown}: {}", problem.message);
                    assert!(text.get(problem.span.range()).is_some(), "{path}: {shown}: {problem:?}");
                }
            }
        }
    });
    worker.expect("a thread").join().expect("no panic");
}

#[test]
fn deep_nesting() {
    let deep = |open: &str, close: &str| format!("{}x{}", open.repeat(10_000), close.repeat(10_000));
    read_all(vec![
        deep("(", ")"),
        deep("[", "]"),
        deep("{", "}"),
        deep("<a>", "</a>"),
        deep("a = [", "]\n"),
        deep("a = {b = ", "}\n"),
        deep("a {\n", "}\n"),
        deep("a = \"${", "}\"\n"),
        deep("{ a ", "}"),
        deep("type A { a: [", "] }"),
        deep("message M {\n", "}\n"),
        deep("if(a)\n", "endif()\n"),
        deep("ifdef A\n", "endif\n"),
        deep("x: ", ""),
        deep("if a then b else ", ""),
        deep("let a = ", "; in a"),
        deep("''${", "}''"),
        deep("<div><b>", "</b></div>"),
        deep("/*", "*/"),
        deep("$(", ")"),
    ]);
}

#[test]
fn long_lines() {
    let longest = |piece: &str| piece.repeat(5_000_000 / piece.len());
    read_all(vec![longest("a "), longest("(a)"), longest("<a>"), longest("a = b + ")]);
    let long = |piece: &str| piece.repeat(1_000_000 / piece.len());
    read_all(vec![
        long("a"),
        long("a "),
        long("a = b + "),
        long("! - "),
        long("a ++ "),
        long("\"a\" "),
        long("'"),
        long("<a "),
        long("<a>"),
        long("&a;"),
        long("<a b='c' "),
        long("a{b:c}"),
        long("(a)"),
        long("{"),
        long("}"),
        long("\\"),
        long("$("),
        long("${"),
        long("a: b "),
        long("a.b."),
        long("/*"),
        long("<!--"),
        long("</a>"),
        long("é"),
    ]);
}

#[test]
fn many_lines() {
    let many = |piece: &str| piece.repeat(1_000_000 / piece.len());
    read_all(vec![
        many("a\n"),
        many("[a\n"),
        many("[a]\n"),
        many("a = b\n"),
        many("a: b\n\tc\n"),
        many("ifdef\n"),
        many("define x\n"),
        many("set(\n"),
        many("\\\n"),
        many("a = <<E\n"),
        many("<a>\n</b>\n"),
        many("<p><b>\n</p>\n"),
        many("\"\n"),
        many("a {\n"),
        many("}\n"),
        many("message A {}\n"),
        many("type A { b: C }\n"),
    ]);
}

#[test]
fn garbage_and_bombs() {
    let mut bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE a [\n<!ENTITY b0 \"b\">\n".to_owned();
    for level in 1..60 {
        bomb += &format!("<!ENTITY b{level} \"{}\">\n", format!("&b{};", level - 1).repeat(10));
    }
    bomb += "]>\n<a>&b59;</a>\n";
    let (_, ranges) = extract_text(&RelPath::new("bomb.xml"), &bomb, Options::default());
    assert_eq!(ranges.problems, []);
    let mut seed = 1u32;
    let garbage: String = (0..200_000)
        .map(|_| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from_u32(seed >> 16 & 0x1ff).unwrap_or('x')
        })
        .collect();
    let marks = b"(){}[]<>=:;,\"'`$#&|\\/*-!?@. \n\tab0";
    let marked: String = (0..200_000)
        .map(|_| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            marks[(seed >> 16) as usize % marks.len()] as char
        })
        .collect();
    read_all(vec![bomb, garbage, marked, "\u{0}".repeat(10_000)]);
}
