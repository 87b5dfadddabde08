//! The process runner, with real processes.

#![cfg(unix)]
#![allow(clippy::disallowed_methods)] // tests may

use std::path::Path;
use std::time::{Duration, Instant};

use workspace::process::{Cancel, Command, End, Keep, Limits, Ran};

/// However slow the machine: what takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(60);

fn sh(script: &str, folder: &Path) -> Command {
    Command::new(["/bin/sh", "-c", script], folder)
}

fn limits(milliseconds: u64) -> Limits {
    Limits { time: Duration::from_millis(milliseconds), grace: Duration::from_millis(200), ..Limits::default() }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn run(script: &str) -> Ran {
    sh(script, Path::new("/")).run().unwrap()
}

/// Waits until no process has this number, or it is only one that nobody has collected.
fn is_gone(pid: &str) -> bool {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        let state = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
        match state.rsplit_once(") ").map(|(_, rest)| rest.as_bytes()[0]) {
            None | Some(b'Z' | b'X') => return true,
            Some(_) => std::thread::sleep(Duration::from_millis(5)),
        }
    }
    false
}

#[test]
fn what_goes_in_comes_out() {
    let folder = tempfile::tempdir().unwrap();
    let real = folder.path().canonicalize().unwrap();
    let ran = sh("tr a-z A-Z; pwd >&2; exit 3", &real).stdin("größe\n").run().unwrap();
    assert_eq!((ran.end, text(&ran.stdout.bytes), text(&ran.stderr.bytes)), (End::Exit(3), "GRößE\n", &*format!("{}\n", real.display())));
    assert!(!ran.stdout.cut && !ran.stderr.cut && !ran.left_behind);
    assert_eq!(run("kill -9 $$").end, End::Signal(9));
    // Far more than a pipe holds, in both directions at once.
    let much: Vec<u8> = (0..8 << 20).map(|at: u32| (at % 251) as u8).collect();
    let ran = Command::new(["cat"], Path::new("/")).stdin(much.clone()).run().unwrap();
    assert!(ran.end == End::Exit(0) && ran.stdout.bytes == much);
}

#[test]
fn a_command_is_no_line_for_a_shell() {
    let ran = Command::new(["printf", "%s|", "a b", "$HOME", "`id`", "*", "; exit 1", ""], Path::new("/")).run().unwrap();
    assert_eq!(text(&ran.stdout.bytes), "a b|$HOME|`id`|*|; exit 1||");
}

#[test]
fn nobody_has_to_read_or_write() {
    assert_eq!(run("cat").end, End::Exit(0), "without input there is none to wait for");
    let ran = sh("exec <&-; exit 0", Path::new("/")).stdin(vec![b'x'; 4 << 20]).run().unwrap();
    assert_eq!(ran.end, End::Exit(0), "input that nobody reads is no failure");
    let ran = sh("exec >&- 2>&-; exit 4", Path::new("/")).run().unwrap();
    assert_eq!((ran.end, ran.stdout.bytes.len()), (End::Exit(4), 0));
}

#[test]
fn a_missing_program_is_said_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let failed = |words: &[&str]| Command::new(words.iter().copied(), folder.path()).run().unwrap_err();
    assert_eq!(
        failed(&["no-such-program-anywhere"]),
        "there is no program `no-such-program-anywhere` in the folders of PATH: is it installed?"
    );
    assert!(failed(&["./fmt.sh"]).starts_with("there is no program `./fmt.sh`, seen from "));
    assert!(failed(&[]).contains("the command is empty") && failed(&[""]).contains("is empty"));
    assert!(failed(&["printf", "a\0b"]).contains("NUL"));
    std::fs::write(folder.path().join("fmt.sh"), "#!/no/such/interpreter\n").unwrap();
    assert!(failed(&["./fmt.sh"]).contains("may not be executed"));
    std::fs::set_permissions(folder.path().join("fmt.sh"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    assert!(failed(&["./fmt.sh"]).contains("the program that its first line names"));
}

#[test]
fn time_is_limited_for_it_and_all_that_it_started() {
    let folder = tempfile::tempdir().unwrap();
    let started = Instant::now();
    // Neither hears when it is asked to end.
    let script =
        "trap '' TERM; (trap '' TERM; echo $$ > /dev/null; sleep 1000 & echo $! > child; wait; sleep 1000) & sleep 1000; sleep 1000";
    let ran = sh(script, folder.path()).limits(limits(500)).run().unwrap();
    assert_eq!(ran.end, End::TimedOut(Duration::from_millis(500)));
    assert!(started.elapsed() < PATIENCE && !ran.left_behind);
    assert!(is_gone(&std::fs::read_to_string(folder.path().join("child")).unwrap()));
}

#[test]
fn it_may_tidy_up_when_asked_to_end() {
    let generous = Limits { grace: PATIENCE, ..limits(3000) };
    let ran =
        sh("trap 'echo tidied; exit 0' TERM; echo ready; while :; do sleep 0.01; done", Path::new("/")).limits(generous).run().unwrap();
    assert_eq!((ran.end, text(&ran.stdout.bytes)), (End::TimedOut(Duration::from_millis(3000)), "ready\ntidied\n"));
}

#[test]
fn what_it_leaves_in_the_background_ends_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let ran = sh("sleep 1000 & echo $! > child; exit 0", folder.path()).run().unwrap();
    assert_eq!((ran.end, ran.left_behind), (End::Exit(0), false));
    assert!(is_gone(&std::fs::read_to_string(folder.path().join("child")).unwrap()));
}

