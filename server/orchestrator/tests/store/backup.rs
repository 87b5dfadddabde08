//! A copy made while others write is whole, and can be gone on with.

use std::collections::HashSet;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use orchestrator::model::{Outcome, TaskId, TaskState};
use orchestrator::store::{Settings, Sqlite, Store, Submitted, TaskFilter, open};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::conformance::{LEASE, asked, offer};
use crate::services::Server;

fn settings() -> Settings {
    Settings { queue_limit: 1_000_000, ..Settings::default() }
}

/// Runs `copy` while tasks are submitted and done; gives those that were acknowledged before it began.
async fn under_load(store: Arc<dyn Store>, copy: impl AsyncFnOnce()) -> HashSet<TaskId> {
    let stop = CancellationToken::new();
    let mut load = tokio::task::JoinSet::new();
    for n in 0..4 {
        let (store, stop) = (store.clone(), stop.clone());
        load.spawn(async move {
            let worker = format!("w{n}");
            while !stop.is_cancelled() {
                store.submit(asked("verify")).await.unwrap();
                for task in store.claim(&worker, &[offer("oracle", "verify", 1)], LEASE).await.unwrap() {
                    store.finish(&worker, task.id, task.attempts, Outcome::Success(json!(n))).await.unwrap();
                }
            }
        });
    }
    let mut before = HashSet::new();
    for _ in 0..50 {
        let Submitted::New(task) = store.submit(asked("plan")).await.unwrap() else { panic!() };
        before.insert(task.id);
    }
    copy().await;
    stop.cancel();
    while let Some(ended) = load.join_next().await {
        ended.unwrap();
    }
    before
}

/// What is in a copy agrees with itself, holds what it must, and goes on.
async fn is_whole(store: &dyn Store, before: &HashSet<TaskId>) {
    let tasks = store.tasks(&TaskFilter::default(), None, 1_000_000).await.unwrap();
    let there: HashSet<TaskId> = tasks.iter().map(|task| task.id).collect();
    assert!(before.is_subset(&there));
    let in_state = |state: TaskState| tasks.iter().filter(|task| task.state == state).count() as u64;
    let counts = store.counts().await.unwrap();
    assert_eq!(counts.queued, in_state(TaskState::Queued));
    assert_eq!(counts.running, in_state(TaskState::Running));
    assert_eq!(counts.succeeded, in_state(TaskState::Succeeded));
    for task in tasks.iter().filter(|task| task.has_result) {
        assert!(store.result(task.id).await.unwrap().is_some());
    }
    let events = store.events(0, None, 1_000_000).await.unwrap();
    assert!(events.iter().zip(1..).all(|(event, id)| event.id == id), "no event is missing");
    assert_eq!(store.last_event().await.unwrap(), events.len() as i64);
    let mut left = before.clone();
    while let claimed = store.claim("w", &[offer("alpha", "plan", 100)], LEASE).await.unwrap()
        && !claimed.is_empty()
    {
        for task in claimed {
            store.finish("w", task.id, task.attempts, Outcome::Success(json!(1))).await.unwrap();
            left.remove(&task.id);
        }
    }
    assert!(left.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let (path, copy) = (folder.path().join("tasks.sqlite"), folder.path().join("copy.sqlite"));
    let store = open(path.to_str().unwrap(), settings()).await.unwrap();
    let copied = Sqlite::open(&path, settings()).await.unwrap();
    let before = under_load(store, async || copied.backup(&copy).await.unwrap()).await;
    assert!(copied.backup(&copy).await.is_err(), "a copy that is there is not written over");
    is_whole(&*open(copy.to_str().unwrap(), settings()).await.unwrap(), &before).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_postgres() {
    let Some(server) = Server::start("postgres.sh") else { return };
    let folder = tempfile::tempdir().unwrap();
    let (from, to, dump) = (server.database("tasks").await, server.database("restored").await, folder.path().join("dump"));
    let run = async |program: &str, url: &str, arguments: &[&str]| {
        let mut command = Command::new(program_of_postgres(program));
        command.arg("--dbname").arg(url).args(arguments).arg(&dump);
        let ended = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        assert!(ended.status.success(), "{program}: {}", String::from_utf8_lossy(&ended.stderr));
    };
    let store = open(&from, settings()).await.unwrap();
    let before = under_load(store, async || run("pg_dump", &from, &["--format=custom", "--file"]).await).await;
    run("pg_restore", &to, &["--exit-on-error", "--single-transaction"]).await;
    let restored = tokio::time::timeout(Duration::from_secs(60), open(&to, settings())).await.unwrap().unwrap();
    is_whole(&*restored, &before).await;
}

/// The newest of its kind, where Debian puts it, or whichever is on the path.
fn program_of_postgres(name: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut there: Vec<PathBuf> = versions.map(|version| version.path().join("bin").join(name)).filter(|path| path.exists()).collect();
    there.sort();
    there.pop().unwrap_or_else(|| name.into())
}
