//! Whatever a repository holds, nothing hangs or aborts, and a clear finding says what could not be judged.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use oracle::{Host, Rendered};
use workspace::{Disk, FileSystem, Listed, MemoryFileSystem, Metadata};

/// What a person waits at most; without optimisation and beside other tests, far more.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 30 } else { 2 });

fn judge_with(system: Arc<dyn FileSystem>, path: PathBuf) -> Vec<Rendered> {
    let work = move || {
        let start = Instant::now();
        let mut host = Host::with_system(system, None);
        let root = host.open_root(&path);
        let found = host.snapshot().all_findings(root).expect("nobody writes");
        assert!(start.elapsed() < PATIENCE, "took {:?}", start.elapsed());
        found
    };
    std::thread::Builder::new().stack_size(oracle::host::STACK).spawn(work).expect("a thread").join().expect("no panic")
}

/// The findings about a folder on disk that `fill` filled, beside a file whose finding must not get lost.
fn judge(fill: impl FnOnce(&Path)) -> Vec<Rendered> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = Disk.canonicalize(folder.path()).expect("it exists");
    write(&path, "witness.py", b"def (:\n");
    fill(&path);
    let found = judge_with(Arc::new(Disk), path);
    assert!(about(&found, "witness.py").contains("L1/syntax-error"), "the others are judged all the same: {found:#?}");
    found
}

#[allow(clippy::disallowed_methods)]
fn write(folder: &Path, name: &str, bytes: &[u8]) {
    std::fs::write(folder.join(name), bytes).expect("a file can be written");
}

fn about(found: &[Rendered], path: &str) -> String {
    let said = found.iter().filter(|finding| finding.path.as_str() == path);
    said.map(|finding| format!("{} {}:{} {}\n", finding.code, finding.start.line, finding.start.column, finding.message)).collect()
}

#[track_caller]
fn assert_said(found: &[Rendered], path: &str, words: &[&str]) {
    let said = about(found, path);
    for word in words {
        assert!(said.contains(word), "{path}: no `{word}` in {said:?}");
    }
}

#[test]
fn a_huge_file() {
    let found = judge(|at| write(at, "huge.py", &vec![b'#'; 60 << 20]));
    assert_said(&found, "huge.py", &["L1/too-large"]);
}

