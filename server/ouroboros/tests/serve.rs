//! `ouroboros serve`, and `agents` and `tasks` that ask it.

#![cfg(unix)]
#![allow(clippy::disallowed_methods)] // tests may

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::{Ran, repository};
use serde_json::Value;
use tempfile::TempDir;

/// A workspace and the home of who works in it.
struct Place {
    folder: TempDir,
    home: TempDir,
}

/// A server, ended with the test.
struct Served {
    child: Child,
    url: String,
}

impl Place {
    fn new() -> Place {
        Place { folder: repository(&[("a.md", "# A\n")]), home: tempfile::tempdir().unwrap() }
    }

    fn program(&self, arguments: &[&str]) -> Command {
        let mut command = common::program(self.folder.path(), arguments);
        command.env("XDG_CONFIG_HOME", self.home.path().join("config")).env("XDG_STATE_HOME", self.home.path().join("state"));
        for name in ["OUROBOROS_TOKEN", "OUROBOROS_TOKENS_FILE", "OUROBOROS_STORE_URL", "OUROBOROS_STORE_URL_FILE", "OUROBOROS_URL"] {
            command.env_remove(name);
        }
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        self.program(arguments).output().unwrap().into()
    }

    fn said(&self, arguments: &[&str]) -> Value {
        let ran = self.run(arguments);
        assert_eq!(ran.code, Some(0), "{arguments:?}: {}", ran.stderr);
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {}", ran.stdout))
    }

    fn serve(&self, arguments: &[&str]) -> Served {
        let all = [&["serve", "--role", "api"], arguments].concat();
        let mut child = self.program(&all).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        assert!(url.starts_with("http://127.0.0.1:"), "{url:?}: {:?}", child.wait_with_output().map(Ran::from).map(|ran| ran.stderr));
        Served { child, url: url.trim().to_owned() }
    }

    fn announced(&self) -> Option<PathBuf> {
        let state = std::fs::read_dir(self.home.path().join("state/ouroboros")).ok()?;
        state.flatten().map(|entry| entry.path().join("orchestrator.json")).find(|path| path.exists())
    }

