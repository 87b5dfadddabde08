//! Several workers on one store.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use agents::{Origin, Run, manifest::Builtin};
use orchestrator::model::{AgentState, Approval, NewTask, TaskState};
use orchestrator::runtime::Worker;
use orchestrator::store::{Agents, Settings, Store, Tasks, open};
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::script::Troupe;
use crate::store::Fake;
use crate::{Scene, config, manifest, ms, task};

async fn with_builtin(scene: &Scene) {
    let mut oracle = manifest("oracle");
    oracle.run = Run::Builtin(Builtin::Oracle);
    scene.store.declare(oracle, Origin::Builtin, Approval::NotNeeded, None).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_thousand_tasks_through_three_workers_are_done_once_each() {
    let scene = Scene::new();
    with_builtin(&scene).await;
    for n in 0..1_000 {
        scene.submit(json!({ "n": n, "ms": n % 7 })).await;
    }
    let mut workers = Vec::new();
    let mut stages = Vec::new();
    for name in ["a", "b", "c"] {
        let stage = Arc::new(crate::Stage::default());
        let launcher = Arc::new(Troupe(stage.clone()));
        workers.push(Worker::start(config(name), scene.store.clone(), launcher).await.unwrap());
        stages.push(stage);
    }
    scene.until("all end", async || (scene.store.counts().await.unwrap().succeeded == 1_000).then_some(())).await;
    let mut seen = BTreeMap::new();
    for stage in &stages {
        let calls = stage.calls.lock().unwrap();
        assert!(calls.len() > 100, "each worker took its part: {}", calls.len());
        for (_, input) in calls.iter() {
            *seen.entry(input["n"].as_u64().unwrap()).or_insert(0) += 1;
        }
        assert!(stage.most.lock().unwrap()["oracle"] <= 4);
    }
    assert_eq!(seen.len(), 1_000);
    assert!(seen.values().all(|times| *times == 1));
    for worker in workers {
        worker.shutdown().await;
    }
}

/// A worker in a runtime of its own, which can be cut off as if its machine had lost its power.
struct Doomed(tokio::runtime::Runtime);

#[test]
fn the_tasks_of_a_dead_worker_run_again_within_two_leases() {
    // Real time: a runtime can only be killed from outside.
    let runtime = || tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (living, doomed) = (runtime(), Doomed(runtime()));
    let lease = ms(1_500);
    let mut scene = living.block_on(async {
        let scene = Scene::in_real_time();
        with_builtin(&scene).await;
        scene
    });
    let start = |name: &str, scene: &Scene| {
        let mut config = config(name);
        config.lease = lease;
        Worker::start(config, scene.store.clone() as Arc<Fake>, Arc::new(Troupe(scene.stage.clone())))
    };
    let first = doomed.0.block_on(async { start("doomed", &scene).await.unwrap() });
    let ids = living.block_on(async {
        let mut ids = Vec::new();
        for n in 0..4 {
            ids.push(scene.submit(json!({ "n": n, "ms": 60_000 })).await);
        }
        scene.until("all run", async || (first.running() == 4).then_some(())).await;
        ids
    });
    scene.stage = Arc::default();
    let second = living.block_on(async { start("second", &scene).await.unwrap() });
    let died = std::time::Instant::now();
    doomed.0.shutdown_background();
    std::mem::forget(first);
    living.block_on(async {
        scene
            .until("all run again", async || {
                for id in &ids {
                    let task = scene.store.task(*id).await.unwrap().unwrap();
                    let attempt = task.attempt.unwrap();
                    if task.state != TaskState::Running || (attempt.number, attempt.worker.as_str()) != (2, "second") || task.stalls != 1 {
                        return None;
                    }
                }
                Some(())
            })
            .await;
    });
    let took = died.elapsed();
    assert!(took < lease * 2, "{took:?}");
    drop(second);
}

#[tokio::test(start_paused = true)]
async fn an_agent_is_with_one_worker_and_goes_to_another_when_that_cannot_renew_its_lease() {
    let scene = Scene::new();
    scene.declare(manifest("one")).await;
    let first = scene.worker("first").await;
    scene.until_state("one", AgentState::Active).await;
    let second = scene.worker("second").await;
    sleep(ms(60_000)).await;
    assert_eq!(scene.stage.starts("one"), 1);
    // Nobody reaches the store: whoever has the agent ends it before the lease is over for others.
    scene.store.away.store(true, Ordering::SeqCst);
    let away = Instant::now();
    scene.until("it ended", async || (!scene.stage.lives("one")).then_some(())).await;
    assert!(away.elapsed() <= config("w").lease + ms(1_500), "{:?}", away.elapsed());
    scene.store.away.store(false, Ordering::SeqCst);
    scene.until("it is back", async || scene.stage.lives("one").then_some(())).await;
    scene.until_state("one", AgentState::Active).await;
    let ended = Instant::now();
    first.shutdown().await;
    scene
        .until("the other has it", async || {
            scene.status("one").await.filter(|status| status.worker == "second" && status.state == AgentState::Active)
        })
        .await;
    assert!(ended.elapsed() < ms(2_000), "{:?}", ended.elapsed());
    assert_eq!(*scene.stage.twice.lock().unwrap(), Vec::<String>::new());
    second.shutdown().await;
    assert!(!scene.stage.lives("one"));
}

/// How many of the agents each worker tells of, by its name.
async fn shares(store: &dyn Store) -> BTreeMap<String, usize> {
    let mut shares = BTreeMap::new();
    for status in store.agents().await.unwrap().into_iter().filter_map(|record| record.status) {
        if status.state == AgentState::Active {
            *shares.entry(status.worker).or_default() += 1;
        }
    }
    shares
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_joins_gets_its_share_and_no_task_is_lost_by_it() {
    let scene = Scene::new();
    let all = ["a", "b", "c", "d"];
    for id in all {
        scene.declare(manifest(id)).await;
    }
    let first = scene.worker("first").await;
    let mut tasks = Vec::new();
    for (id, seconds) in all.into_iter().zip([50, 300, 200, 40]) {
        scene.until_state(id, AgentState::Active).await;
        let task = NewTask { agent: Some(id.into()), start_to_close: ms(900_000), ..task(json!({ "ms": seconds * 1_000 })) };
        tasks.push(scene.submit_task(task).await);
    }
    scene.until("all run", async || (first.running() == 4).then_some(())).await;
    let second = scene.worker("second").await;
    let even = BTreeMap::from([("first".to_owned(), 2), ("second".to_owned(), 2)]);
    scene.until("they are spread", async || (shares(&*scene.store).await == even).then_some(())).await;
    for id in tasks {
        let task = scene.until_ended(id).await;
        assert_eq!((task.state, task.attempts), (TaskState::Succeeded, 1), "what an agent is at is done before it goes");
    }
    sleep(ms(600_000)).await;
    assert_eq!(shares(&*scene.store).await, even);
    assert_eq!(scene.stage.started.lock().unwrap().len(), 6, "and nothing moves any more");

    // Each agent goes on taking tasks, wherever it is.
    for id in all {
        let task = scene.submit_task(NewTask { agent: Some(id.into()), ..task(json!({ "n": id })) }).await;
        assert_eq!(scene.until_ended(task).await.state, TaskState::Succeeded);
    }
    let third = scene.worker("third").await;
    sleep(ms(120_000)).await;
    let mut counts: Vec<usize> = shares(&*scene.store).await.into_values().collect();
    counts.sort_unstable();
    assert_eq!(counts, [1, 1, 2], "one each is enough");
    first.shutdown().await;
    let left = BTreeMap::from([("second".to_owned(), 2), ("third".to_owned(), 2)]);
    scene.until("those that are left have them", async || (shares(&*scene.store).await == left).then_some(())).await;
    assert_eq!(*scene.stage.twice.lock().unwrap(), Vec::<String>::new());
    second.shutdown().await;
    third.shutdown().await;
    assert!(all.iter().all(|id| !scene.stage.lives(id)));
}

#[tokio::test(start_paused = true)]
async fn an_agent_is_kept_when_the_worker_it_was_meant_for_ends() {
    let scene = Scene::new();
    for id in ["a", "b"] {
        scene.declare(manifest(id)).await;
    }
    let first = scene.worker("first").await;
    let mut long = Vec::new();
    for id in ["a", "b"] {
        scene.until_state(id, AgentState::Active).await;
        let task = NewTask { agent: Some(id.into()), start_to_close: ms(900_000), ..task(json!({ "ms": 300_000 })) };
        long.push(scene.submit_task(task).await);
    }
    scene.until("both run", async || (first.running() == 2).then_some(())).await;
    let second = scene.worker("second").await;
    // One of them takes nothing further now.
    sleep(ms(60_000)).await;
    let more = scene.submit_task(NewTask { agent: Some("a".into()), ..task(json!({ "n": 1 })) }).await;
    let other = scene.submit_task(NewTask { agent: Some("b".into()), ..task(json!({ "n": 2 })) }).await;
    sleep(ms(5_000)).await;
    let waiting = async |id| scene.store.task(id).await.unwrap().unwrap().state == TaskState::Queued;
    assert!(waiting(more).await != waiting(other).await, "one is left to the other worker");
    second.shutdown().await;
    for id in [more, other].into_iter().chain(long) {
        assert_eq!(scene.until_ended(id).await.attempts, 1);
    }
    assert_eq!(scene.stage.started.lock().unwrap().len(), 2, "none was started anew");
    first.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_workers_on_one_database_share_its_agents() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path().join("tasks.sqlite").to_str().unwrap(), Settings::default()).await.unwrap();
    let stage = Arc::new(crate::Stage::default());
    for id in ["a", "b", "c", "d"] {
        store.declare(manifest(id), Origin::Api, Approval::NotNeeded, None).await.unwrap();
    }
    let start = |name: &str| {
        let mut config = config(name);
        // A busy machine may do nothing for a while.
        config.lease = ms(3_000);
        Worker::start(config, store.clone(), Arc::new(Troupe(stage.clone())))
    };
    let until = async |wanted: &[(&str, usize)]| {
        let wanted: BTreeMap<String, usize> = wanted.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
        let wait = async {
            while shares(&*store).await != wanted {
                sleep(ms(20)).await;
            }
        };
        tokio::time::timeout(ms(60_000), wait).await.unwrap_or_else(|_| panic!("never {wanted:?}"));
    };
    let first = start("first").await.unwrap();
    until(&[("first", 4)]).await;
    let second = start("second").await.unwrap();
    until(&[("first", 2), ("second", 2)]).await;
    first.shutdown().await;
    until(&[("second", 4)]).await;
    assert_eq!(*stage.twice.lock().unwrap(), Vec::<String>::new());
    second.shutdown().await;
}