#[test]
fn who_leaves_the_group_is_noticed_and_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let started = Instant::now();
    let ran =
        sh("setsid sh -c 'echo $$ > child; exec sleep 1000' & while [ ! -s child ]; do sleep 0.01; done", folder.path()).run().unwrap();
    let child = std::fs::read_to_string(folder.path().join("child")).unwrap();
    let own = std::process::Command::new("kill").args(["-9", child.trim()]).status();
    assert!(own.is_ok_and(|status| status.success()), "it lived: nothing can hold it");
    assert!(ran.left_behind && started.elapsed() < PATIENCE);
}

#[test]
fn a_flood_is_dammed() {
    let bounded = Limits { stdout: Keep::All(100_000), time: PATIENCE, ..Limits::default() };
    let ran = sh("while :; do echo flood; done", Path::new("/")).limits(bounded).run().unwrap();
    assert_eq!((ran.end, ran.stdout.bytes.len(), ran.stdout.cut), (End::TooMuch(100_000), 100_000, true));
    let last = Limits { stderr: Keep::Last(1000), ..Limits::default() };
    let ran = sh("seq 1 200000 >&2", Path::new("/")).limits(last).run().unwrap();
    assert_eq!((ran.end, ran.stderr.bytes.len(), ran.stderr.cut), (End::Exit(0), 1000, true));
    assert!(text(&ran.stderr.bytes).ends_with("199999\n200000\n"));
    let exactly = Limits { stdout: Keep::All(4), ..Limits::default() };
    let ran = sh("printf 1234", Path::new("/")).limits(exactly).run().unwrap();
    assert_eq!((ran.end, ran.stdout.cut), (End::Exit(0), false), "so much is not too much");
}

#[test]
fn it_is_cancelled_from_another_thread() {
    let folder = tempfile::tempdir().unwrap();
    let cancel = Cancel::new().unwrap();
    let ran = std::thread::scope(|scope| {
        let running =
            scope.spawn(|| sh("sleep 1000 & echo $! > child; wait", folder.path()).limits(limits(600_000)).run_until(Some(&cancel)));
        let end = Instant::now() + PATIENCE;
        while std::fs::read_to_string(folder.path().join("child")).unwrap_or_default().is_empty() && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(5));
        }
        cancel.cancel();
        running.join().unwrap().unwrap()
    });
    assert_eq!(ran.end, End::Cancelled);
    assert!(is_gone(&std::fs::read_to_string(folder.path().join("child")).unwrap()));
    assert_eq!(sh("sleep 1000", folder.path()).run_until(Some(&cancel)).unwrap().end, End::Cancelled, "nor does anything start that lasts");
}

#[test]
fn its_environment_is_made_for_it() {
    let ran = run("env | cut -d= -f1 | sort");
    // A shell adds some of its own.
    let known = ["HOME", "LANG", "LOGNAME", "NO_COLOR", "OLDPWD", "PATH", "PWD", "SHLVL", "TERM", "TMPDIR", "USER", "_"];
    for name in text(&ran.stdout.bytes).lines() {
        assert!(known.contains(&name), "{name}");
    }
    // Cargo sets this one in tests: it is there, and only on request.
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
    assert_eq!(text(&run("echo \"<$CARGO_MANIFEST_DIR>$LANG\"").stdout.bytes), "<>C.UTF-8\n");
    let kept = sh("echo \"$CARGO_MANIFEST_DIR\"", Path::new("/")).variable("CARGO_MANIFEST_DIR").run().unwrap();
    assert_eq!(text(&kept.stdout.bytes).trim(), env!("CARGO_MANIFEST_DIR"));
}

#[test]
fn it_has_no_terminal_and_a_group_of_its_own() {
    let ran =
        run("(: > /dev/tty) 2>/dev/null && echo terminal; echo $$; ps -o pgid= -o sid= -p $$ 2>/dev/null || cut -d' ' -f5,6 /proc/$$/stat");
    let words: Vec<&str> = text(&ran.stdout.bytes).split_whitespace().collect();
    assert_eq!((words[0], words[1]), (words[1], words[2]), "{words:?}");
    assert_eq!(text(&run("ulimit -c").stdout.bytes), "0\n");
}

#[cfg(target_os = "linux")]
#[test]
fn it_gets_no_file_of_ours() {
    let secret = tempfile::tempfile().unwrap();
    // As if whoever started us had left it open.
    rustix::io::fcntl_setfd(&secret, rustix::io::FdFlags::empty()).unwrap();
    let ran = Command::new(["ls", "/proc/self/fd"], Path::new("/")).run().unwrap();
    // The fourth is the folder that `ls` reads.
    assert_eq!(text(&ran.stdout.bytes), "0\n1\n2\n3\n");
    drop(secret);
}
