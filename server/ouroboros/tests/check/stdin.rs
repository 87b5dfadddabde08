//! `--stdin-filename`: what an editor or a hook has in hand, judged in its place.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use super::common::{Ran, program, repository};

fn check(folder: &Path, path: &str, text: &[u8]) -> Ran {
    let mut command = program(folder, &["check", "--format", "compact", "--stdin-filename", path]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text).unwrap();
    child.wait_with_output().unwrap().into()
}

#[test]
fn the_text_is_judged_where_it_belongs() {
    let folder = repository(&[
        ("shop/__init__.py", ""),
        ("shop/a.py", "x = = 1\n"),
        ("b.py", "y = = 1\n"),
        (".gitignore", "ignored/\n"),
        ("ignored/x", ""),
    ]);
    let ran = check(folder.path(), "shop/a.py", b"from shop import a\nimport shop.nope\n");
    assert_eq!((ran.code, ran.stdout.lines().count()), (Some(1), 1), "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.starts_with("shop/a.py:2:8: error[L4/unresolved-import]"), "{}", ran.stdout);
    assert_eq!(std::fs::read_to_string(folder.path().join("shop/a.py")).unwrap(), "x = = 1\n");
    // Seen from a folder below, and not on disk yet.
    let ran = check(&folder.path().join("shop"), "new.py", b"import shop.nope\n");
    assert!(ran.stdout.starts_with("new.py:1:8: error[L4/unresolved-import]"), "{}{}", ran.stdout, ran.stderr);
    let ran = check(folder.path(), "shop/a.py", b"import shop.b\nimport shop.a\n");
    assert_eq!(ran.stdout.lines().count(), 1, "its own name is itself: {}", ran.stdout);
    let ran = check(folder.path(), "shop/a.py", b"x = 1\n");
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), "", ""));
    let ran = check(folder.path(), "ignored/a.py", b"x = = 1\n");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""));
}

#[test]
fn what_is_no_text_or_no_place_is_said() {
    let folder = repository(&[("a.py", "")]);
    let ran = check(folder.path(), "a.py", b"\xff\xfe");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(2), "ouroboros: standard input is not UTF-8\n"));
    let ran = check(folder.path(), "nowhere/a.py", b"");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(2), "ouroboros: nowhere: there is no such file or folder\n"));
}
