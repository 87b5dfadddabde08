//! Repositories as `git` makes them, and as nobody should, read without it.
//!
//! The program `git` makes them here; where it is missing these tests say so and pass.

#![allow(clippy::disallowed_methods, clippy::print_stderr)] // tests may

mod hostile;
mod place;
mod revisions;
mod trees;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;
use workspace::git::Repository;

/// A repository on disk.
pub struct Fixture {
    folder: TempDir,
}

impl Fixture {
    /// An empty one with a branch `main`; `None` without `git`.
    pub fn new() -> Option<Fixture> {
        if Command::new("git").arg("--version").output().is_err() {
            eprintln!("skipped: there is no `git` to make repositories with");
            return None;
        }
        let fixture = Fixture { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(fixture.path("r")).unwrap();
        fixture.git(&["init", "--quiet", "--initial-branch=main"]);
        Some(fixture)
    }

    /// A path beside the repository, which is `r`.
    pub fn path(&self, below: &str) -> PathBuf {
        std::fs::canonicalize(self.folder.path()).unwrap().join(below)
    }

    /// Runs `git` in the repository; what it prints, without the line end.
    pub fn git(&self, arguments: &[&str]) -> String {
        self.git_in("r", arguments, b"")
    }

    /// The same in another folder, with this on its standard input.
    pub fn git_in(&self, folder: &str, arguments: &[&str], input: &[u8]) -> String {
        let mut command = Command::new("git");
        command.current_dir(self.path(folder)).args(["-c", "protocol.file.allow=always"]).args(arguments);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").env("HOME", self.path(""));
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "A").env(format!("GIT_{who}_EMAIL"), "a@b").env(format!("GIT_{who}_DATE"), self.date());
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    /// Later with every commit, so that histories have an order.
    fn date(&self) -> String {
        let count = self.path("count");
        let now = std::fs::read(&count).map_or(0, |bytes| bytes.len());
        std::fs::write(&count, vec![b'x'; now + 1]).unwrap();
        format!("{} +0000", 1_700_000_000 + now)
    }

    /// Writes a file of the repository.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path("r").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Commits everything; the commit's name.
    pub fn commit(&self, message: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Writes an object of any content.
    pub fn object(&self, kind: &str, content: &[u8]) -> String {
        self.git_in("r", &["hash-object", "--literally", "-t", kind, "-w", "--stdin"], content)
    }

    /// The repository, opened.
    pub fn open(&self) -> Repository {
        open(&self.path("r")).unwrap()
    }
}

/// The repository around `path`, or what is said about there being none.
pub fn open(path: &Path) -> Result<Repository, String> {
    Repository::around(path).map_err(|problem| problem.to_string())
}
