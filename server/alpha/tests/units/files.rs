//! What is written into files: regions, the line that says what made them, what was joined to what people wrote, the lock.

use alpha::lock::{Digest, Entry, Key, Lock};
use alpha::merge::{Merged, merge};
use alpha::provenance::with_line;
use alpha::region::{Found, file, find, fitted, is_bare};
use compact_str::CompactString;
use dna::generator::Mode;
use proptest::prelude::*;
use workspace::RelPath;

#[test]
fn regions() {
    let text = "def f():\n    # ouroboros:begin routes\n    a\n    # ouroboros:end routes\n";
    let Found::Region(range) = find(text, "routes") else { panic!("it is there") };
    assert_eq!(&text[range.clone()], "    a\n");
    assert_eq!(fitted(text, &range, "x\n\ny"), "    x\n\n    y\n");
    assert_eq!(find(text, "route"), Found::Absent);
    assert!(matches!(find("ouroboros:begin a", "a"), Found::Broken(_)));
    assert!(matches!(find("ouroboros:end a", "a"), Found::Broken(_)));
    let path = RelPath::new("a.css");
    assert_eq!(file(&path, "x", "p {}").unwrap(), "/* ouroboros:begin x */\np {}\n/* ouroboros:end x */\n");
    assert!(is_bare(&path, "x", &file(&path, "x", "").unwrap()));
    assert_eq!(file(&RelPath::new("a.json"), "x", ""), None);
}

#[test]
fn the_line_stands_where_it_may() {
    for (path, text, expected) in [
        ("a.py", "x = 1\n", "# Made by ouroboros: generator `g`, template `t`.\nx = 1\n"),
        ("a.sh", "#!/bin/sh\nx\n", "#!/bin/sh\n# Made by ouroboros: generator `g`, template `t`.\nx\n"),
        (
            "Dockerfile",
            "# syntax=docker/dockerfile:1\nFROM a\n",
            "# syntax=docker/dockerfile:1\n# Made by ouroboros: generator `g`, template `t`.\nFROM a\n",
        ),
        (
            "a.xml",
            "<?xml version=\"1.0\"?>\n<a/>\n",
            "<?xml version=\"1.0\"?>\n<!-- Made by ouroboros: generator `g`, template `t`. -->\n<a/>\n",
        ),
        ("a.md", "---\nx: 1\n---\n# A\n", "---\nx: 1\n---\n<!-- Made by ouroboros: generator `g`, template `t`. -->\n# A\n"),
        ("a.json", "{}\n", "{}\n"),
        ("LICENSE", "x\n", "x\n"),
    ] {
        assert_eq!(with_line(&RelPath::new(path), text, "g", "t").0, expected, "{path}");
    }
}

fn merged(base: &str, ours: &str, theirs: &str) -> Merged {
    merge(base, ours, theirs, ("yours", "generated"))
}

#[test]
fn what_does_not_touch_is_joined() {
    let out = merged("a\nb\nc\nd\ne\n", "a\nB\nc\nd\ne\n", "a\nb\nc\nd\nE\nf\n");
    assert_eq!((out.text.as_str(), out.conflicts), ("a\nB\nc\nd\nE\nf\n", 0));
}

#[test]
fn what_disagrees_stands_between_marks() {
    let out = merged("a\nb\nc\n", "a\nx\nc\n", "a\ny\nc\n");
    assert_eq!(out.text, "a\n<<<<<<< yours\nx\n=======\ny\n>>>>>>> generated\nc\n");
    assert_eq!(out.conflicts, 1);
    assert_eq!(merged("a", "b", "c").text, "<<<<<<< yours\nb\n=======\nc\n>>>>>>> generated\n");
}

proptest! {
    #[test]
    fn laws(base in "([a-d]\n){0,8}", ours in "([a-e]\n){0,8}", theirs in "([a-d]\n){0,8}") {
        prop_assert_eq!(merged(&base, &ours, &base).text, ours.clone());
        prop_assert_eq!(merged(&base, &base, &theirs).text, theirs.clone());
        prop_assert_eq!(merged(&base, &ours, &ours).text, ours.clone());
        // No line that people wrote is lost: it is in the result, or stands between marks, which are in the result.
        let out = merged(&base, &ours, &theirs);
        let count = |text: &str, line: &str| text.lines().filter(|other| *other == line).count();
        for line in ours.lines().filter(|line| count(&base, line) == 0) {
            prop_assert!(count(&out.text, line) >= count(&ours, line), "{:?} of {:?}", line, out);
        }
    }
}

fn entry(mode: Option<Mode>) -> Entry {
    let digest = |text: &str| Digest::of(text);
    Entry {
        generator: "g".into(),
        mode,
        output: digest("o"),
        rendered: digest("r"),
        template: digest("t"),
        config: digest("c"),
        definition: digest("d"),
        dna: digest(""),
        format: mode.map_or_else(Digest::default, |_| digest("f")),
    }
}

#[test]
fn what_is_written_is_read() {
    let key = |path: &str, anchor: Option<&str>| Key { path: RelPath::new(path), anchor: anchor.map(CompactString::from) };
    let outputs = [
        (key("a \"b\"/é.py", None), entry(Some(Mode::Managed))),
        (key("a", Some("routes")), entry(Some(Mode::Inject))),
        (key("z", None), entry(None)),
    ];
    let lock = Lock { outputs: outputs.into_iter().collect() };
    assert_eq!(Lock::parse(&lock.text()), Ok(lock.clone()));
    assert_eq!(lock.text().lines().count(), 3 + 3 + 2, "an output is a line");
    assert_eq!(Lock::default().text(), "");
}

#[test]
fn what_is_broken_is_said() {
    for (text, expected) in [
        ("{", "it is no JSON"),
        ("{}", "its version is null"),
        ("{\"version\": 1}", "it has no list"),
        ("{\"version\": 1, \"outputs\": [{\"path\": \"../x\"}]}", "`../x` is no path"),
        ("{\n<<<<<<< ours\n", "the marks of a merge"),
    ] {
        let message = Lock::parse(text).unwrap_err();
        assert!(message.contains(expected), "{text}: {message}");
    }
}
