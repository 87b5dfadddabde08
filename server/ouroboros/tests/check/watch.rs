//! `--watch`: prints anew when something changed, and ends with the last exit code.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::common::{program, repository};

/// Longer than any report takes.
const LIMIT: Duration = Duration::from_secs(60);

/// Ends the child when a test fails.
struct Guard(Child);

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(unix)]
#[test]
fn changes_are_told_until_there_is_enough() {
    let folder = repository(&[("a.py", "x = = 1\n"), (".gitignore", "target/\n"), ("target/x", "")]);
    let mut child = program(folder.path(), &["check", "--watch"]).stdout(Stdio::piped()).spawn().unwrap();
    let (send, lines) = mpsc::channel();
    let stdout = child.stdout.take().unwrap();
    std::thread::spawn(move || BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
    let mut child = Guard(child);
    // The line that ends a report.
    let mut said = Vec::new();
    let mut report = || loop {
        let line = lines.recv_timeout(LIMIT).expect("a report");
        said.push(line.clone());
        if line.contains(" component") && line.contains(" infos in ") {
            return line;
        }
    };
    assert!(report().starts_with("1 error, "));
    std::fs::write(folder.path().join("a.py"), "x = 1\n").unwrap();
    assert!(report().starts_with("0 errors, "));
    std::fs::create_dir(folder.path().join("new")).unwrap();
    std::fs::write(folder.path().join("new/b.py"), "x = = 1\ny = = 2\n").unwrap();
    // The folder and its file may be told apart.
    while !report().starts_with("2 errors, ") {}
    // What is ignored, or changes nothing, is not worth a word.
    std::fs::write(folder.path().join("target/b.py"), "x = = 1\n").unwrap();
    std::fs::write(folder.path().join("new/b.py"), "x = = 1\n\ny = = 2\n").unwrap();
    assert!(report().contains("5 lines)"), "the change in the ignored folder was not told");
    assert!(!said.iter().any(|line| line.contains('\u{1b}')), "only terminals are cleared");

    assert!(Command::new("kill").args(["-INT", &child.0.id().to_string()]).status().unwrap().success());
    assert_eq!(child.0.wait().unwrap().code(), Some(1));
}
