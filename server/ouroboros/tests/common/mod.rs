//! A small repository on disk, and the program run in it.

#![allow(dead_code)] // no test uses all of it

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// A repository with these files.
#[allow(clippy::disallowed_methods)] // tests may
pub fn repository(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // Its root, whatever the folder it was made in belongs to.
    std::fs::create_dir(folder.path().join(".git")).expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder above")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    folder
}

/// The program, to be run in `folder`, with nothing of the outside that changes what it says.
pub fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ouroboros"));
    command.current_dir(folder).args(arguments);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "VIRTUAL_ENV", "GITHUB_WORKSPACE", "OUROBOROS_LOG"] {
        command.env_remove(name);
    }
    // Nothing of an earlier run, and nothing left behind; what is kept has tests of its own.
    command.env("OUROBOROS_NO_CACHE", "true");
    command
}

/// What came of running it.
pub struct Ran {
    /// The exit code.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ran { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }
}

/// Runs it.
pub fn run(folder: &Path, arguments: &[&str]) -> Ran {
    program(folder, arguments).output().expect("the program starts").into()
}
