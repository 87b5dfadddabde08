//! Several files, written all or not at all.

use std::fs;
use std::path::Path;

use workspace::RelPath;
use workspace::transaction::{JOURNAL, Step, apply, recover};

fn step(path: &str, text: Option<&str>) -> Step {
    Step { path: RelPath::new(path), bytes: text.map(|text| text.as_bytes().to_vec()) }
}

fn tree(root: &Path) -> Vec<(String, String)> {
    fn walk(root: &Path, folder: &Path, out: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, out);
            } else {
                out.push((path.strip_prefix(root).unwrap().display().to_string(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut out = Vec::new();
    walk(root, root, &mut out);
    out.sort();
    out
}

#[test]
fn all_steps_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    apply(root, &[step("a", Some("1")), step("b/c/d", Some("2"))]).unwrap();
    assert_eq!(tree(root), [("a".into(), "1".into()), ("b/c/d".into(), "2".into())]);
    apply(root, &[step("a", Some("3")), step("b/c/d", None), step("e", None)]).unwrap();
    assert_eq!(tree(root), [("a".into(), "3".into())]);
    assert!(!root.join("b").exists() && !root.join(".ouroboros").exists(), "empty folders go");
}

#[test]
fn a_failure_leaves_everything_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    apply(root, &[step("a", Some("1")), step("x", Some("file"))]).unwrap();
    let before = tree(root);
    // `y` becomes a file and a folder at once: only carrying it out shows that.
    let error = apply(root, &[step("a", Some("2")), step("y", Some("")), step("y/z", Some("")), step("x", None)]).unwrap_err();
    assert!(error.contains("everything is as it was"), "{error}");
    assert_eq!(tree(root), before);
    assert!(apply(root, &[step("a", Some("2")), step("x/z", Some(""))]).is_err());
    assert_eq!(tree(root), before);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let root = folder.path();
    std::os::unix::fs::symlink(outside.path(), root.join("out")).unwrap();
    fs::write(outside.path().join("file"), "theirs").unwrap();
    std::os::unix::fs::symlink(outside.path().join("file"), root.join("file")).unwrap();
    for path in ["out/x", "file"] {
        let error = apply(root, &[step("a", Some("1")), step(path, Some("ours"))]).unwrap_err();
        assert!(error.contains("is a link"), "{error}");
    }
    assert_eq!(tree(outside.path()), [("file".into(), "theirs".into())]);
    assert!(!root.join("a").exists());
    // Nor is a journal trusted that is somewhere else.
    fs::create_dir(outside.path().join("journal")).unwrap();
    fs::write(outside.path().join("journal/steps"), "remove file\n").unwrap();
    std::os::unix::fs::symlink(outside.path(), root.join(".ouroboros")).unwrap();
    assert_eq!(recover(root), Ok(false));
}

/// Leaves what a process leaves that is killed: copies of what goes and the new texts of so many steps, the list or not, and so many
/// steps carried out.
fn leave(root: &Path, steps: &[Step], staged: usize, listed: bool, done: usize) {
    let journal = root.join(JOURNAL);
    let new = |number: usize| journal.join(format!("{number}.new"));
    fs::create_dir_all(&journal).unwrap();
    for (number, step) in steps[..staged].iter().enumerate() {
        let target = step.path.under(root);
        if target.exists() {
            fs::copy(&target, journal.join(format!("{number}.old"))).unwrap();
        }
        if let Some(bytes) = &step.bytes {
            fs::write(new(number), bytes).unwrap();
        }
    }
    if listed {
        let line = |step: &Step| format!("{} {}\n", if step.bytes.is_some() { "write" } else { "remove" }, step.path);
        fs::write(journal.join("steps"), steps.iter().map(line).collect::<String>()).unwrap();
    }
    for (number, step) in steps[..done].iter().enumerate() {
        let target = step.path.under(root);
        if step.bytes.is_some() {
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::rename(new(number), &target).unwrap();
        } else {
            fs::remove_file(&target).unwrap();
        }
    }
}

/// What a killed process leaves at every point of its work: each prefix of what it does to the disk.
#[test]
fn a_killed_process_leaves_the_old_or_the_new() {
    let steps = [step("a", Some("new a")), step("b", None), step("c/d", Some("new d")), step("e", Some("new e"))];
    let old = [("a", "old a"), ("b", "old b"), ("e", "old e")];
    let new = [("a", "new a"), ("c/d", "new d"), ("e", "new e")];
    // Stops: staging so many files, the list or not, carrying out so many steps.
    for (staged, listed, done) in (0..=4).map(|n| (n, false, 0)).chain((0..=4).map(|n| (4, true, n))) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for (path, text) in old {
            fs::write(root.join(path), text).unwrap();
        }
        leave(root, &steps, staged, listed, done);
        assert_eq!(recover(root), Ok(true));
        let expected: Vec<(String, String)> = if listed { new } else { old }.map(|(path, text)| (path.into(), text.into())).to_vec();
        assert_eq!(tree(root), expected, "{staged} staged, {listed}, {done} done");
        assert_eq!(recover(root), Ok(false));
    }
}
