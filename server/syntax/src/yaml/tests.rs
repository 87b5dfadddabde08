//! What is wrong in a YAML file, shown as `code@line:text`; related places follow.

use workspace::RelPath;

use crate::facts::Status;
use crate::output::Options;

fn found_at(path: &str, text: &str) -> Vec<String> {
    let (_, ranges) = crate::extract_text(&RelPath::new(path), text, Options::default());
    ranges
        .problems
        .iter()
        .map(|problem| {
            let code = problem.code.trim_start_matches("L1/");
            format!("{code}@{}:{}", ranges.lines.line(problem.span.start) + 1, &text[problem.span.range()])
        })
        .collect()
}

fn found(text: &str) -> Vec<String> {
    found_at("a.yaml", text)
}

fn messages(text: &str) -> Vec<String> {
    let (_, ranges) = crate::extract_text(&RelPath::new("a.yaml"), text, Options::default());
    ranges.problems.into_iter().map(|problem| problem.message).collect()
}

#[test]
fn valid_yaml_is_left_alone() {
    for text in [
        "",
        "# only a comment\n",
        "---\n",
        "---\n---\n# nothing\n...\n",
        "a: 1\r\nb:\r\n  - x\r\n",
        "on: push\noff: y\n",
        "a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  <<: *x\n",
        "a: !Ref x\nb: !vault |\n  00\nc: !reference [a, b]\nd: !!python/name:a.b.c\ne: !Sub '${x}'\nf: !!binary aGk=\n",
        "? [a, b]\n: 1\n? {c: d}\n: 2\n",
        "{a: 1, \"b\":2, 'c' : [1,2,], d}\n",
        "a: |-\n  \ttabs are text here\nb: >+2\n    x\n",
        "- a\n-\tb\n- c: 1\n  d:\te\n",
        "1: int\n\"1\": string\non: bool for some\n'on': string\n",
        "a: ${{ github.sha }}\nb: \"{{ x }}\"\n",
        "%YAML 1.1\n%TAG !e! tag:example.com,2000:\n---\na: !e!b c\n",
        "key with spaces: x # comment\nurl: http://a:80/b#c\ntime: 12:30:45\n",
        "a: 'it''s'\nb: \"\\\"\\u263A\\x41\"\n",
        "a:\n- b\n- c\nd: e\n",
    ] {
        assert_eq!(found(text), Vec::<String>::new(), "{text:?}");
    }
}

#[test]
fn errors_are_on_the_letters_that_cause_them() {
    for (text, expected) in [
        ("a: \"foo\nb: 1\n", "syntax-error@1:\""),
        ("a: [1, 2\n", "syntax-error@1:["),
        ("a: {x: 1\nb: 3\n", "syntax-error@2::"),
        ("a: [1}\n", "syntax-error@1:["),
        ("a: ]\n", "syntax-error@1:]"),
        ("a: b: c\n", "syntax-error@1::"),
        ("a: 1\n  b: 2\n", "syntax-error@2::"),
        ("a:\n  b: 1\n c: 2\n", "syntax-error@3:c:"),
        ("- a\nb: 1\n", "syntax-error@2:b:"),
        ("a: 1\nbroken key\nc: 1\n", "syntax-error@2:broken key"),
        ("a: @x\n", "syntax-error@1:@"),
        ("a: 'x' y\n", "syntax-error@1:y"),
        ("a: \"C:\\dir\"\n", "syntax-error@1:\\d"),
        ("a: \"\\u12\"\n", "syntax-error@1:\\u12"),
        ("a: *missing\nb: 1\n", "syntax-error@1:*missing"),
        ("a: - b\n", "syntax-error@1:-"),
        ("a:\n\tb: 1\n", "syntax-error@2:\t"),
        ("a:\n  b: 1\n\tc: 2\n", "syntax-error@3:\t"),
        ("a:\n\t- b\n", "syntax-error@2:\t"),
        ("\ta: 1\n", "syntax-error@1:\t"),
        ("a: [x,,y]\n", "syntax-error@1:,"),
        ("%YAML 3.0\n---\na\n", "syntax-error@1:%YAML 3.0"),
        ("ä: ö: c\n", "syntax-error@1::"),
    ] {
        assert_eq!(found(text), [expected], "{text:?} {:?}", messages(text));
    }
}

