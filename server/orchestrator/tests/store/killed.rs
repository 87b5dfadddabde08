//! A process with the embedded store is killed again and again: what it acknowledged is there, and done once.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use orchestrator::model::{Outcome, TaskId, TaskState};
use orchestrator::store::{Ack, Settings, Submitted, TaskFilter, open};
use serde_json::json;
use sqlx::{ConnectOptions as _, Row as _};

use crate::conformance::{asked, offer};

const STORE: &str = "OUROBOROS_TEST_STORE";
const LEASE: Duration = Duration::from_millis(300);
const ROUNDS: u32 = 50;

fn settings() -> Settings {
    Settings { queue_limit: 1_000_000, ..Settings::default() }
}

/// Says what was acknowledged, in one write: the line is there or it is not.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\n@{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// The process that is killed. Without a store in its environment it is no test.
#[tokio::test]
async fn the_one_that_is_killed() {
    let Ok(path) = std::env::var(STORE) else { return };
    let store = open(&path, settings()).await.unwrap();
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let store = store.clone();
        all.spawn(async move {
            loop {
                let Submitted::New(task) = store.submit(asked("verify")).await.unwrap() else { panic!() };
                say(&format!("S {}", task.id));
            }
        });
    }
    for n in 0..2 {
        let store = store.clone();
        all.spawn(async move {
            let worker = format!("{}-{n}", std::process::id());
            loop {
                store.sweep().await.unwrap();
                for task in store.claim(&worker, &[offer("oracle", "verify", 5)], LEASE).await.unwrap() {
                    let result = Outcome::Success(json!({"by": worker, "attempt": task.attempts}));
                    if let Ack::Taken(state) = store.finish(&worker, task.id, task.attempts, result).await.unwrap() {
                        assert_eq!(state, TaskState::Succeeded);
                        say(&format!("F {} {worker}", task.id));
                    }
                }
            }
        });
    }
    all.join_next().await;
}

/// Runs it for a while, and kills it. Gives the lines it said.
fn round(path: &Path, after: Duration) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::the_one_that_is_killed", "--nocapture"])
        .env(STORE, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let (first, begun) = std::sync::mpsc::channel();
    let reading = std::thread::spawn(move || {
        let mut lines = Vec::new();
        for line in out.split(b'\n').map_while(Result::ok) {
            if let Some(line) = line.strip_prefix(b"@") {
                lines.push(String::from_utf8(line.to_vec()).unwrap());
                let _ = first.send(());
            }
        }
        lines
    });
    begun.recv_timeout(Duration::from_secs(60)).expect("it submits");
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    reading.join().unwrap()
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_and_nothing_is_done_twice() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tasks.sqlite");
    let (mut submitted, mut finished) = (HashSet::new(), HashMap::new());
    for n in 0..ROUNDS {
        // Different moments, the same in every run.
        for line in round(&path, Duration::from_millis(u64::from(n * 37 % 101))) {
            let words: Vec<&str> = line.split(' ').collect();
            let id: TaskId = words[1].parse().unwrap();
            match words[0] {
                "S" => assert!(submitted.insert(id)),
                _ => assert_eq!(finished.insert(id, words[2].to_owned()), None, "{id} was done twice"),
            }
        }
    }
    let store = open(path.to_str().unwrap(), settings()).await.unwrap();
    for (id, worker) in &finished {
        assert_eq!(store.task(*id).await.unwrap().unwrap().state, TaskState::Succeeded, "{id}");
        assert_eq!(store.result(*id).await.unwrap().unwrap()["by"], json!(worker), "{id}");
    }
    // What is left is done, whoever had it.
    tokio::time::sleep(LEASE).await;
    loop {
        let swept = store.sweep().await.unwrap();
        let claimed = store.claim("last", &[offer("oracle", "verify", 100)], Duration::from_secs(60)).await.unwrap();
        if claimed.is_empty() && swept == 0 {
            break;
        }
        assert!(claimed.iter().all(|task| !finished.contains_key(&task.id)), "one was done and is given out again");
        let ends = claimed.iter().map(|task| store.finish("last", task.id, task.attempts, Outcome::Success(json!(1))));
        let acks = futures_util::future::try_join_all(ends).await.unwrap();
        assert!(acks.iter().all(|ack| *ack == Ack::Taken(TaskState::Succeeded)), "{acks:?}");
    }
    let mut there = HashSet::new();
    let mut before = None;
    while let page = store.tasks(&TaskFilter::default(), before, 500).await.unwrap()
        && !page.is_empty()
    {
        before = page.last().map(|task| task.id);
        for task in page {
            assert!(task.state == TaskState::Succeeded || (task.state == TaskState::Dead && task.stalls == 3), "{task:?}");
            assert!(there.insert(task.id));
        }
    }
    assert!(submitted.is_subset(&there), "{} are lost", submitted.difference(&there).count());
    let counts = store.counts().await.unwrap();
    assert_eq!((counts.succeeded + counts.dead, counts.queued, counts.running), (there.len() as u64, 0, 0));
    drop(store);
    let mut file = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).connect().await.unwrap();
    let checked = sqlx::query("PRAGMA integrity_check").fetch_all(&mut file).await.unwrap();
    assert_eq!(checked.iter().map(|row| row.get::<String, _>(0)).collect::<Vec<_>>(), ["ok"]);
    eprintln!("{} acknowledged, {} of them done before the end, over {ROUNDS} kills", submitted.len(), finished.len());
}
