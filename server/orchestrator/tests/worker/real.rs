//! The same with what is used in earnest: SQLite in a file, the clock of the machine, processes.

// Figures, for whoever runs it with --nocapture.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use agents::{Origin, ProcessLauncher, Run};
use orchestrator::model::{AgentState, Approval, Desired};
use orchestrator::runtime::Worker;
use orchestrator::store::{Settings, Store, open};
use serde_json::json;
use tokio::time::{sleep, timeout};

use crate::script::{Stage, Troupe};
use crate::{config, manifest, ms, task};

async fn until<T>(what: &str, mut so: impl AsyncFnMut() -> Option<T>) -> T {
    let wait = async {
        loop {
            if let Some(so) = so().await {
                return so;
            }
            sleep(ms(10)).await;
        }
    };
    timeout(Duration::from_secs(60), wait).await.unwrap_or_else(|_| panic!("in vain: {what}"))
}

async fn store(folder: &tempfile::TempDir) -> Arc<dyn Store> {
    open(folder.path().join("tasks.sqlite").to_str().unwrap(), Settings::default()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_tasks_through_three_workers_on_sqlite_are_done_once_each() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    store.declare(manifest("oracle"), Origin::Builtin, Approval::NotNeeded, None).await.unwrap();
    let stage = Arc::new(Stage::default());
    let mut workers = Vec::new();
    for name in ["a", "b", "c"] {
        // A handle of its own each: as three processes have.
        workers.push(Worker::start(config(name), self::store(&folder).await, Arc::new(Troupe(stage.clone()))).await.unwrap());
    }
    let began = Instant::now();
    let submits = (0..1_000).map(|n| store.submit(task(json!({ "n": n }))));
    futures_util::future::join_all(submits).await.into_iter().for_each(|submitted| drop(submitted.unwrap()));
    until("all end", async || (store.counts().await.unwrap().succeeded == 1_000).then_some(())).await;
    println!("1,000 tasks in {:?}", began.elapsed());
    let mut seen = BTreeMap::new();
    for (_, input) in stage.calls.lock().unwrap().iter() {
        *seen.entry(input["n"].as_u64().unwrap()).or_insert(0) += 1;
    }
    assert_eq!(seen.len(), 1_000);
    assert!(seen.values().all(|times| *times == 1));
    for worker in workers {
        worker.shutdown().await;
    }
}

/// Seconds of processor time that this process had.
#[cfg(target_os = "linux")]
fn used() -> f64 {
    // Of all threads, in nanoseconds: `stat` counts in hundredths of a second.
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let of = |task: std::io::Result<std::fs::DirEntry>| {
        let text = std::fs::read_to_string(task.unwrap().path().join("schedstat")).unwrap_or_default();
        text.split(' ').next().and_then(|first| first.parse::<f64>().ok()).unwrap_or(0.0)
    };
    tasks.map(of).sum::<f64>() / 1e9
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_worker_on_sqlite_costs_next_to_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for id in ["oracle", "alpha", "cartographer"] {
        store.declare(manifest(id), Origin::Builtin, Approval::NotNeeded, None).await.unwrap();
    }
    let stage = Arc::new(Stage::default());
    let worker = Worker::start(config("w"), store.clone(), Arc::new(Troupe(stage))).await.unwrap();
    sleep(ms(3_000)).await;
    let (before, seconds) = (used(), 12.0);
    sleep(Duration::from_secs_f64(seconds)).await;
    let used = used() - before;
    println!("{:.4} s of processor time in a minute", used * 60.0 / seconds);
    assert!(used * 60.0 / seconds < 0.1, "{used} s of processor time in {seconds} s");
    worker.shutdown().await;
}

/// Where the tests of `agents` leave their agent.
fn fake_agent() -> String {
    let mut path = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    path.join("fake-agent").to_string_lossy().into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a program of another crate, built with all tests: ./test core"]
async fn a_killed_process_serves_again_within_a_second_and_its_own_start() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let mut fake = manifest("fake");
    (fake.run, fake.capabilities) = (Run::Command { words: vec![fake_agent()], folder: None }, Vec::new());
    store.declare(fake, Origin::Api, Approval::NotNeeded, None).await.unwrap();
    store.desire("fake", Desired::Running, false).await.unwrap();
    let mut config = config("w");
    config.root = folder.path().to_owned();
    let worker = Worker::start(config, store.clone(), Arc::new(ProcessLauncher::default())).await.unwrap();
    let began = Instant::now();
    let active = async || store.agent("fake").await.unwrap()?.status.filter(|status| status.state == AgentState::Active);
    let mut status = until("it is up", active).await;
    let start = began.elapsed();
    for _ in 0..3 {
        let pid = status.pid.unwrap();
        let killed = Instant::now();
        kill(pid);
        let capability = status.capabilities.iter().find(|one| one.capability.name == "echo").unwrap().capability.name.clone();
        let submitted = store.submit(orchestrator::model::NewTask { capability, ..task(json!({ "text": "hello" })) }).await.unwrap();
        let orchestrator::store::Submitted::New(task) = submitted else { panic!("{submitted:?}") };
        until("it is done", async || store.task(task.id).await.unwrap().filter(|task| task.state.is_final())).await;
        println!("serves again {:?} after it was killed; its own start took {start:?}", killed.elapsed());
        assert!(killed.elapsed() < start + Duration::from_secs(1));
        status = until("another process", async || active().await.filter(|status| status.pid != Some(pid))).await;
    }
    worker.shutdown().await;
}

fn kill(pid: u32) {
    let status = std::process::Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap();
    assert!(status.success());
}
