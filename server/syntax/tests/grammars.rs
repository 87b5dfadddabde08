//! Languages that a tree-sitter grammar judges: what is accepted, what is said about what is not, and what never happens.

#![allow(clippy::disallowed_methods)] // the processor's time is read from a file

use std::time::{Duration, Instant};

use syntax::grammar::{Chosen, ROWS, Trust};
use syntax::{Facts, Language, Options, Ranges, Status, extract_text};
use workspace::RelPath;

fn read(path: &str, text: &str) -> (Facts, Ranges) {
    extract_text(&RelPath::new(path), text, Options::default())
}

fn problems(path: &str, text: &str) -> Vec<(String, String)> {
    read(path, text).1.problems.iter().map(|problem| (text[problem.span.range()].to_owned(), problem.message.clone())).collect()
}

#[test]
fn an_error_is_said_once_where_it_is() {
    let end = "unexpected end of the file";
    let cases = [
        ("A.java", "class A {\n  void f() {\n    g(a, b;\n  }\n}\n", "}", "expected `)`, found `}`: `(` is not closed"),
        ("A.java", "class A {\n  int x = = 1;\n  int y = 2;\n}\n", "=", "unexpected `=`"),
        ("A.java", "class A {\n  String s = \"abc;\n}\n", "\"abc;", "the string is not terminated"),
        ("A.java", "class A {\n  void f() {\n    int x = 1\n    int y = 2;\n  }\n}\n", "int", "expected `;`, found `int`"),
        ("a.php", "<?php\nfunction f( {\n  return 1;\n}\n", "{", "expected `)`, found `{`"),
        ("a.rb", "def f(a\n  1\nend\n", "1", "expected `)`, found `1`"),
        ("a.rb", "def f\n  if x\n  1\nend\n", "", end),
        ("a.sh", "if true; then\n  echo 1\n", "", "expected `fi`, found the end of the file"),
        ("a.sh", "for x in 1 2; do\n echo $x\nfi\n", "", "expected `done`, found the end of the file"),
        ("a.kt", "fun f() {\n  g(\"${a(1}\")\n}\n", "}", "expected `)`, found `}`: `(` is not closed"),
        ("a.kt", "fun f() {\n  g(1\n}\n", "}", "expected `)`, found `}`: `(` is not closed"),
        ("a.kt", "val a = \"b\nval c = 1\n", "\"b", "the string is not terminated"),
        ("a.c", "int x;\n/* a\n", "/* a", "the comment is not terminated"),
        ("a.c", "#if 0\ndon't\n#endif\nint a = 'x;\n", "'x;", "the character is not terminated"),
        ("a.cpp", "auto a = \"x;\n", "\"x;", "the string is not terminated"),
    ];
    for (path, text, at, message) in cases {
        assert_eq!(problems(path, text), [(at.to_owned(), message.to_owned())], "{path}: {text}");
        assert_eq!(read(path, text).0.status, Status::Recovered, "{path}: {text}");
    }
}

#[test]
fn errors_apart_are_said_apart() {
    let text = "class A {\n  int x = = 1;\n\n  void f() {\n    g();\n  }\n\n  int y = 1 +;\n}\n";
    let found: Vec<String> = problems("A.java", text).into_iter().map(|(at, message)| format!("{at} {message}")).collect();
    assert_eq!(found, ["= unexpected `=`", "; unexpected `;`"]);
}

#[test]
fn what_the_grammars_do_not_know_is_accepted() {
    let cases = [
        (
            "A.java",
            "class A {\n  int f(Object o) {\n    return switch (o) {\n      case B.C(D.E e) -> 1;\n      case F _, G.H _ -> 2;\n      default -> 3;\n    };\n  }\n}\n",
        ),
        ("a.php", "<?php\n$a = clone $b = clone $c;\nf(1, Binary::X);\nfunction readonly( $x ) { return \"$x->class\"; }\n"),
        ("a.php", "<?php\nclass A { function __construct(readonly public string $a, protected readonly int $b) {} }\n"),
        ("a.php", "<?xml version=\"1.0\" ?>\n<a><?php echo 1 ?></a>\n"),
        ("A.cs", "class A {\n#if X\n  void f(int a)\n#else\n  void f()\n#endif\n  { }\n}\n"),
        ("A.cs", "class A { void f(B async) { if (async && !async.C) g(async); } }\n"),
        ("A.cs", "class A { void f() { b[c] = [d]; } }\n"),
        ("A.cs", "unsafe class A { void f(int* p) { *p = *(p + 1); } }\n"),
        ("a.rb", ":$: => 1\nh = { :$, => 2 }\nsuper.x(& y)\n"),
        ("a.kt", "val a = $$\"$${b} ${c\"\nval d = \"\"\"${ f(\"}\") } \"\"\"\"\n/* /* */ */\nfun `is }`() {}\n"),
        ("a.c", "#define A {\nint f() A return 1'000; }\n"),
        ("a.c", "#if 0\nit's prose\n#endif\n#error don't\nchar *a = \"b\\\nc\";\n"),
        ("a.cpp", "auto a = R\"x(\")\" ' /* )x\"; int b = 1'000;\n"),
        ("asm.h", "; it's for an assembler\n"),
    ];
    for (path, text) in cases {
        assert_eq!(problems(path, text), [], "{path}: {text}");
    }
}

#[test]
fn conflict_markers_in_a_string_are_text() {
    let conflict = "<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n";
    assert_eq!(problems("a.sh", &format!("cat <<EOF\n{conflict}EOF\n")), []);
    for (path, text) in [
        ("a.sh", format!("echo 1\n{conflict}")),
        ("A.java", format!("/*\n{conflict}*/\nclass A {{}}\n")),
        ("a.c", format!("{conflict}int a;\n")),
    ] {
        let found = problems(path, &text);
        assert_eq!(found.len(), 1, "{path}: {found:?}");
        assert_eq!(found[0].0, "<<<<<<< a");
    }
}

