//! Texts made to exhaust the stack or the clock of a JavaScript reader: each must be read or refused.
//!
//! A stack overflow aborts the process and an exponential parse never ends, so that the tests return
//! at all is most of what they show.

use syntax::{Facts, Options, Ranges, Status, extract_text};
use workspace::RelPath;

/// Reads `text` on a stack as large as the server's threads have.
fn read(path: &str, text: String) -> (Facts, Ranges) {
    let path = RelPath::new(path);
    let worker = std::thread::Builder::new().stack_size(64 << 20).spawn(move || extract_text(&path, &text, Options::default()));
    worker.expect("a thread").join().expect("no panic")
}

/// Constructs that nest without end: before, once per level, in the middle, once per level, after.
const NESTED: &[[&str; 5]] = &[
    ["", "(", "a", ")", ""],
    ["x = ", "[", "a", "]", ""],
    ["x = ", "{ a: ", "1", "}", ""],
    ["", "{", "", "}", ""],
    ["", "f(", "a", ")", ""],
    ["", "function f() {", "", "}", ""],
    ["", "class A { m() {", "", "}}", ""],
    ["", "a => {", "", "}", ""],
    ["x = ", "`${", "a", "}`", ""],
    ["let ", "{ a: ", "b", "}", " = c"],
    ["let ", "[", "b", "]", " = c"],
    ["", "if (x) {", "", "}", ""],
    ["x = ", "<a b={", "c", "} />", ""],
    ["x = ", "<a>", "b", "</a>", ""],
    ["x = ", "<a b=", "'c'", " />", ""],
    ["x = ", "<>", "b", "</>", ""],
    ["", "!", "a", "", ""],
    ["", "- ", "a", "", ""],
    ["", "+-", "a", "", ""],
    ["", "typeof ", "a", "", ""],
    ["", "new ", "a", "", ""],
    ["x = ", "a=>", "a", "", ""],
    ["x = ", "async a=>", "a", "", ""],
    ["x = ", "(a)=>", "a", "", ""],
    ["x = ", "(a, b = ", "c", ") => d", ""],
    ["x = ", "(a = ", "c", ")", ""],
    ["x = ", "async (a = ", "c", ")", ""],
    ["x = ", "a ? (b) : ", "c", "", ""],
    ["x = ", "a ? (b, ", "c", ") => d : e", ""],
    ["x = ", "a ? (b = ", "c", ") : d", ""],
    ["x = ", "a ? b => (", "c", ") : d => e", ""],
    ["", "if (x) ", ";", "", ""],
    ["", "if (x); else ", ";", "", ""],
    ["", "if (x) { a } else ", ";", "", ""],
    ["", "if (x) y\nelse ", ";", "", ""],
    ["", "if (x) return a\nelse ", ";", "", ""],
    ["", "if (x) do y; while (z); else ", ";", "", ""],
    ["", "if (x) try {} catch {} else ", ";", "", ""],
    ["", "for (;;) ", ";", "", ""],
    ["", "while (x) ", ";", "", ""],
    ["", "do ", ";", " while (x)", ""],
    ["", "with (x) ", ";", "", ""],
    ["", "a: ", ";", "", ""],
    ["x = ", "a ? b : ", "c", "", ""],
    ["x = ", "a ? ", "c", " : d", ""],
    ["x = ", "a = ", "c", "", ""],
    ["x = ", "a = {} = ", "c", "", ""],
    ["x = ", "a ? {} : ", "c", "", ""],
    ["x = ", "a ** ", "c", "", ""],
    ["x = ", "a + ", "c", "", ""],
    ["x = ", "a && ", "c", "", ""],
    ["x = a", "", "", ".b", ""],
    ["x = a", "", "", ".b()", ""],
    ["x = a", "", "", "?.[0]", ""],
    ["x = a", "", "", "`b`", ""],
    ["x = (", "class extends ", "a", "{}", ")"],
    ["function* f() { ", "yield ", "a", "", "}"],
];

