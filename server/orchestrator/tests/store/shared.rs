//! A store that several processes share, and one that goes away and comes back.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use orchestrator::model::{EventId, Outcome, Subject, TaskState};
use orchestrator::store::{Ack, Settings, Store, StoreError, Stored, Submitted, open};
use serde_json::json;
use tokio::time::{Instant, timeout};

use crate::conformance::{LEASE, asked, offer};
use crate::services::Server;

const LONG: Duration = Duration::from_secs(60);

/// As many as processes, opened at the same moment on what was empty.
async fn handles(place: &str) -> Vec<Arc<dyn Store>> {
    let opening = (0..3).map(|_| open(place, Settings { queue_limit: 100_000, ..Settings::default() }));
    futures_util::future::try_join_all(opening).await.unwrap()
}

/// Whoever read an event never sees one of a smaller number appear, and no task is handed out twice.
async fn is_shared(place: &str) {
    const EACH: usize = 60;
    let stores = handles(place).await;
    let mut writers = tokio::task::JoinSet::new();
    for (n, store) in stores.iter().enumerate() {
        for half in 0..2 {
            let (store, worker) = (store.clone(), format!("worker-{n}-{half}"));
            writers.spawn(async move {
                let mut done = Vec::new();
                for n in 0..EACH {
                    assert!(matches!(store.submit(asked("verify")).await.unwrap(), Submitted::New(_)));
                    store.emit(Subject::System, "test", json!(n)).await.unwrap();
                    for task in store.claim(&worker, &[offer("oracle", "verify", 3)], LONG).await.unwrap() {
                        let ack = store.finish(&worker, task.id, 1, Outcome::Success(json!(n))).await.unwrap();
                        assert_eq!(ack, Ack::Taken(TaskState::Succeeded));
                        done.push(task.id);
                    }
                }
                done
            });
        }
    }
    let reader = stores[0].clone();
    let reading = tokio::spawn(async move {
        let (mut read, mut news) = (Vec::<EventId>::new(), reader.news());
        // Of each task three, and what was emitted.
        while read.len() < 6 * EACH * 4 {
            let events = reader.events(read.last().copied().unwrap_or(0), None, 50).await.unwrap();
            if events.is_empty() {
                let _ = timeout(Duration::from_secs(1), news.changed()).await;
            }
            read.extend(events.iter().map(|event| event.id));
        }
        read
    });
    let mut done = Vec::new();
    while let Some(some) = writers.join_next().await {
        done.extend(some.unwrap());
    }
    while let tasks = stores[1].claim("last", &[offer("oracle", "verify", 50)], LONG).await.unwrap()
        && !tasks.is_empty()
    {
        for task in tasks {
            stores[2].finish("last", task.id, 1, Outcome::Success(json!(1))).await.unwrap();
            done.push(task.id);
        }
    }
    assert_eq!(done.len(), 6 * EACH);
    assert_eq!(done.iter().collect::<HashSet<_>>().len(), done.len(), "none twice");
    let read = timeout(LONG, reading).await.expect("an event was missed").unwrap();
    assert!(read.is_sorted_by(|a, b| a < b));
    let all = stores[2].events(0, None, 100_000).await.unwrap();
    assert_eq!(all.iter().map(|event| event.id).collect::<Vec<_>>(), read, "whoever reads along misses nothing");
    assert_eq!(stores[2].last_event().await.unwrap(), *read.last().unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_is_shared() {
    let folder = tempfile::tempdir().unwrap();
    is_shared(folder.path().join("new/tasks.sqlite").to_str().unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_is_shared() {
    let Some(server) = Server::start("postgres.sh") else { return };
    is_shared(&server.database("shared").await).await;
}

async fn until<T>(what: &str, ask: impl AsyncFn() -> Stored<T>) -> T {
    let begun = Instant::now();
    loop {
        match ask().await {
            Ok(answer) => return answer,
            Err(error) => assert!(begun.elapsed() < LONG, "{what}: {error}"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn postgres_is_killed_and_comes_back() {
    let Some(mut server) = Server::start("postgres.sh") else { return };
    let settings = Settings { patience: Duration::from_secs(5), ..Settings::default() };
    let store = open(&server.database("tasks").await, settings).await.unwrap();
    let mut news = store.news();
    let mut acknowledged = Vec::new();
    for _ in 0..3 {
        let Submitted::New(task) = until("submit", async || store.submit(asked("verify")).await).await else { panic!() };
        acknowledged.push(task.id);
        server.kill();
        let begun = Instant::now();
        // Its children notice in a moment.
        while store.ready().await.is_ok() {
            assert!(begun.elapsed() < LONG);
        }
        for refused in [store.ready().await.err(), store.submit(asked("verify")).await.err(), store.task(task.id).await.err()] {
            assert!(matches!(refused, Some(StoreError::Unavailable(_))), "{refused:?}");
        }
        assert!(begun.elapsed() < LONG, "it says so in time");
        assert!(server.run());
        until("ready", async || store.ready().await).await;
        for id in &acknowledged {
            assert!(until("task", async || store.task(*id).await).await.is_some(), "what was acknowledged is there");
        }
        news.mark_unchanged();
        let id = until("emit", async || store.emit(Subject::System, "back", json!(1)).await).await;
        timeout(LONG, news.wait_for(|last| *last >= id)).await.unwrap().unwrap();
    }
    let claimed = store.claim("w", &[offer("oracle", "verify", 9)], LEASE).await.unwrap();
    assert_eq!(claimed.iter().map(|task| task.id).collect::<Vec<_>>(), acknowledged, "and nothing else");
}

#[tokio::test]
async fn postgres_may_come_later() {
    let Some(mut server) = Server::start("postgres.sh") else { return };
    let url = server.database("tasks").await;
    server.kill();
    let settings = Settings { patience: Duration::from_secs(5), ..Settings::default() };
    // Two at once, as pods come.
    let (one, other) = (open(&url, settings.clone()).await.unwrap(), open(&url, settings).await.unwrap());
    for refused in [one.ready().await.err(), one.submit(asked("verify")).await.err(), one.now().await.err()] {
        assert!(matches!(refused, Some(StoreError::Unavailable(_))), "{refused:?}");
    }
    assert!(server.run());
    let (begun, ended) = tokio::join!(until("ready", async || one.ready().await), until("ready", async || other.ready().await));
    assert_eq!((begun, ended), ((), ()));
    let mut news = other.news();
    let Submitted::New(task) = one.submit(asked("verify")).await.unwrap() else { panic!() };
    assert!(other.task(task.id).await.unwrap().is_some(), "it has its tables, once");
    let last = one.emit(Subject::System, "there", json!(1)).await.unwrap();
    timeout(LONG, news.wait_for(|known| *known >= last)).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_database_of_a_later_version_is_refused() {
    use sqlx::ConnectOptions as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tasks.sqlite");
    drop(open(path.to_str().unwrap(), Settings::default()).await.unwrap());
    let mut file = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).connect().await.unwrap();
    sqlx::query("INSERT INTO migrations (number, major) VALUES (7, 1)").execute(&mut file).await.unwrap();
    drop(open(path.to_str().unwrap(), Settings::default()).await.expect("what only adds is no hindrance"));
    sqlx::query("INSERT INTO migrations (number, major) VALUES (8, 2)").execute(&mut file).await.unwrap();
    let Err(StoreError::Broken(why)) = open(path.to_str().unwrap(), Settings::default()).await.map(drop) else { panic!() };
    assert!(why.contains("tasks.sqlite") && why.contains("later version"), "{why}");

    let other = folder.path().join("other.sqlite");
    std::fs::write(&other, "this is no database, however long it may be; it only is a text").unwrap();
    let error = open(other.to_str().unwrap(), Settings::default()).await.map(drop).unwrap_err();
    assert!(matches!(error, StoreError::Broken(_)), "{error}");
    let Err(StoreError::Broken(why)) = open("mysql://x", Settings::default()).await.map(drop) else { panic!() };
    assert!(why.contains("mysql:// is no store"), "{why}");
}