#[test]
fn a_backslash_that_continues_nothing_is_read_as_it_stands() {
    assert_eq!(problems("a.sh", "train \\\n  --steps=3 \\"), []);
}

#[test]
fn a_language_is_known_by_name_and_first_line() {
    let cases = [
        ("a.h", "", Language::C),
        ("a.C", "", Language::Cpp),
        ("a.hpp", "", Language::Cpp),
        ("build.gradle.kts", "", Language::Kotlin),
        ("Rakefile", "", Language::Ruby),
        ("bin/x", "#!/usr/bin/env ruby\n", Language::Ruby),
        ("bin/x", "#! /bin/sh -e\n", Language::Bash),
        ("x.sh", "#!/bin/zsh\n", Language::Other),
        ("x.sh", "#!/bin/sh\n# \\\nexec tclsh \"$0\" \"$@\"\n", Language::Other),
        ("x.inc", "<?php\n", Language::Php),
        (".bashrc", "", Language::Bash),
    ];
    for (path, text, language) in cases {
        assert_eq!(read(path, text).0.kind.language, language, "{path}: {text}");
    }
    // A generator's template is in no language yet.
    assert_eq!(read("lib/templates/model.rb", "class <%= name %>\nend\n").0.status, Status::Unchecked);
}

#[test]
fn a_grammar_that_is_off_says_nothing_unless_asked() {
    let text = "int x = = 1;\n";
    assert_eq!(read("a.c", text).0.status, Status::Unchecked);
    let languages = Chosen::new([("c", true)].into_iter());
    let (_, ranges) = extract_text(&RelPath::new("a.c"), text, Options { languages, ..Options::default() });
    let found: Vec<_> = ranges.problems.iter().map(|problem| (problem.code, problem.message.as_str())).collect();
    assert_eq!(found, [("L1/advisory-syntax", "unexpected `=` (advisory: this language's grammar refuses some valid files too)")]);
    let languages = Chosen::new([("java", false)].into_iter());
    let (_, ranges) = extract_text(&RelPath::new("A.java"), "class { }", Options { languages, ..Options::default() });
    assert!(ranges.problems.is_empty());
}

#[test]
fn every_grammar_fits_the_library() {
    for row in ROWS {
        assert!(row.grammar.is_built_in(), "{}", row.id);
        assert!(row.grammar.query(row.id, "(ERROR) @error").is_some(), "{}", row.id);
    }
}

/// Options that ask every grammar.
fn all() -> Options {
    Options { languages: Chosen::new(ROWS.iter().filter(|row| row.trust == Trust::Off).map(|row| (row.id, true))), ..Options::default() }
}

const NAMES: &[&str] = &["A.java", "a.kt", "a.c", "a.cpp", "A.cs", "a.rb", "a.php", "a.sh"];

/// The stack that the crate's users have is larger; this is a thread's by default on Linux.
const STACK: usize = 8 << 20;

/// The processor's time that this thread took, where the system tells; else the clock's.
fn spent() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|line| line.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

#[test]
fn hostile_texts_are_survived_in_time() {
    let deep = 10_000;
    let mut texts = vec![
        format!("{}{}", "(".repeat(deep), ")".repeat(deep)),
        format!("{}{}", "{".repeat(deep), "}".repeat(deep)),
        format!("x = {}1{};", "[".repeat(deep), "]".repeat(deep)),
        format!("x = {}1", "-".repeat(deep)),
        format!("x = {}1", "!".repeat(deep)),
        "(".repeat(deep),
        "\"${".repeat(deep),
        "\"#{".repeat(deep),
        "$(".repeat(deep),
        "`".repeat(deep),
        "<<A\n".repeat(deep),
        "/*".repeat(deep),
        "#if\n".repeat(deep),
        "if x {\n".repeat(deep),
        "if x; then\n".repeat(deep),
        "begin\n".repeat(deep),
        "a<".repeat(deep),
        "a.b(c, ".repeat(deep),
        "%w(".repeat(deep),
        "class A {".repeat(deep),
        "case x in ".repeat(deep),
        format!("int x = {};", "1 + ".repeat(1_300_000)),
        "a".repeat(5 << 20),
        "x ".repeat(5 << 19),
        format!("\"{}\"", "y".repeat(5 << 20)),
    ];
    // Garbage from a generator of known quality: the same every time.
    let mut state = 7u64;
    let garbage: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    })
    .take(200_000)
    .collect();
    texts.push(String::from_utf8_lossy(&garbage).into_owned());
    texts.push(garbage.iter().map(|&byte| (32 + byte % 95) as char).collect());
    let run = move || {
        let mut slow = Vec::new();
        for name in NAMES {
            for text in &texts {
                let text = if *name == "a.php" { format!("<?php {text}") } else { text.clone() };
                let start = spent();
                let (_, ranges) = extract_text(&RelPath::new(name), &text, all());
                assert!(ranges.problems.len() <= 20);
                let took = spent().saturating_sub(start);
                if took > Duration::from_secs(6) {
                    slow.push((name, text.chars().take(12).collect::<String>(), took));
                }
            }
        }
        // The limit is 2 seconds where the build is optimised and the machine has nothing else to do.
        assert!(slow.is_empty(), "{slow:?}");
    };
    std::thread::Builder::new().stack_size(STACK).spawn(run).expect("a thread").join().expect("no panic");
}