/// The same for TypeScript.
const NESTED_TYPES: &[[&str; 5]] = &[
    ["type A = ", "{ a: ", "b", "}", ""],
    ["type A = ", "[", "b", "]", ""],
    ["type A = ", "(", "b", ")", ""],
    ["type A = ", "(a: ", "b", ") => c", ""],
    ["type A = ", "A<", "b", ">", ""],
    ["type A = ", "A<b, ", "b", ">", ""],
    ["type A = ", "keyof ", "b", "", ""],
    ["type A = ", "a extends b ? c : ", "d", "", ""],
    ["type A = ", "a extends b ? ", "d", " : c", ""],
    ["type A = ", "a extends infer C extends ", "d", " ? e : f", ""],
    ["type A = ", "() => ", "b", "", ""],
    ["type A = ", "<T,>() => ", "b", "", ""],
    ["type A = ", "new () => ", "b", "", ""],
    ["type A = ", "`${", "b", "}`", ""],
    ["type A = b", "", "", "[]", ""],
    ["type A = b", "", "", "['c']", ""],
    ["type A = b", "", "", ".c", ""],
    ["type A = b", "", "", " | c", ""],
    ["x = ", "<a>", "b", "", ""],
    ["x = ", "<T>(a = ", "b", ") => c", ""],
    ["x = ", "f<a, ", "b", ">(c)", ""],
    ["x = a", "", "", "!", ""],
    ["x = a", "", "", " as b", ""],
    ["namespace a", "", "", ".b", " {}"],
    ["", "namespace a { ", "", "}", ""],
    ["let x: ", "import('a', {", "b", "})", ""],
];

fn build([before, open, middle, close, after]: &[&str; 5], levels: usize) -> String {
    format!("{before}{}{middle}{}{after}", open.repeat(levels), close.repeat(levels))
}

fn all() -> impl Iterator<Item = (&'static str, &'static [&'static str; 5])> {
    NESTED
        .iter()
        .map(|case| ("a.jsx", case))
        .chain(NESTED.iter().filter(|case| !case.concat().contains("<")).map(|case| ("a.ts", case)))
        .chain(NESTED_TYPES.iter().map(|case| ("a.ts", case)))
}

#[test]
fn nesting_that_people_write_is_read() {
    for (path, case) in all() {
        let (facts, _) = read(path, build(case, 30));
        assert_ne!(facts.status, Status::Skipped, "{path} {case:?}");
    }
}

#[test]
fn nesting_up_to_the_limit_fits_the_stack() {
    for levels in [1_400, 7_000] {
        for (path, case) in all() {
            read(path, build(case, levels));
        }
    }
}

#[test]
fn nesting_without_end_is_read_or_refused() {
    for (path, case) in all() {
        for levels in [10_000, 30_000] {
            let (facts, ranges) = read(path, build(case, levels));
            let refused = ranges.problems.iter().any(|problem| problem.code == "L1/too-deep");
            assert_eq!(facts.status == Status::Skipped, refused, "{path} {case:?}");
        }
    }
}

#[test]
fn brackets_in_strings_do_not_nest() {
    let opener = "x('(', \"[\", `{`, /[(]{/);\n".repeat(4_000);
    let chained = "if (a) b = c ? d : e\n".repeat(6_000);
    let assigned = "const a = !b || -c\n".repeat(20_000);
    let started = "a = { b: 1 }\nc => ({ d })\n".repeat(4_000);
    for (path, text) in [("a.js", opener), ("a.ts", chained), ("a.js", assigned), ("a.js", started)] {
        let (facts, ranges) = read(path, text);
        assert_ne!(facts.status, Status::Skipped, "{path}: {:?}", ranges.problems.first());
    }
}

#[test]
fn a_long_line_is_read() {
    let line = "function a(b,c){return b?c.d(e=>e+1):[1,{f:\"g\"}]}var h=require(\"i\");".repeat(150_000);
    let (facts, ranges) = read("a.min.js", line);
    assert_eq!((facts.status, ranges.problems.len(), facts.references.len()), (Status::Parsed, 0, 150_000));
}

#[test]
fn garbage_is_refused_without_a_cascade() {
    let mut state = 7u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    const PIECES: &[&str] = &[
        "{",
        "}",
        "(",
        ")",
        "`",
        "${",
        "'",
        "\"",
        "/",
        "/*",
        "//",
        "<",
        ">",
        "é",
        "\u{2028}",
        "\n",
        "import ",
        "export ",
        "\\",
        "\u{0}",
        "@",
        "#a",
        "=>",
        "?",
        ":",
        ";",
        "const x = 1\n",
        "0x",
        "1n",
        "…",
    ];
    for _ in 0..100 {
        let text: String = (0..200).map(|_| PIECES[random() % PIECES.len()]).collect();
        for path in ["a.js", "a.ts", "a.tsx", "a.d.ts", "a.mjs", "a.cts"] {
            let (_, ranges) = read(path, text.clone());
            assert!(ranges.problems.len() <= 25, "{} problems in {text:?}", ranges.problems.len());
            for problem in &ranges.problems {
                assert!(text.get(problem.span.range()).is_some(), "{problem:?} in {text:?}");
            }
        }
    }
}
