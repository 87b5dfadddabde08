//! What a repository knows of itself fails nothing; what it knows no more does.

use std::path::Path;

use insta::assert_snapshot;
use serde_json::Value;
use tempfile::TempDir;

use super::common::{repository, run};

const FILE: &str = "ouroboros.baseline.jsonl";

/// An old repository: two broken imports in one file, a broken link in another, and a DNA that names the baseline.
fn old() -> TempDir {
    repository(&[
        ("ouroboros.dna.yaml", "dna: 1\nname: old\nchecks:\n  baseline: ouroboros.baseline.jsonl\n"),
        ("shop/__init__.py", ""),
        ("shop/views.py", "from shop.model import Order\nfrom shop.thing import y\n"),
        ("docs/a.md", "[x](nope.md)\n"),
    ])
}

/// The same, with its baseline written.
fn known() -> TempDir {
    let old = old();
    let ran = run(old.path(), &["check", "--write-baseline"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    old
}

fn read(folder: &Path) -> String {
    std::fs::read_to_string(folder.join(FILE)).unwrap()
}

fn compact(folder: &Path, more: &[&str]) -> (Option<i32>, String) {
    let ran = run(folder, &[&["check", "--format", "compact"], more].concat());
    assert_eq!(ran.stderr, "");
    (ran.code, ran.stdout)
}

#[test]
fn what_is_known_is_counted_and_fails_nothing() {
    let old = old();
    let missing = run(old.path(), &["check"]);
    assert_eq!(missing.code, Some(2));
    assert!(missing.stderr.contains("there is no baseline ouroboros.baseline.jsonl"), "{}", missing.stderr);

    let written = run(old.path(), &["check", "--write-baseline"]);
    assert_eq!((written.code, written.stdout.as_str()), (Some(0), "ouroboros.baseline.jsonl knows 3 findings in 2 files now\n"));
    assert_snapshot!(read(old.path()), @r#"
    {"ouroboros":"baseline","version":1}
    {"path":"docs/a.md","code":"L4/broken-link","text":"nope.md"}
    {"path":"shop/views.py","code":"L4/unresolved-import","text":"shop.model"}
    {"path":"shop/views.py","code":"L4/unresolved-import","text":"shop.thing"}
    "#);
    let ran = run(old.path(), &["check"]);
    assert_eq!(ran.code, Some(0));
    assert_snapshot!(ran.stdout, @r"
    component  files  L0 existence  L1 syntax  L2 schema  L3 semantic  L4 cross-reference  L5 simulation  L6 reverse engineering
    .          5      pass          pass       pass       pass         pass                pass           pass

    0 errors, 0 warnings, 0 infos in 5 files (1 component, 11 lines); 3 known to the baseline
    ");
}

#[test]
fn only_what_is_new_fails() {
    let old = known();
    std::fs::write(
        old.path().join("shop/views.py"),
        "import os\nfrom shop.thing import y\n\nfrom shop.model import Order\nfrom shop.model import More\n",
    )
    .unwrap();
    std::fs::rename(old.path().join("docs"), old.path().join("guide")).unwrap();
    let (code, out) = compact(old.path(), &[]);
    assert_eq!((code, out.lines().count()), (Some(1), 1), "{out}");
    assert!(out.starts_with("shop/views.py:5:6: error[L4/unresolved-import] "), "{out}");
}

#[test]
fn what_is_mended_has_to_be_taken_out() {
    let old = known();
    std::fs::write(old.path().join("docs/a.md"), "x\n").unwrap();
    let (code, out) = compact(old.path(), &[]);
    assert_eq!(code, Some(1));
    assert_snapshot!(out, @"ouroboros.baseline.jsonl:2:1: error[stale-baseline] nothing matches this entry any more: L4/broken-link in `docs/a.md` at `nope.md`; --prune-baseline takes it out");
    let text = run(old.path(), &["check", "--fail-on", "error"]).stdout;
    assert!(
        text.contains("error[stale-baseline]: nothing matches") && text.ends_with("; 2 known to the baseline, 1 stale entry\n"),
        "{text}"
    );
    for (format, said) in [
        ("github", "::error file=ouroboros.baseline.jsonl,line=2,title=stale-baseline::nothing matches"),
        ("junit", "<failure type=\"stale-baseline\" message=\"nothing matches"),
        ("gitlab", "\"check_name\": \"stale-baseline\""),
        ("sarif", "\"toolExecutionNotifications\""),
        ("json", "\"stale\": [\n      {"),
    ] {
        let ran = run(old.path(), &["check", "--format", format]);
        assert_eq!((ran.code, ran.stdout.contains(said)), (Some(1), true), "{format}: {}", ran.stdout);
    }

    // Taking it out adds nothing.
    std::fs::write(old.path().join("new.md"), "[x](new-and-broken.md)\n").unwrap();
    let pruned = run(old.path(), &["check", "--prune-baseline"]);
    assert_eq!(pruned.stdout, "ouroboros.baseline.jsonl knows 2 findings in 1 file now (before: 3)\n");
    let (code, out) = compact(old.path(), &[]);
    assert_eq!((code, out.starts_with("new.md:1:5: ")), (Some(1), true), "{out}");
    assert!(run(old.path(), &["check", "--write-baseline"]).stdout.contains("3 findings in 2 files"));
    assert_eq!(compact(old.path(), &[]), (Some(0), String::new()));
}

#[test]
fn what_was_not_looked_at_is_not_stale() {
    let old = known();
    std::fs::write(old.path().join("docs/a.md"), "x\n").unwrap();
    assert_eq!(compact(old.path(), &["shop"]), (Some(0), String::new()));
    assert_eq!(compact(old.path(), &["--level", "L1"]), (Some(0), String::new()));
    assert_eq!(compact(old.path(), &["docs"]).0, Some(1));
    assert_eq!(compact(old.path(), &["docs/a.md"]).0, Some(1));
    // Nor is it written away.
    let before = read(old.path());
    run(old.path(), &["check", "--write-baseline", "shop"]);
    run(old.path(), &["check", "--prune-baseline", "--level", "L1"]);
    assert_eq!(read(old.path()), before);
    run(old.path(), &["check", "--prune-baseline", "docs"]);
    assert_eq!(read(old.path()).lines().count(), before.lines().count() - 1);
}

#[test]
fn a_file_that_moved_into_what_is_looked_at_is_known() {
    let old = known();
    std::fs::create_dir(old.path().join("guide")).unwrap();
    std::fs::rename(old.path().join("docs/a.md"), old.path().join("guide/b.md")).unwrap();
    assert_eq!(compact(old.path(), &["guide"]), (Some(0), String::new()));
    // A copy is new.
    std::fs::copy(old.path().join("guide/b.md"), old.path().join("docs/a.md")).unwrap();
    assert_eq!(compact(old.path(), &["guide"]).0, Some(1));
}

#[test]
fn machines_get_what_is_known_apart() {
    let old = known();
    let json: Value = serde_json::from_str(&run(old.path(), &["check", "--format", "json"]).stdout).unwrap();
    assert_eq!((json["findings"].as_array().unwrap().len(), json["baseline"]["findings"].as_array().unwrap().len()), (0, 3));
    assert_eq!((&json["baseline"]["path"], &json["results"][0]["status"]), (&FILE.into(), &"pass".into()));
    std::fs::write(old.path().join("b.md"), "[x](new.md)\n").unwrap();
    let log: Value = serde_json::from_str(&run(old.path(), &["check", "--format", "sarif"]).stdout).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let states: Vec<(&str, usize)> = results
        .iter()
        .map(|result| (result["baselineState"].as_str().unwrap(), result["suppressions"].as_array().map_or(0, Vec::len)))
        .collect();
    assert_eq!(states, [("new", 0), ("unchanged", 1), ("unchanged", 1), ("unchanged", 1)]);
    assert_eq!(results[1]["suppressions"][0]["kind"], "external");
}

#[test]
fn a_baseline_that_cannot_be_used_is_said_with_2() {
    let old = known();
    let said = |arguments: &[&str]| {
        let ran = run(old.path(), &[&["check"], arguments].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        ran.stderr
    };
    std::fs::write(old.path().join("other"), "{\"ouroboros\":\"baseline\",\"version\":1}\n<<<<<<< ours\n").unwrap();
    assert!(said(&["--baseline", "other"]).contains("other:2: not a line of a baseline: a merge conflict"));
    assert!(said(&["--baseline", "nope"]).contains("there is no baseline nope"));
    assert!(said(&["--baseline", "nope", "--prune-baseline"]).contains("there is no baseline nope"));
    assert!(said(&["--baseline", "x.json", "--write-baseline"]).contains("JSON Lines"));
    assert!(said(&["--write-baseline", "--prune-baseline"]).contains("cannot be used with"));
    let bare = repository(&[("a.py", "x = = 1\n")]);
    let ran = run(bare.path(), &["check", "--write-baseline"]);
    assert_eq!((ran.code, ran.stderr.contains("nothing says where the baseline is")), (Some(2), true), "{}", ran.stderr);
    let ran = run(bare.path(), &["check", "--write-baseline", "--baseline", FILE]);
    assert!(ran.stdout.ends_with("write `baseline: ouroboros.baseline.jsonl` under `checks` in the DNA\n"), "{}", ran.stdout);
    assert_eq!(run(bare.path(), &["check", "--baseline", FILE]).code, Some(0));
}