    fn manifest(&self, id: &str) -> String {
        let path = self.home.path().join(format!("{id}.json"));
        let text = format!("{{\"id\": \"{id}\", \"run\": {{\"builtin\": \"oracle\"}}, \"capabilities\": [\"echo\"]}}");
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

impl Served {
    /// Ends it as a service manager does; says how it ended.
    fn end(mut self) -> Option<i32> {
        let status = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
        let until = Instant::now() + Duration::from_secs(30);
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_server_is_found_asked_and_ended() {
    let place = Place::new();
    let ran = place.run(&["agents", "list"]);
    assert!(ran.code == Some(2) && ran.stderr.contains("nothing serves"), "{}", ran.stderr);
    let served = place.serve(&[]);
    let announced = place.announced().expect("it is announced");
    assert_eq!(std::fs::metadata(&announced).unwrap().permissions().mode() & 0o777, 0o600);
    let known: Value = serde_json::from_str(&std::fs::read_to_string(&announced).unwrap()).unwrap();
    assert_eq!(known["url"], served.url.as_str());
    assert_eq!(known["token"].as_str().unwrap().len(), 64);
    // Not in the words of the process, where everybody reads them.
    let words = std::fs::read(format!("/proc/{}/cmdline", served.child.id())).unwrap_or_default();
    assert!(!String::from_utf8_lossy(&words).contains(known["token"].as_str().unwrap()));

    let second = place.run(&["serve"]);
    assert_eq!(second.code, Some(2));
    assert!(second.stderr.contains(&format!("process {}", served.child.id())) && second.stderr.contains(&served.url), "{}", second.stderr);

    assert_eq!(place.said(&["agents", "add", &place.manifest("echo"), "--format", "json"])["id"], "echo");
    // Once more is another version of the same.
    assert_eq!(place.said(&["agents", "add", &place.manifest("echo"), "--format", "json"])["id"], "echo");
    let listed = place.run(&["agents", "list"]);
    assert!(listed.stdout.contains("echo") && listed.stdout.contains("initializing"), "{}", listed.stdout);
    assert_eq!(place.said(&["agents", "pause", "echo", "--format", "json"])["desired"], "paused");
    assert!(place.run(&["agents", "show", "echo"]).stdout.contains("paused"));
    assert_eq!(place.run(&["agents", "show", "nobody"]).code, Some(2));

    let task = place.said(&["tasks", "submit", "echo", "--input", "{\"x\": 1}", "--priority", "-3", "--format", "json"]);
    let id = task["id"].as_str().unwrap();
    assert_eq!((&task["state"], &task["priority"]), (&Value::from("queued"), &Value::from(-3)));
    assert_eq!(place.said(&["tasks", "list", "--format", "json"])[0]["id"], id);
    assert!(place.run(&["tasks", "result", id]).stderr.contains("not done yet"));
    assert_eq!(place.said(&["tasks", "cancel", id, "--format", "json"])["state"], "cancelled");
    let watched = place.run(&["tasks", "watch", id]);
    assert!(watched.code == Some(1) && watched.stdout.contains("task."), "{}{}", watched.stdout, watched.stderr);
    assert_eq!(place.said(&["tasks", "retry", id, "--format", "json"])["state"], "queued");
    assert_eq!(place.run(&["agents", "remove", "echo"]).code, Some(0));

    assert_eq!(served.end(), Some(0));
    assert!(place.announced().is_none());
    // What was taken is kept.
    let again = place.serve(&[]);
    assert_eq!(place.said(&["tasks", "show", id, "--format", "json"])["id"], id);
    drop(again);
}

#[test]
fn tokens_of_ones_own_are_in_the_environment() {
    let place = Place::new();
    let tokens = place.home.path().join("tokens");
    let token = "0123456789abcdef0123456789abcdef";
    workspace::write::privately(&tokens, format!("me:viewer:{token}\n").as_bytes()).unwrap();
    let served = place.serve(&["--tokens", tokens.to_str().unwrap()]);
    assert!(place.run(&["agents", "list"]).stderr.contains("OUROBOROS_TOKEN"));
    let listed = place.program(&["agents", "list", "--url", &served.url]).env("OUROBOROS_TOKEN", token).output().unwrap();
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let refused = place.program(&["tasks", "submit", "echo"]).env("OUROBOROS_TOKEN", token).output().unwrap();
    assert!(String::from_utf8_lossy(&refused.stderr).contains("needs the role `operator`"));
}

#[test]
fn what_would_let_others_in_is_refused() {
    let place = Place::new();
    let refused = |arguments: &[&str], expected: &str| {
        let ran = place.run(&[&["serve"], arguments].concat());
        assert!(ran.code == Some(2) && ran.stderr.contains(expected), "{arguments:?}: {}", ran.stderr);
    };
    refused(&["--listen", "0.0.0.0:0"], "there is no token");
    refused(&["--store", "postgres://me:hunter2@host/db"], "OUROBOROS_STORE_URL");
    let open = place.home.path().join("open");
    std::fs::write(&open, "x:admin:0123456789abcdef0123456789abcdef\n").unwrap();
    std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o644)).unwrap();
    refused(&["--tokens", open.to_str().unwrap()], "chmod 600");
}

#[test]
fn traces_go_where_the_environment_says() {
    let collector = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}/", collector.local_addr().unwrap());
    let place = Place::new();
    let mut command = place.program(&["serve", "--role", "api"]);
    let mut child = command.env("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut url = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
    let served = Served { child, url: url.trim().to_owned() };
    assert_eq!(place.run(&["agents", "list"]).code, Some(0));
    // The last of them are sent when it ends.
    let told = std::thread::spawn(move || {
        let (mut stream, _) = collector.accept().unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let (mut all, mut chunk) = (Vec::new(), [0; 4096]);
        // Until the service's name came, which is in the body.
        while !all.windows(12).any(|part| part == b"service.name") {
            let count = stream.read(&mut chunk).unwrap();
            assert!(count > 0, "{}", String::from_utf8_lossy(&all));
            all.extend_from_slice(&chunk[..count]);
        }
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        String::from_utf8_lossy(&all).into_owned()
    });
    assert_eq!(served.end(), Some(0));
    let told = told.join().unwrap();
    assert!(told.starts_with("POST /v1/traces ") && told.contains("ouroboros"), "{told}");
}