#[test]
fn bytes_that_are_no_text() {
    let found = judge(|at| {
        write(at, "binary.py", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\xff\xfe\0\0");
        write(at, "latin.py", b"name = 'caf\xe9'\n");
        write(at, "wide.py", b"\xff\xfex\0 \0=\0 \x001\0\n\0");
    });
    for path in ["binary.py", "latin.py", "wide.py"] {
        assert_said(&found, path, &["L1/"]);
    }
    assert_said(&found, "latin.py", &["L1/encoding", "UTF-8"]);
    assert_said(&found, "wide.py", &["UTF-16"]);
}

#[test]
fn a_bomb_of_aliases() {
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (last, name) in ('a'..='y').zip('b'..='z') {
        bomb.push_str(&format!("{name}: &{name} [*{last}, *{last}, *{last}, *{last}, *{last}, *{last}, *{last}, *{last}]\n"));
    }
    let found = judge(|at| write(at, "bomb.yaml", bomb.as_bytes()));
    assert!(!about(&found, "bomb.yaml").contains("internal-error"), "{found:#?}");
}

#[test]
fn deep_nesting() {
    let nested = |open: &str, close: &str| format!("{}{}", open.repeat(10_000), close.repeat(10_000));
    let found = judge(|at| {
        write(at, "deep.json", nested("[", "]").as_bytes());
        write(at, "open.json", "[".repeat(10_000).as_bytes());
        write(at, "deep.yaml", nested("[", "]").as_bytes());
        write(at, "deep.py", format!("x = {}\n", nested("(", ")")).as_bytes());
        write(at, "deep.js", format!("x = {}\n", nested("[", "]")).as_bytes());
    });
    for path in ["deep.yaml", "deep.py", "deep.js"] {
        assert_said(&found, path, &["L1/too-deep"]);
    }
    // JSON is read without recursion: judged to its end.
    assert_eq!(about(&found, "deep.json"), "");
    assert_said(&found, "open.json", &["L1/syntax-error"]);
}

#[cfg(unix)]
#[test]
fn links_in_circles_and_pipes() {
    let found = judge(|at| {
        std::os::unix::fs::symlink(at, at.join("circle")).expect("a link");
        std::os::unix::fs::symlink(at.join("b.py"), at.join("a.py")).expect("a link");
        std::os::unix::fs::symlink(at.join("a.py"), at.join("b.py")).expect("a link");
        let made = std::process::Command::new("mkfifo").arg(at.join("pipe.py")).status().expect("mkfifo runs");
        assert!(made.success());
    });
    assert!(found.iter().all(|finding| !finding.path.as_str().starts_with("circle/")), "{found:#?}");
}

#[cfg(unix)]
#[test]
#[allow(clippy::disallowed_methods)] // tests may
fn a_link_is_no_second_file() {
    let found = judge(|at| {
        ["locks", "web/src"].iter().for_each(|folder| std::fs::create_dir_all(at.join(folder)).expect("a folder"));
        write(at, "pyproject.toml", b"[project]\nname = \"shop\"\nversion = \"1\"\nreadme = \"README.md\"\ndependencies = [\"httpx\"]\n");
        write(at, "README.md", b"# Shop\n\n[gone](gone.md)\n");
        write(at, "locks/shop.py", b"import httpx\n");
        write(at, "web/src/index.js", b"import './data';\n");
        write(at, "web/src/data.js", b"");
        std::os::unix::fs::symlink("../pyproject.toml", at.join("locks/pyproject.toml")).expect("a link");
        std::os::unix::fs::symlink("src/index.js", at.join("web/linked.js")).expect("a link");
        std::os::unix::fs::symlink("README.md", at.join("INDEX.md")).expect("a link");
    });
    let told = |finding: &Rendered| matches!(finding.path.as_str(), "README.md" | "witness.py");
    assert!(found.iter().all(told), "{found:#?}");
}

/// A file system where one folder may not be listed and one file is gone when it is read.
struct Hostile(MemoryFileSystem);

impl FileSystem for Hostile {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if path.ends_with("gone.py") { Err(io::ErrorKind::NotFound.into()) } else { self.0.read(path) }
    }
    fn list(&self, path: &Path) -> io::Result<Vec<Listed>> {
        if path.ends_with("locked") { Err(io::ErrorKind::PermissionDenied.into()) } else { self.0.list(path) }
    }
    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.0.metadata(path)
    }
    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        self.0.canonicalize(path)
    }
}

fn judge_hostile(files: &[(&str, &str)]) -> Vec<Rendered> {
    let memory = MemoryFileSystem::new();
    for (path, text) in files {
        memory.write(Path::new("/fixture").join(path), *text);
    }
    judge_with(Arc::new(Hostile(memory)), PathBuf::from("/fixture"))
}

#[test]
fn a_folder_that_may_not_be_read_and_a_file_that_vanishes() {
    let found = judge_hostile(&[("locked/a.py", ""), ("gone.py", "x = 1\n"), ("broken.py", "def (:\n")]);
    // The folder itself is not looked at, so the one above it has the finding.
    assert_said(&found, "", &["L0/unreadable", "`locked`"]);
    assert_said(&found, "gone.py", &["L0/unreadable", "vanished"]);
    assert_said(&found, "broken.py", &["L1/syntax-error"]);
}

#[test]
fn windows_line_ends_do_not_move_places() {
    let found = judge_hostile(&[("a.py", "x = 1\r\ny = 2\r\nfrom .nowhere import z\r\n")]);
    assert_said(&found, "a.py", &["L4/unresolved-import 2:6 "]);
}

#[test]
fn slips_in_the_dna() {
    let text = "dna: 1\nname: a\ncomponentz:\n  a:\n    path: a\nchecks:\n  severity:\n    L4/unresolved-imprt: off\n";
    let found = judge_hostile(&[("a.dna.yaml", text), ("a/x.py", "")]);
    assert_said(&found, "a.dna.yaml", &["L2/schema-violation", "did you mean", "`components`", "L3/unknown-rule", "L4/unresolved-import`"]);
}
