//! A commit's files as a file system, and what changed between two.

use std::path::Path;

use workspace::git::{Change, GitTree, changes};
use workspace::{Disk, FileKind, FileSystem, Listed};

use crate::Fixture;

fn tree(fixture: &Fixture, revision: &str) -> GitTree {
    let repository = fixture.open();
    repository.tree(repository.resolve(revision).unwrap(), repository.top()).unwrap()
}

/// Everything below a folder, as the file system says it.
fn listing(system: &dyn FileSystem, at: &Path, out: &mut Vec<String>) {
    let mut listed = system.list(at).unwrap();
    listed.sort_by(|a, b| a.shown.cmp(&b.shown));
    for listed in listed.into_iter().filter(|listed| listed.shown != ".git") {
        // Only a disk tells it for less, and only a disk has times.
        let listed = Listed { metadata: None, ..listed };
        let path = at.join(&listed.shown);
        let metadata =
            system.metadata(&path).map(|metadata| (metadata.kind, if metadata.kind == FileKind::File { metadata.len } else { 0 })).ok();
        out.push(format!("{:?} {:?} {metadata:?} {:?} {:?}", listed, path, system.read(&path).ok(), system.canonicalize(&path).ok()));
        if listed.kind == FileKind::Directory {
            listing(system, &path, out);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_commit_is_what_it_is_on_disk() {
    use std::os::unix::fs::symlink;
    let Some(fixture) = Fixture::new() else { return };
    let top = fixture.path("r");
    for (path, text) in [
        ("a/b/c.txt", "c"),
        ("a/empty", ""),
        ("a/größe 日本\u{1b}[31m.py", "x"),
        ("a.b/x", "y"),
        ("lfs.bin", "version https://git-lfs.github.com/spec/v1\n"),
    ] {
        fixture.write(path, text);
    }
    for (link, target) in [
        ("a/to-file", "b/c.txt"),
        ("a/to-folder", "./b"),
        ("a/b/up", "../../a.b/x"),
        ("a/chain", "to-file"),
        ("loop", "loop"),
        ("dead", "nowhere"),
    ] {
        symlink(target, top.join(link)).unwrap();
    }
    symlink(top.join("a/b"), top.join("absolute")).unwrap();
    fixture.commit("all");
    let (mut disk, mut git) = (Vec::new(), Vec::new());
    listing(&Disk, &top, &mut disk);
    listing(&tree(&fixture, "HEAD"), &top, &mut git);
    assert_eq!(disk, git);
    // Through a pack it is the same.
    fixture.git(&["gc", "--quiet"]);
    git.clear();
    listing(&tree(&fixture, "HEAD"), &top, &mut git);
    assert_eq!(disk, git);
}

#[cfg(unix)]
#[test]
fn nothing_leaves_the_tree() {
    use std::os::unix::fs::symlink;
    let Some(fixture) = Fixture::new() else { return };
    let top = fixture.path("r");
    std::fs::write(fixture.path("secret"), "s").unwrap();
    symlink("../secret", top.join("out")).unwrap();
    symlink("/etc/passwd", top.join("absolute")).unwrap();
    symlink("../r/in", top.join("around")).unwrap();
    fixture.write("in", "x");
    fixture.commit("links");
    let tree = tree(&fixture, "HEAD");
    for name in ["out", "absolute", "around", "../secret", "in/below"] {
        let path = top.join(name);
        assert!(tree.read(&path).is_err() && tree.metadata(&path).is_err() && tree.canonicalize(&path).is_err(), "{name}");
    }
    assert_eq!(tree.read(&top.join("in")).unwrap(), b"x");
    assert!(tree.failure().is_none());
}

#[test]
fn a_folder_below_the_top_can_be_the_root() {
    let Some(fixture) = Fixture::new() else { return };
    fixture.write("services/a/x.py", "1");
    fixture.commit("one");
    let repository = fixture.open();
    let at = fixture.path("r/services/a");
    let tree = repository.tree(repository.head().unwrap(), &at).unwrap();
    assert_eq!(tree.read(&at.join("x.py")).unwrap(), b"1");
    assert_eq!(tree.files().len(), 1);
    let nowhere = repository.tree(repository.head().unwrap(), &fixture.path("r/new/folder")).unwrap();
    assert!(nowhere.list(&fixture.path("r/new/folder")).unwrap().is_empty());
    assert!(repository.tree(repository.head().unwrap(), &fixture.path("")).is_err());
}

#[test]
fn changes_have_renames() {
    let Some(fixture) = Fixture::new() else { return };
    let text = |words: &[&str]| words.join("\n") + "\n";
    fixture.write("same.py", text(&["a", "b"]));
    fixture.write("edited.py", text(&["a", "b", "c"]));
    fixture.write("old/moved.py", text(&["m1", "m2", "m3"]));
    fixture.write("old/changed.py", text(&["line one", "line two", "line three", "line four"]));
    fixture.write("gone.py", text(&["nothing", "like", "it"]));
    fixture.write("file-to-folder", "x");
    fixture.commit("one");
    fixture.write("edited.py", text(&["a", "b", "d"]));
    fixture.git(&["mv", "old", "new"]);
    fixture.write("new/changed.py", text(&["line one", "line two", "line three", "line 4"]));
    fixture.git(&["rm", "--quiet", "gone.py", "file-to-folder"]);
    fixture.write("file-to-folder/y.txt", "other");
    fixture.commit("two");
    let found = changes(&tree(&fixture, "HEAD~1"), &tree(&fixture, "HEAD")).unwrap();
    let shown: Vec<String> = found
        .iter()
        .map(|change| match change {
            Change::Added(path) => format!("+ {path}"),
            Change::Removed(path) => format!("- {path}"),
            Change::Modified(path) => format!("~ {path}"),
            Change::Renamed { from, to, similarity } => format!("{from} -> {to} {similarity}"),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "~ edited.py",
            "- file-to-folder",
            "+ file-to-folder/y.txt",
            "- gone.py",
            "old/changed.py -> new/changed.py 74",
            "old/moved.py -> new/moved.py 100"
        ]
    );
}
