//! Objects and files that no git would write.

use std::time::{Duration, Instant};

use workspace::git::{Problem, Repository};
use workspace::{FileKind, FileSystem};

use crate::{Fixture, open};

/// A tree object.
fn tree(entries: &[(&str, &[u8], &str)]) -> Vec<u8> {
    let mut out = Vec::new();
    for (mode, name, id) in entries {
        out.extend_from_slice(mode.as_bytes());
        out.push(b' ');
        out.extend_from_slice(name);
        out.push(0);
        out.extend((0..20).map(|at| u8::from_str_radix(&id[2 * at..2 * at + 2], 16).unwrap()));
    }
    out
}

impl Fixture {
    /// A commit of a tree that git would not make.
    fn commit_tree(&self, tree: &[u8]) -> String {
        let tree = self.object("tree", tree);
        self.object("commit", format!("tree {tree}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx\n").as_bytes())
    }
}

fn read(repository: &Repository, commit: &str) -> Result<Vec<(String, FileKind)>, Problem> {
    let tree = repository.tree(repository.resolve(commit)?, repository.top())?;
    let mut names: Vec<_> = tree.list(repository.top()).unwrap().into_iter().map(|listed| (listed.shown, listed.kind)).collect();
    names.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(names)
}

#[test]
fn names_that_climb_are_not_there() {
    let Some(fixture) = Fixture::new() else { return };
    let blob = fixture.object("blob", b"x");
    let inner = fixture.object("tree", &tree(&[("100644", b"x", &blob)]));
    let names: [&[u8]; 9] = [b"..", b".", b".git", b".GIT", b"a/b", b"/etc/passwd", b"", b"good", b"\xff\xfe"];
    let mut entries: Vec<(&str, &[u8], &str)> = names.iter().map(|name| ("100644", *name, blob.as_str())).collect();
    entries.extend([
        ("40000", b"..".as_slice(), inner.as_str()),
        ("40000", b"good", &inner),
        ("160000", b"sub", &blob),
        ("100644", b"good", &blob),
    ]);
    let commit = fixture.commit_tree(&tree(&entries));
    let found = read(&fixture.open(), &commit).unwrap();
    assert_eq!(
        found,
        [("good".to_owned(), FileKind::File), ("sub".to_owned(), FileKind::Repository), ("\u{FFFD}\u{FFFD}".to_owned(), FileKind::File)]
    );
}

