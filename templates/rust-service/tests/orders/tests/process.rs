// Made by ouroboros: generator `rust-service`, template `tests/process.rs.j2`.
//! The service as it is run: it says where it listens, and stops when it is asked to.
#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_orders");

#[test]
fn stops_when_it_is_asked_to() {
    let mut service = Command::new(PROGRAM)
        .envs([("HOST", "127.0.0.1"), ("PORT", "0"), ("RUST_LOG", "info")])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let log = BufReader::new(service.stdout.take().unwrap());
    let mut lines = log.lines().map(Result::unwrap);
    assert!(lines.any(|line| line.contains("listening")));
    let pid = service.id().to_string();
    let kill = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    assert!(kill.success());
    assert!(lines.any(|line| line.contains("stopped")));
    assert!(service.wait().unwrap().success());
}
