//! What is read from Go sources, and what is said about broken ones.

use syntax::{Facts, Flags, Namespace, Options, Ranges, Status, extract_text};
use workspace::RelPath;

fn read(path: &str, text: &str) -> (Facts, Ranges) {
    extract_text(&RelPath::new(path), text, Options::default())
}

fn problems(text: &str) -> Vec<(String, String)> {
    let (_, ranges) = read("a.go", text);
    ranges.problems.iter().map(|problem| (text[problem.span.range()].to_owned(), problem.message.clone())).collect()
}

fn references(path: &str, text: &str) -> Vec<(&'static str, String, Flags)> {
    let (facts, ranges) = read(path, text);
    for reference in &facts.references {
        assert_eq!(&text[ranges.span(reference.span).range()], reference.name.as_str());
    }
    facts.references.iter().map(|reference| (reference.role, reference.name.to_string(), reference.flags)).collect()
}

#[test]
fn what_gofmt_accepts_is_accepted() {
    let cases = [
        "package p\n",
        "package p\n\nconst ( F = 1 )\nconst (G = 2)\nvar ( a, b int )\nimport ( \"fmt\" )\ntype ( T int )\n",
        "package p\n\nfunc f() {\n\tif ; x {\n\t}\n\tswitch ; {\n\t}\n}\n",
        "package p\n\nfunc f[T any, U ~int | ~string](x T) (y U) { return g[T](x) }\n",
        "package p\n\nvar f = interface{ M() }.M\nvar s = `}{` + \"\\\"(\" + string('{')\n",
        "package p\n\nfunc f() {\nL:\n\tfor i := range 10 {\n\t\tcontinue L\n\t}\n\tgoto end\nend:\n}\n",
        "package p\n\ntype A = B[int]\ntype G[T any] = []T\n",
        "package p\n\nvar a, b, c = new(\"x\"), new(f(1)), new([]int)\nvar d = T{x: new(uint64(3)), y: new(a.b), z: new(-1)}\n",
        "package p\n\nvar a = f(&o{N: new(\"www\"), T: new(\"A\"), L: l{P: new(1)}}).g(h(10, \"A\"), nil)\n",
        "package p\n\nfunc f() {\n\tdefer func() {}()\n\tgo /* soon */ a.b[int](c)\n\tdefer []byte(x)\n\tdefer close(<-y)\n\tdefer new(T)\n}\n",
        "package p\n\nvar x = 0x1p-2 + 1e+5 + .5 + 0b1_0 + 'a' + 3i\n",
    ];
    for text in cases {
        assert_eq!(problems(text), [], "{text}");
    }
}

#[test]
fn an_error_is_said_once_where_it_is() {
    let cases = [
        ("package p\n\nfunc f() {\n\tg(a, b\n}\n", "}", "expected `)`, found `}`: `(` is not closed"),
        ("package p\n\nfunc f() {\n\tif a {\n\t\tb()\n}\n", "{", "`{` is not closed: expected `}`"),
        ("package p\n\nfunc f() {\n}\n}\n", "}", "unexpected `}`: there is nothing open that it could close"),
        ("package p\n\nvar s = \"abc\nvar t = 1\n", "\"abc", "the string is not terminated"),
        ("package p\n\n/* a\nvar t = 1\n", "/* a", "the comment is not terminated"),
        ("package p\n\nvar a = = 1\n", "=", "unexpected `=`"),
        ("package p\n\nvar a = new(1 2)\n", "1", "unexpected `1`"),
        ("package p\n\nfunc f() {\n\tdefer x\n}\n", "x", "`defer` takes a call: expected `(…)` behind this"),
        ("package p\n\nfunc f() {\n\tgo (g())\n}\n", "(g())", "`go` takes a call without parentheses around it"),
    ];
    for (text, at, message) in cases {
        assert_eq!(problems(text), [(at.to_owned(), message.to_owned())], "{text}");
        assert_eq!(read("a.go", text).0.status, Status::Recovered, "{text}");
    }
}

#[test]
fn imports() {
    let text = "package p\n\nimport \"fmt\"\nimport (\n\t_ \"embed\"\n\t. \"a/b\"\n\tc `d/e`\n\t\"C\"\n)\n";
    let none = Flags::default();
    let expected: Vec<_> = ["fmt", "embed", "a/b", "d/e"].into_iter().map(|name| ("import", name.to_owned(), none)).collect();
    assert_eq!(references("a.go", text), expected);
}

#[test]
fn conditions_hold_for_the_whole_file() {
    let plain = "package p\nimport \"a\"\n";
    let cases = [
        ("a.go", plain, Flags::default()),
        ("linux.go", plain, Flags::default()),
        ("a_linux.go", plain, Flags::CONDITIONAL),
        ("a_windows_amd64.go", plain, Flags::CONDITIONAL),
        ("a_test.go", plain, Flags::TEST),
        ("a_linux_test.go", plain, Flags::TEST | Flags::CONDITIONAL),
        ("a.go", "//go:build linux\n\npackage p\nimport \"a\"\n", Flags::CONDITIONAL),
        ("a.go", "// +build ignore\n\npackage p\nimport \"a\"\n", Flags::CONDITIONAL),
        ("a.go", "package p\nimport \"a\"\n//go:build linux\n", Flags::default()),
    ];
    for (path, text, flags) in cases {
        assert_eq!(references(path, text), [("import", "a".to_owned(), flags)], "{path}: {text}");
    }
}

#[test]
fn embedded_files() {
    let text =
        "package p\n\n//go:embed a.txt static/*.html \"with space\"\n//go:embed all:dir\nvar fs embed.FS\n\nvar s = \"//go:embed no\"\n";
    let names: Vec<String> =
        references("a.go", text).into_iter().map(|(role, name, flags)| format!("{role} {name} {}", flags.has(Flags::GLOB))).collect();
    assert_eq!(names, ["embed a.txt true", "embed static/*.html true", "embed with space true", "embed dir true"]);
}

#[test]
fn definitions() {
    let text = "package p\n\nfunc F() { var inner int }\nfunc (t *T[K]) M() {}\ntype T[K any] struct{}\ntype A = T[int]\nconst C, D = 1, 2\nvar (\n\tx int\n\t_ = x\n)\n";
    let (facts, _) = read("a.go", text);
    assert!(facts.definitions.iter().all(|definition| definition.namespace == Namespace::GO_SYMBOL));
    let names: Vec<&str> = facts.definitions.iter().map(|definition| definition.name.as_str()).collect();
    assert_eq!(names, ["p", "F", "T.M", "T", "A", "C", "D", "x"]);
}

#[test]
fn hostile_texts_are_survived() {
    let deep = 10_000;
    for text in [
        format!("package p\nvar x = {}1{}\n", "(".repeat(deep), ")".repeat(deep)),
        format!("package p\nfunc f() {}{}\n", "{".repeat(deep), "}".repeat(deep)),
        format!("package p\nvar x = {}1\n", "- ".repeat(deep)),
    ] {
        assert_eq!(problems(&text), [], "{}", &text[..30]);
    }
    assert!(!problems(&format!("package p\nvar x = {}", "[".repeat(deep))).is_empty());
}
