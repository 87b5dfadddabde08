//! `--fix`: what is safe is mended, and nothing else is touched.

use insta::assert_snapshot;

use super::common::{repository, run};

const BROKEN: &str = "{\n  \"a\": 1\n  \"b\": [1, 2,],\n  c: True,\n  \"d\": undefined\n}\n";

#[test]
fn safe_fixes_are_made_and_the_rest_is_reported() {
    let folder = repository(&[("x.json", BROKEN), ("docs/a.md", "[a](B.md) [x](absent.md)\n"), ("docs/b.md", "# B\n")]);
    let ran = run(folder.path(), &["check", "--fix", "--format", "compact"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), "5 edits made in 2 files\n"));
    assert_snapshot!(ran.stdout, @r"
    docs/a.md:1:15: error[L4/broken-link] link target `absent.md` does not exist: there is no `absent.md` in `docs/`
    x.json:5:8: error[L1/syntax-error] found `undefined`: expected `null`
    ");
    let read = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
    assert_eq!(read("x.json"), "{\n  \"a\": 1,\n  \"b\": [1, 2],\n  \"c\": true,\n  \"d\": undefined\n}\n");
    assert_eq!(read("docs/a.md"), "[a](b.md) [x](absent.md)\n");
    // Again, there is nothing to do.
    assert_eq!(run(folder.path(), &["check", "--fix"]).stderr, "");
}

#[test]
fn a_diff_is_shown_and_nothing_written() {
    let folder = repository(&[("x.json", BROKEN), ("y.json", "{}\n")]);
    let ran = run(folder.path(), &["check", "--fix", "--diff"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), ""));
    assert_snapshot!(ran.stdout, @r#"
    --- a/x.json
    +++ b/x.json
    @@ -1,6 +1,6 @@
     {
    -  "a": 1
    -  "b": [1, 2,],
    -  c: True,
    +  "a": 1,
    +  "b": [1, 2],
    +  "c": true,
       "d": undefined
     }
    "#);
    assert_eq!(std::fs::read_to_string(folder.path().join("x.json")).unwrap(), BROKEN);
    let clean = run(folder.path(), &["check", "--fix", "--diff", "y.json"]);
    assert_eq!((clean.code, clean.stdout.as_str()), (Some(0), ""));
    assert_eq!(run(folder.path(), &["check", "--diff"]).code, Some(2));
}

#[test]
fn only_what_is_shown_is_mended() {
    let folder = repository(&[("a/x.json", "[1,]\n"), ("b/x.json", "[1,]\n"), ("c/x.json", "[1,]\n"), ("CODEOWNERS", "/a/ @a\n/b/ @b\n")]);
    let read = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
    run(folder.path(), &["check", "--baseline", "known.jsonl", "--write-baseline", "a"]);
    run(folder.path(), &["check", "--fix", "--owner", "b"]);
    assert_eq!([read("a/x.json"), read("b/x.json"), read("c/x.json")], ["[1,]\n", "[1]\n", "[1,]\n"]);
    run(folder.path(), &["check", "--fix", "--baseline", "known.jsonl"]);
    assert_eq!([read("a/x.json"), read("c/x.json")], ["[1,]\n", "[1]\n"], "what is known is left to whoever mends it");
}

#[cfg(unix)]
#[test]
fn what_is_not_ours_is_left_alone() {
    use std::os::unix::fs::PermissionsExt;
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("x.json"), "[1,]\n").unwrap();
    let folder = repository(&[
        ("read-only.json", "[1,]\n"),
        ("generated.json", "[1,]\n"),
        (".gitattributes", "generated.json linguist-generated\n"),
        (".gitignore", "ignored.json\n"),
        ("ignored.json", "[1,]\n"),
        ("mark.json", "\u{FEFF}[1,]\n"),
        ("run.json", "[1,]\r\n"),
    ]);
    let at = |name: &str| folder.path().join(name);
    std::fs::set_permissions(at("read-only.json"), std::fs::Permissions::from_mode(0o444)).unwrap();
    std::fs::set_permissions(at("run.json"), std::fs::Permissions::from_mode(0o755)).unwrap();
    std::os::unix::fs::symlink(outside.path().join("x.json"), at("outside.json")).unwrap();
    std::os::unix::fs::symlink("run.json", at("link.json")).unwrap();
    let ran = run(folder.path(), &["check", "--fix"]);
    for (name, expected) in [
        ("read-only.json", "[1,]\n"),
        ("generated.json", "[1,]\n"),
        ("ignored.json", "[1,]\n"),
        ("outside.json", "[1,]\n"),
        ("mark.json", "\u{FEFF}[1]\n"),
        ("run.json", "[1]\r\n"),
        ("link.json", "[1]\r\n"),
    ] {
        assert_eq!(std::fs::read_to_string(at(name)).unwrap(), expected, "{name}\n{}", ran.stderr);
    }
    assert!(ran.stderr.contains("read-only.json was left alone: it is read-only"), "{}", ran.stderr);
    // What a link leads to is judged where it lies, and nowhere else.
    assert!(!ran.stderr.contains("link.json"), "{}", ran.stderr);
    assert!(std::fs::symlink_metadata(at("link.json")).unwrap().is_symlink());
    assert_eq!(std::fs::metadata(at("run.json")).unwrap().permissions().mode() & 0o777, 0o755);
}