#[test]
fn a_tree_of_trees_of_trees_is_counted_before_it_is_walked() {
    let Some(fixture) = Fixture::new() else { return };
    let mut id = fixture.object("blob", b"x");
    let mut mode = "100644";
    for _ in 0..12 {
        let names: Vec<String> = (0..10).map(|at| format!("d{at}")).collect();
        let entries: Vec<(&str, &[u8], &str)> = names.iter().map(|name| (mode, name.as_bytes(), id.as_str())).collect();
        let content = tree(&entries);
        id = fixture.object("tree", &content);
        mode = "40000";
    }
    let commit = fixture.commit_tree(&tree(&[("40000", b"bomb", &id)]));
    let started = Instant::now();
    let problem = read(&fixture.open(), &commit).unwrap_err().to_string();
    assert!(problem.contains("more than 2000000 files"), "{problem}");
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn deep_trees_end() {
    let Some(fixture) = Fixture::new() else { return };
    let mut id = fixture.object("blob", b"x");
    let mut mode = "100644";
    for _ in 0..300 {
        let content = tree(&[(mode, b"d", &id)]);
        id = fixture.object("tree", &content);
        mode = "40000";
    }
    let commit = fixture.commit_tree(&tree(&[("40000", b"d", &id)]));
    assert_eq!(read(&fixture.open(), &commit).unwrap(), [("d".to_owned(), FileKind::Directory)]);
}

#[test]
fn a_bomb_is_not_lit() {
    let Some(fixture) = Fixture::new() else { return };
    // 100 MB of nothing are a hundred kilobytes of zlib.
    fixture.write("bomb.py", vec![0; 100 << 20]);
    fixture.commit("bomb");
    for _ in 0..2 {
        let repository = fixture.open();
        let tree = repository.tree(repository.head().unwrap(), repository.top()).unwrap();
        let path = fixture.path("r/bomb.py");
        assert_eq!(tree.metadata(&path).unwrap().len, 100 << 20);
        assert!(tree.read(&path).unwrap_err().to_string().contains("too large"));
        assert!(tree.failure().is_none(), "too large is not broken");
        fixture.git(&["gc", "--quiet"]);
    }
}

#[test]
fn broken_objects_are_said_to_be() {
    let Some(fixture) = Fixture::new() else { return };
    for at in 0..40 {
        fixture.write(&format!("f{at}.txt"), format!("{at}\n").repeat(at + 1));
    }
    let commit = fixture.commit("one");
    fixture.git(&["gc", "--quiet"]);
    let packs = fixture.path("r/.git/objects/pack");
    let pack =
        std::fs::read_dir(packs).unwrap().map(|entry| entry.unwrap().path()).find(|path| path.extension().is_some_and(|ext| ext == "pack"));
    let pack = pack.unwrap();
    let whole = std::fs::read(&pack).unwrap();
    std::fs::remove_file(&pack).unwrap();
    let attempt = || -> Result<(), Problem> {
        let repository = Repository::around(&fixture.path("r"))?;
        let tree = repository.tree(repository.resolve(&commit)?, repository.top())?;
        for path in tree.files() {
            let _ = tree.read(&path.under(repository.top()));
        }
        tree.failure().map_or(Ok(()), |problem| Err(problem.clone()))
    };
    // The last 20 bytes are the pack's own hash, which is nobody's object.
    for len in (0..whole.len() - 20).step_by(whole.len() / 23) {
        std::fs::write(&pack, &whole[..len]).unwrap();
        assert!(matches!(attempt(), Err(Problem::Broken(_) | Problem::Missing(_) | Problem::Unknown { .. })), "cut at {len}");
    }
    // Single bits may be anything but a crash.
    for at in (12..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        std::fs::write(&pack, &bytes).unwrap();
        let _ = attempt();
    }
    std::fs::write(&pack, &whole).unwrap();
    attempt().unwrap();
}

#[test]
fn nonsense_in_refs_is_passed_over_or_said() {
    let Some(fixture) = Fixture::new() else { return };
    let commit = fixture.commit("one");
    let git = fixture.path("r/.git");
    let mut packed = b"# pack-refs with: peeled fully-peeled sorted \n\xff\xfe\0nonsense\n^zzz\n\n\x1b[31m refs/heads/x\n".to_vec();
    packed.extend(format!("{commit} refs/heads/packed\n{commit} refs/heads/../../x\n").into_bytes());
    packed.extend(vec![b'a'; 1 << 20]);
    std::fs::write(git.join("packed-refs"), packed).unwrap();
    std::fs::write(git.join("refs/heads/cut"), &commit[..12]).unwrap();
    std::fs::write(git.join("refs/heads/round"), "ref: refs/heads/round\n").unwrap();
    std::fs::write(git.join("refs/heads/out"), "ref: ../../../../etc/passwd\n").unwrap();
    let repository = fixture.open();
    assert_eq!(repository.resolve("packed").unwrap().to_string(), commit);
    for name in ["cut", "round", "out", "x", "../../x"] {
        let problem = repository.resolve(name).unwrap_err().to_string();
        assert!(!problem.contains('\u{1b}'), "{name}: {problem}");
    }
}

#[cfg(unix)]
#[test]
fn links_out_of_the_repository_are_not_followed() {
    use std::os::unix::fs::symlink;
    let Some(fixture) = Fixture::new() else { return };
    let commit = fixture.commit("one");
    let git = fixture.path("r/.git");
    std::fs::write(fixture.path("outside"), format!("{commit}\n")).unwrap();
    symlink(fixture.path("outside"), git.join("refs/heads/linked")).unwrap();
    let said = fixture.open().resolve("linked").unwrap_err().to_string();
    assert!(said.contains("leads out of the repository"), "{said}");
    // A pack that is a link, or that waits for a writer.
    let pack = git.join("objects/pack");
    std::fs::create_dir_all(&pack).unwrap();
    symlink("/etc/passwd", pack.join("pack-x.idx")).unwrap();
    assert!(open(&fixture.path("r")).err().unwrap().contains("no regular file"));
    std::fs::remove_file(pack.join("pack-x.idx")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(pack.join("pack-x.idx")).status().unwrap().success());
    assert!(open(&fixture.path("r")).err().unwrap().contains("no regular file"));
}
