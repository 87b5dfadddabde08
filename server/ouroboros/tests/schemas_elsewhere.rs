//! Schemas from elsewhere: fetched from a server of this machine, when the person allows it and only then.

#![cfg(unix)]
#![allow(clippy::disallowed_methods)] // tests may

mod common;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::{Ran, repository};
use tempfile::TempDir;

/// A server of a schema in two parts, and what it was asked for.
struct Server {
    host: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&asked);
        // It ends with the test.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
                let path = lines.next().and_then(|line| line.split(' ').nth(1).map(str::to_owned)).unwrap_or_default();
                lines.take_while(|line| !line.is_empty()).for_each(drop);
                let (status, more, body) = match path.as_str() {
                    "/shop.json" => ("200 OK", "", r#"{"properties": {"size": {"$ref": "size.json"}}}"#),
                    "/size.json" => ("200 OK", "", r#"{"type": "integer"}"#),
                    "/away.json" => ("302 Found", "location: https://example.org/x.json\r\n", ""),
                    _ => ("404 Not Found", "", ""),
                };
                told.lock().unwrap().push(path);
                let _ = write!(stream, "HTTP/1.1 {status}\r\n{more}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
            }
        });
        Server { host, asked }
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

struct Person(TempDir);

impl Person {
    /// One whose configuration says this.
    fn new(config: &str) -> Person {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("config/ouroboros");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("config.yaml"), config).unwrap();
        std::fs::set_permissions(folder.join("config.yaml"), std::fs::Permissions::from_mode(0o600)).unwrap();
        Person(home)
    }

    fn program(&self, repository: &TempDir, arguments: &[&str]) -> Command {
        let mut command = common::program(repository.path(), arguments);
        for (name, folder) in [("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache"), ("XDG_STATE_HOME", "state")] {
            command.env(name, self.0.path().join(folder));
        }
        for name in ["OUROBOROS_NO_CACHE", "OUROBOROS_TOKEN", "OUROBOROS_URL"] {
            command.env_remove(name);
        }
        command
    }

    fn check(&self, repository: &TempDir) -> Ran {
        self.program(repository, &["check", "--format", "compact"]).output().unwrap().into()
    }
}

/// Ended with the test.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn naming(url: &str) -> TempDir {
    repository(&[("a.yaml", &format!("# yaml-language-server: $schema={url}\nsize: big\n"))])
}

#[test]
fn nothing_is_fetched_unless_the_person_says_so() {
    let server = Server::start();
    let repository = naming(&format!("http://{}/shop.json", server.host));
    for config in ["", "schemas: { hosts: [example.org] }\n"] {
        let ran = Person::new(config).check(&repository);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""), "{config}: {}", ran.stderr);
        assert_eq!(server.asked(), [] as [&str; 0], "{config}");
    }
}

#[test]
fn what_is_allowed_is_fetched_with_what_it_refers_to_and_kept() {
    let server = Server::start();
    let repository = naming(&format!("http://{}/shop.json", server.host));
    let person = Person::new(&format!("schemas: {{ hosts: ['{}'] }}\n", server.host));
    let ran = person.check(&repository);
    assert!(ran.stdout.contains("L2/schema-violation") && ran.stdout.contains("whole number"), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(server.asked(), ["/shop.json", "/size.json"]);
    // A day long nobody is asked again.
    let again = person.check(&repository);
    assert_eq!((again.stdout, server.asked()), (ran.stdout, Vec::new()));
}

#[test]
fn what_cannot_be_had_is_said_once_and_judges_nothing() {
    let server = Server::start();
    let person = Person::new(&format!("schemas: {{ hosts: ['{}'] }}\n", server.host));
    for (path, why) in [("none.json", "404"), ("away.json", "example.org")] {
        let ran = person.check(&naming(&format!("http://{}/{path}", server.host)));
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""), "{}", ran.stderr);
        assert_eq!(ran.stderr.matches("not fetched").count(), 1, "{}", ran.stderr);
        assert!(ran.stderr.contains(why), "{}", ran.stderr);
    }
}

/// Whoever may ask a server to verify something would choose what it asks of others in its own network.
#[test]
fn a_server_fetches_nothing_whatever_is_allowed() {
    let server = Server::start();
    let repository = naming(&format!("http://{}/shop.json", server.host));
    let person = Person::new(&format!("schemas: {{ hosts: ['{}'] }}\n", server.host));
    let mut served = Served(person.program(&repository, &["serve"]).stdout(Stdio::piped()).spawn().unwrap());
    let mut url = String::new();
    BufReader::new(served.0.stdout.take().unwrap()).read_line(&mut url).unwrap();
    let ran = |arguments: &[&str]| -> Ran { person.program(&repository, arguments).output().unwrap().into() };
    // Its agents come a moment after it.
    let until = Instant::now() + Duration::from_secs(30);
    let submitted = loop {
        let submitted = ran(&["tasks", "submit", "verify", "--format", "json"]);
        if submitted.code == Some(0) || Instant::now() > until {
            break submitted;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let task: serde_json::Value = serde_json::from_str(&submitted.stdout).unwrap_or_else(|error| panic!("{error}: {}", submitted.stderr));
    let id = task["id"].as_str().unwrap();
    let watched = ran(&["tasks", "watch", id]);
    assert!(watched.stdout.contains("task.succeeded"), "{}{}", watched.stdout, watched.stderr);
    let result: serde_json::Value = serde_json::from_str(&ran(&["tasks", "result", id]).stdout).unwrap();
    // It was read, and its schema was not.
    assert_eq!((&result["report"]["results"][0]["status"], server.asked()), (&"pass".into(), Vec::new()));
}
