//! A repository that wants to harm whoever looks at it: nothing of it runs, nothing outside of it is read or
//! written, and no reader of our output can be made to take its texts for something else.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, clippy::print_stderr)] // tests may

mod build;
#[path = "../common/mod.rs"]
mod common;
mod lsp;
mod sinks;
mod trust;

use std::path::Path;
use std::process::Output;
use std::time::{Duration, Instant};

use build::Hostile;
use common::program;

/// However hostile, an answer comes within this time.
const LIMIT: Duration = Duration::from_secs(120);

fn check(hostile: &Hostile, arguments: &[&str]) -> Output {
    let started = Instant::now();
    let output = program(&hostile.repository(), &[&["check", "--verbose"], arguments].concat()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(started.elapsed() < LIMIT, "{arguments:?} takes too long");
    assert!(output.status.code().is_some(), "{arguments:?} was killed: {said}");
    assert!(!said.contains("internal error") && !said.contains("panicked"), "{arguments:?}: {said}");
    assert!(!said.contains(sinks::is_harmful), "{arguments:?}: {said:?}");
    output
}

#[test]
fn nothing_runs_and_no_sink_breaks() {
    let Some(hostile) = Hostile::build() else { return };
    let before = hostile.state();
    for format in ["text", "json", "sarif", "github", "gitlab", "junit", "compact"] {
        for arguments in [&[][..], &["--since", "base"], &["--policy-rev", "base"]] {
            let output = check(&hostile, &[&["--format", format], arguments].concat());
            assert_eq!(output.status.code(), Some(1), "{format} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
            let text = String::from_utf8(output.stdout).unwrap();
            sinks::judge(format, &text);
            assert!(!text.contains(build::SECRET), "{format} {arguments:?} tells what is outside");
        }
    }
    assert_eq!(before, hostile.state());
}

#[test]
fn a_broken_history_is_said_to_be_and_breaks_nothing_else() {
    let Some(hostile) = Hostile::build() else { return };
    let git = hostile.repository().join(".git");
    for (revision, said) in [
        ("bomb", "more than 2000000 files"),
        ("gone", "is damaged"),
        ("\u{1b}[31m\u{202e}", "there is no revision"),
        ("nonsense", "names nothing"),
        ("out", "leads out of the repository"),
    ] {
        let output = check(&hostile, &["--policy-rev", revision]);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), text.contains(said)), (Some(2), true), "{revision:?}: {text}");
        assert_eq!(check(&hostile, &["--since", revision]).status.code(), Some(2), "{revision:?}");
    }
    // Without a question about history there is none to break.
    assert_eq!(check(&hostile, &[]).status.code(), Some(1));
    std::fs::remove_dir_all(&git).unwrap();
    std::os::unix::fs::symlink(hostile.outside().join("git"), &git).unwrap();
    assert_eq!(check(&hostile, &[]).status.code(), Some(1));
    let output = check(&hostile, &["--since", "base"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("symbolic link"));
    assert!(!hostile.marker().exists());
}

#[test]
fn the_server_lives() {
    let Some(hostile) = Hostile::build() else { return };
    let before = hostile.state();
    let count = lsp::findings(&hostile.repository(), LIMIT);
    assert!(count > 5, "{count} findings");
    assert_eq!(before, hostile.state());
}

#[test]
fn the_output_goes_where_it_was_sent() {
    let Some(hostile) = Hostile::build() else { return };
    let before = hostile.state();
    // Links where temporary files might be made, and in the place of the output itself.
    let target = hostile.outside().join("secret.py");
    std::os::unix::fs::symlink(&target, hostile.repository().join("out.json")).unwrap();
    let output = check(&hostile, &["--format", "json", "--output", "out.json"]);
    assert_eq!(output.status.code(), Some(1));
    let written = std::fs::symlink_metadata(hostile.repository().join("out.json")).unwrap();
    assert!(written.is_file(), "the link was replaced, not followed");
    std::fs::remove_file(hostile.repository().join("out.json")).unwrap();
    assert_eq!(before, hostile.state());
}

/// What the system was asked for, when it can be listened to.
#[test]
fn the_system_is_asked_for_nothing_outside() {
    let Some(hostile) = Hostile::build() else { return };
    let (log, own) = (hostile.outside().with_file_name("calls"), hostile.outside().with_file_name("cache"));
    for arguments in [&[][..], &["--since", "base"], &["--policy-rev", "base"]] {
        let Some(calls) = traced(&hostile, arguments, &log, &own) else {
            eprintln!("skipped: there is no `strace`");
            return;
        };
        let outside = hostile.outside().display().to_string();
        let opened: Vec<&str> = calls.lines().filter(|line| line.contains("open")).collect();
        assert!(opened.iter().any(|line| line.contains("models.py")), "what is inside is read");
        for line in calls.lines() {
            // That a link leads somewhere may be seen; what is there may not.
            assert!(!line.contains(&outside) || ["readlink", "stat"].iter().any(|call| line.contains(call)), "{line}");
            // The program itself is one.
            assert!(!line.contains("execve(") || line.contains("ouroboros"), "{line}");
            let is_write =
                ["O_WRONLY", "O_RDWR", "O_CREAT", "unlink", "rename", "mkdir", "symlink(", "chmod"].iter().any(|call| line.contains(call));
            // Our own folder is the one place where something is kept.
            let is_ours = line.contains(&own.display().to_string());
            assert!(!is_write || is_ours || line.contains("/dev/") || line.contains("/proc/"), "{line}");
            let is_secret = ["/etc/passwd", "/etc/shadow"].iter().any(|path| line.contains(path)) && line.contains("open");
            assert!(!is_secret, "{line}");
        }
    }
}

fn traced(hostile: &Hostile, arguments: &[&str], log: &Path, own: &Path) -> Option<String> {
    let mut command = std::process::Command::new("strace");
    command.env("XDG_CACHE_HOME", own);
    // `-y` says what was opened in the end, through whatever links.
    command.args(["-f", "-y", "-s", "4096", "-e", "trace=file,process", "-o"]).arg(log);
    command.arg(env!("CARGO_BIN_EXE_ouroboros")).args(["check"]).args(arguments).current_dir(hostile.repository());
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    command.env_remove("VIRTUAL_ENV").status().ok()?;
    let calls = String::from_utf8_lossy(&std::fs::read(log).unwrap_or_default()).into_owned();
    // Where nobody may trace there is nothing to see.
    calls.contains("execve(").then_some(calls)
}
