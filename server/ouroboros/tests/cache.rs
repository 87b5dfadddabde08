//! What a run keeps for the next one: it never changes what is said, whatever happens to it.

mod common;

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use common::{Ran, program, repository};
use tempfile::TempDir;

/// A repository of some size, with findings in every file, and an empty cache folder beside it.
fn set_up(files: usize) -> (TempDir, TempDir) {
    let mut texts: Vec<(String, String)> = vec![("pkg/__init__.py".to_owned(), String::new())];
    for number in 0..files {
        let body = "def function(argument):\n    return argument\n\n\n".repeat(40);
        texts.push((format!("pkg/m{number}.py"), format!("import pkg.gone{number}\nfrom pkg.m0 import function as f{number}\n{body}")));
        texts.push((format!("docs/d{number}.md"), format!("# é {number}\n\n[gone](gone{number}.md) [here](../pkg/m{number}.py)\n")));
    }
    let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let repository = repository(&texts);
    // Old enough to be believed by its time.
    let long_ago = std::time::SystemTime::now() - Duration::from_secs(3600);
    for (path, _) in &texts {
        age(&repository.path().join(path), long_ago);
    }
    (repository, tempfile::tempdir().unwrap())
}

#[allow(clippy::disallowed_methods, clippy::disallowed_types)] // tests may
fn age(path: &Path, time: std::time::SystemTime) {
    std::fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

#[allow(clippy::disallowed_methods)] // tests may
fn write(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
}

#[allow(clippy::disallowed_methods)] // tests may
fn kept(cache: &TempDir) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = cache.path().join("ouroboros/facts");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), std::fs::read(&path).unwrap())).collect()
}

fn check(repository: &TempDir, cache: &TempDir) -> std::process::Command {
    let mut command = program(repository.path(), &["check", ".", "--format", "json"]);
    command.env_remove("OUROBOROS_NO_CACHE").env("XDG_CACHE_HOME", cache.path());
    command
}

fn run(repository: &TempDir, cache: &TempDir) -> String {
    let ran: Ran = check(repository, cache).output().unwrap().into();
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), ""));
    ran.stdout
}

fn cold(repository: &TempDir) -> String {
    let ran: Ran = program(repository.path(), &["check", ".", "--format", "json", "--no-cache"]).output().unwrap().into();
    ran.stdout
}

#[test]
fn a_second_run_says_the_same_and_so_does_one_after_changes() {
    let (repository, cache) = set_up(20);
    let first = run(&repository, &cache);
    assert!(first.contains("gone7") && first == cold(&repository));
    let before = kept(&cache);
    assert!(!before.is_empty());
    assert_eq!(run(&repository, &cache), first);
    assert_eq!(kept(&cache), before, "nothing changed, nothing is written");

    // Another text of the same length and time is not seen by its stamp: no tool can, but by asking for a new time.
    write(&repository.path().join("pkg/m3.py"), b"import pkg.other\n");
    write(&repository.path().join("pkg/new.py"), b"import pkg.m3, pkg.nothing\n");
    let changed = run(&repository, &cache);
    assert!(changed.contains("pkg.other") && changed.contains("pkg.nothing") && !changed.contains("gone3\""), "{changed}");
    assert_eq!(changed, cold(&repository));
    // Touched, and yet the same: by its content.
    age(&repository.path().join("pkg/m5.py"), std::time::SystemTime::now());
    assert_eq!(run(&repository, &cache), changed);
    // Settings, and what a manifest says about the language, count as well.
    write(&repository.path().join("pyproject.toml"), b"[project]\nname = 'pkg'\nversion = '1'\nrequires-python = '>=3.8'\n");
    write(&repository.path().join("pkg/m4.py"), b"match x:\n    case 1: pass\n");
    write(&repository.path().join("x.dna.yaml"), b"dna: 1\nchecks: { severity: { L4/broken-link: off } }\n");
    assert_eq!(run(&repository, &cache), cold(&repository));
    assert_eq!(run(&repository, &cache), cold(&repository));
}

#[test]
fn a_cache_that_is_damaged_or_foreign_is_made_anew() {
    let (repository, cache) = set_up(10);
    let first = run(&repository, &cache);
    for (path, bytes) in kept(&cache) {
        for damage in [&b""[..], b"nonsense", &bytes[..bytes.len() / 2], &[&bytes[..], b"more"].concat()] {
            write(&path, damage);
            assert_eq!(run(&repository, &cache), first);
            assert_eq!(kept(&cache).len(), 2);
        }
        let mut flipped = bytes.clone();
        let middle = flipped.len() * 2 / 3;
        flipped[middle] ^= 0xFF;
        write(&path, &flipped);
        assert_eq!(run(&repository, &cache), first);
    }
}

#[test]
fn runs_at_the_same_time_share_it() {
    let (repository, cache) = set_up(60);
    let children: Vec<_> =
        (0..4).map(|_| check(&repository, &cache).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()).collect();
    let said: Vec<Vec<u8>> = children.into_iter().map(|child| child.wait_with_output().unwrap().stdout).collect();
    let cold = cold(&repository);
    assert!(said.iter().all(|one| one == cold.as_bytes()));
    assert_eq!(run(&repository, &cache), cold);
}

/// The process is killed after ever longer times, until it ends by itself: before, while and after it writes.
#[test]
fn being_killed_at_any_moment_breaks_nothing() {
    let (repository, cache) = set_up(120);
    let cold = cold(&repository);
    let mut wait = Duration::from_millis(2);
    let mut killed = 0;
    loop {
        let mut child = check(&repository, &cache).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(wait);
        let ended = child.try_wait().unwrap().is_some();
        child.kill().ok();
        child.wait().unwrap();
        assert_eq!(run(&repository, &cache), cold, "killed after {wait:?}");
        killed += usize::from(!ended);
        if ended || killed > 100 {
            break;
        }
        // From nothing again, so that there is something to write.
        for (path, _) in kept(&cache) {
            write(&path, b"");
        }
        wait += wait / 4;
    }
    assert!(killed > 3, "some were killed");
}
