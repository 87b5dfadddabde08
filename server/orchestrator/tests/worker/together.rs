//! Several workers on one store.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use agents::{Origin, Run, manifest::Builtin};
use orchestrator::model::{AgentState, Approval, TaskState};
use orchestrator::runtime::Worker;
use orchestrator::store::{Agents, Tasks};
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::script::Troupe;
use crate::store::Fake;
use crate::{Scene, config, manifest, ms};

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
        let scene = Scene::new();
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
    first.shutdown().await;
    scene
        .until("the other has it", async || {
            scene.status("one").await.filter(|status| status.worker == "second" && status.state == AgentState::Active)
        })
        .await;
    assert_eq!(*scene.stage.twice.lock().unwrap(), Vec::<String>::new());
    second.shutdown().await;
    assert!(!scene.stage.lives("one"));
}