#[test]
fn a_broken_document_does_not_hide_the_next() {
    assert_eq!(
        found("a: [\n---\nb: 1\nb: 2\n---\nc: \"\n---\nd: }\n"),
        ["syntax-error@1:[", "duplicate-key@4:b", "syntax-error@6:\"", "syntax-error@8:}"]
    );
}

#[test]
fn keys_are_compared_as_they_are_read() {
    assert_eq!(found("a: 1\nb:\n  a: 2\n\"a\": 3\n"), ["duplicate-key@4:\"a\""]);
    assert_eq!(found("{x: 1, y: {x: 1, x: 2}}\n"), ["duplicate-key@1:x"]);
    assert_eq!(found("- a: 1\n- a: 1\n  a: 2\n"), ["duplicate-key@3:a"]);
    assert_eq!(found("1: a\n1: b\n"), ["duplicate-key@2:1"]);
    assert_eq!(found("!x a: 1\n!y a: 1\n!x a: 2\n"), ["duplicate-key@3:a"]);
    assert_eq!(found("a: 1\n---\na: 1\n"), Vec::<String>::new());
    let (_, ranges) = crate::extract_text(&RelPath::new("a.yaml"), "a: 1\na: 2\n", Options::default());
    assert_eq!(ranges.problems[0].related[0].0.range(), 0..1);
}

#[test]
fn hostile_input_costs_nothing() {
    let mut bomb = String::from("a0: &a0 [x, x]\n");
    for at in 1..200 {
        bomb += &format!("a{at}: &a{at} [*a{0}, *a{0}, *a{0}, *a{0}]\n", at - 1);
    }
    assert_eq!(found(&bomb), Vec::<String>::new());
    let block: String = (0..10_000).map(|at| " ".repeat(at % 400) + "a:\n").collect();
    for text in [
        "[".repeat(10_000),
        "{a: ".repeat(10_000),
        "- ".repeat(10_000),
        "? ".repeat(10_000),
        "&a ".repeat(10_000),
        "!x ".repeat(10_000),
        block,
    ] {
        let (_, ranges) = crate::extract_text(&RelPath::new("a.yaml"), &text, Options::default());
        assert!(!ranges.problems.is_empty());
    }
    let staircase: String = (0..300).map(|at| " ".repeat(at) + "a:\n").collect();
    let (facts, ranges) = crate::extract_text(&RelPath::new("a.yaml"), &staircase, Options::default());
    assert_eq!((facts.status, ranges.problems[0].code), (Status::Skipped, "L1/too-deep"));
    let same = "a: 1\n".repeat(100_000);
    assert!(found(&same).len() <= 200);
}

#[test]
fn pnpm_declares_its_members() {
    let text =
        "packages:\n  - 'packages/*'\n  - \"!**/test/**\"\n  - apps/web\ncatalog:\n  react: ^18\nonlyBuiltDependencies:\n  - esbuild\n";
    let (facts, ranges) = crate::extract_text(&RelPath::new("pnpm-workspace.yaml"), text, Options::default());
    let manifest = facts.manifest.expect("a manifest");
    assert_eq!(manifest.members, ["packages/*", "apps/web"]);
    assert_eq!(manifest.excluded, ["**/test/**"]);
    let spans: Vec<&str> = facts.references.iter().map(|reference| &text[ranges.span(reference.span).range()]).collect();
    assert_eq!(spans, ["packages/*", "apps/web"]);
}

#[test]
fn a_key_that_is_not_there() {
    for (text, expected) in [
        ("a: 1\n: 2\n", "syntax-error@2::"),
        (": 2\n", "syntax-error@1::"),
        ("x:\n  : 5\n", "syntax-error@2::"),
        ("- : 3\n", "syntax-error@1::"),
        ("{a: 1, : 2}\n", "syntax-error@1::"),
    ] {
        assert_eq!(found(text), [expected], "{text}");
    }
    for text in
        ["?\n: 3\n", "a: 1\n? # none\n: 3\n", "a: 1\n?\n# none\n: 3\n", "a: 1\n?\n", "&x : 3\n", "\"\": 3\n", "!!null : a\n", "a:\nb:\n"]
    {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}
