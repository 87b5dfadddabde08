//! Tasks: their deadlines, their ends, and who gets them.

use std::sync::atomic::Ordering;

use orchestrator::model::{AgentState, NewTask, TaskState};
use orchestrator::store::{Tasks, Things};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::{Scene, config, manifest, ms, task};

async fn scene() -> (Scene, orchestrator::runtime::Worker) {
    let scene = Scene::new();
    scene.declare(manifest("one")).await;
    let worker = scene.worker("w").await;
    scene.until_state("one", AgentState::Active).await;
    (scene, worker)
}

#[tokio::test(start_paused = true)]
async fn a_task_is_done_and_counted() {
    let (scene, worker) = scene().await;
    let id = scene.submit(json!({ "ms": 40, "n": 1 })).await;
    let task = scene.until_ended(id).await;
    assert_eq!((task.state, task.attempts), (TaskState::Succeeded, 1));
    assert_eq!(scene.store.result(id).await.unwrap(), Some(json!({ "ms": 40, "n": 1 })));
    let used = scene.until("it is told", async || scene.status("one").await.filter(|status| status.capabilities[0].succeeded == 1)).await;
    assert_eq!((used.capabilities[0].latency_p50, used.capabilities[0].running, used.running), (Some(40.0), 0, 0));
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn latencies_are_those_of_calls_that_ended_well() {
    let (scene, worker) = scene().await;
    let none = scene.status("one").await.unwrap().capabilities;
    assert_eq!((none[0].latency_p50, none[0].latency_p95), (None, None));
    for took in (1..=100).rev() {
        let task = scene.submit(json!({ "ms": took })).await;
        assert_eq!(scene.until_ended(task).await.state, TaskState::Succeeded);
    }
    let failing = scene.submit_task(NewTask { max_attempts: 1, ..task(json!({ "do": "fail", "ms": 9_000 })) }).await;
    assert_eq!(scene.until_ended(failing).await.state, TaskState::Dead);
    scene.submit(json!({ "do": "hang" })).await;
    let told =
        async || scene.status("one").await.map(|status| status.capabilities).filter(|used| (used[0].failed, used[0].running) == (1, 1));
    let used = &scene.until("one runs", told).await[0];
    assert_eq!((used.latency_p50, used.latency_p95), (Some(50.0), Some(95.0)));
    assert_eq!((used.succeeded, used.failed, used.running), (100, 1, 1));
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn what_fails_is_tried_again_and_then_dead_and_what_is_refused_is_not() {
    let (scene, worker) = scene().await;
    let began = Instant::now();
    let failing = scene.submit(json!({ "do": "fail" })).await;
    let task = scene.until_ended(failing).await;
    assert_eq!((task.state, task.attempts), (TaskState::Dead, 3));
    // One second, then two.
    assert!(began.elapsed() >= ms(3_000) && began.elapsed() < ms(3_500), "{:?}", began.elapsed());
    let refused = scene.submit(json!({ "do": "refuse" })).await;
    let task = scene.until_ended(refused).await;
    assert_eq!((task.state, task.attempts, task.failure.unwrap().kind.as_str()), (TaskState::Failed, 1, "refused"));
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_task_that_kills_its_agent_ends_in_the_dead_letter() {
    let (scene, worker) = scene().await;
    let poison = scene.submit(json!({ "do": "die" })).await;
    let task = scene.until_ended(poison).await;
    assert_eq!((task.state, task.attempts), (TaskState::Dead, 3));
    assert_eq!(scene.stage.calls.lock().unwrap().len(), 3);
    let next = scene.submit(json!({})).await;
    assert_eq!(scene.until_ended(next).await.state, TaskState::Succeeded);
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn cancellation_reaches_the_agent() {
    let (scene, worker) = scene().await;
    let id = scene.submit(json!({ "do": "wait" })).await;
    scene.until("it runs", async || (scene.stage.calls.lock().unwrap().len() == 1).then_some(())).await;
    let asked = Instant::now();
    scene.store.cancel(id).await.unwrap();
    assert_eq!(scene.until_ended(id).await.state, TaskState::Cancelled);
    assert!(asked.elapsed() < ms(500), "{:?}", asked.elapsed());
    assert_eq!(scene.stage.cancelled.load(Ordering::SeqCst), 1);
    assert_eq!(scene.stage.starts("one"), 1);
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn an_agent_that_does_not_let_go_is_ended() {
    let (scene, worker) = scene().await;
    let id = scene.submit(json!({ "do": "hang" })).await;
    scene.until("it runs", async || (scene.stage.calls.lock().unwrap().len() == 1).then_some(())).await;
    let asked = Instant::now();
    scene.store.cancel(id).await.unwrap();
    assert_eq!(scene.until_ended(id).await.state, TaskState::Cancelled);
    assert!(asked.elapsed() < ms(6_000), "{:?}", asked.elapsed());
    scene.until("it is back", async || (scene.stage.starts("one") == 2).then_some(())).await;
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn deadlines_hold() {
    let (scene, worker) = scene().await;
    let late = NewTask { start_to_close: ms(2_000), max_attempts: 1, ..task(json!({ "do": "wait" })) };
    let began = Instant::now();
    let id = scene.submit_task(late).await;
    let ended = scene.until_ended(id).await;
    assert_eq!((ended.state, ended.failure.unwrap().message.as_str()), (TaskState::Dead, "it was not done within 2000 ms"));
    assert!(began.elapsed() < ms(2_200), "{:?}", began.elapsed());

    let silent = NewTask { heartbeat: Some(ms(500)), max_attempts: 1, ..task(json!({ "do": "wait" })) };
    let began = Instant::now();
    let id = scene.submit_task(silent).await;
    let ended = scene.until_ended(id).await;
    assert_eq!(ended.failure.unwrap().message, "it gave no sign of life for 500 ms");
    assert!(began.elapsed() < ms(700), "{:?}", began.elapsed());

    let slow = NewTask { heartbeat: Some(ms(500)), ..task(json!({ "do": "progress", "ms": 400 })) };
    let id = scene.submit_task(slow).await;
    let ended = scene.until_ended(id).await;
    assert_eq!(ended.state, TaskState::Succeeded, "progress is a sign of life: {ended:?}");
    assert!(ended.progress.is_some_and(|progress| progress.done >= 9.0));

    let expired = NewTask { schedule_to_close: Some(ms(3_500)), max_attempts: 100, ..task(json!({ "do": "fail" })) };
    let waiting = NewTask { schedule_to_close: Some(ms(3_500)), ..task(json!({ "do": "wait" })) };
    let (_, waiting) = (scene.submit_task(expired).await, scene.submit_task(waiting).await);
    let ended = scene.until_ended(waiting).await;
    assert_eq!((ended.state, ended.failure.unwrap().kind.as_str()), (TaskState::Failed, "expired"));
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn the_more_urgent_goes_first_and_no_agent_has_more_than_it_takes() {
    let scene = Scene::new();
    let mut one = manifest("one");
    one.concurrency = 2;
    scene.declare(one).await;
    for priority in [0, -5, 50, 7, 50, 100, 1] {
        scene.submit_task(NewTask { priority, ..task(json!({ "ms": 100, "priority": priority })) }).await;
    }
    let worker = scene.worker("w").await;
    scene.until("all end", async || (scene.store.counts().await.unwrap().succeeded == 7).then_some(())).await;
    let order: Vec<i64> = scene.stage.calls.lock().unwrap().iter().map(|(_, input)| input["priority"].as_i64().unwrap()).collect();
    assert_eq!(order, [100, 50, 50, 7, 1, 0, -5]);
    assert_eq!(scene.stage.most.lock().unwrap()["one"], 2);
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn agents_that_can_do_the_same_share_the_work() {
    let scene = Scene::new();
    for id in ["a", "b", "c"] {
        scene.declare(manifest(id)).await;
    }
    let worker = scene.worker("w").await;
    for id in ["a", "b", "c"] {
        scene.until_state(id, AgentState::Active).await;
    }
    for _ in 0..6 {
        scene.submit(json!({ "ms": 1_000 })).await;
    }
    scene.until("all end", async || (scene.store.counts().await.unwrap().succeeded == 6).then_some(())).await;
    assert_eq!(scene.stage.most.lock().unwrap().values().copied().collect::<Vec<_>>(), [2, 2, 2]);
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn what_may_not_begin_yet_begins_when_it_may() {
    let (scene, worker) = scene().await;
    let due = scene.store.now().await.unwrap().after(ms(7_000));
    let began = Instant::now();
    let id = scene.submit_task(NewTask { not_before: Some(due), ..task(json!({})) }).await;
    scene.until_ended(id).await;
    assert!(began.elapsed() >= ms(7_000) && began.elapsed() < ms(7_200), "{:?}", began.elapsed());
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_ends_lets_its_tasks_finish_as_long_as_it_waits() {
    let scene = Scene::new();
    scene.declare(manifest("one")).await;
    let mut config = config("w");
    config.drain = ms(10_000);
    let worker = scene.worker_with(config).await;
    scene.until_state("one", AgentState::Active).await;
    let (short, long) = (scene.submit(json!({ "ms": 8_000 })).await, scene.submit(json!({ "ms": 30_000 })).await);
    scene.until("both run", async || (worker.running() == 2).then_some(())).await;
    let began = Instant::now();
    let later = scene.submit(json!({})).await;
    scene.until("all three", async || scene.store.task(later).await.unwrap().filter(|task| task.state.is_final())).await;
    worker.shutdown().await;
    assert!(began.elapsed() < ms(25_000), "{:?}", began.elapsed());
    assert_eq!(scene.store.task(short).await.unwrap().unwrap().state, TaskState::Succeeded);
    let cut = scene.store.task(long).await.unwrap().unwrap();
    assert_eq!((cut.state, cut.failure.unwrap().message), (TaskState::Queued, "the worker was shut down".to_owned()));
    assert!(!scene.stage.lives("one"));
    // Another one takes the agent at once, and does what was cut off.
    let next = scene.worker("x").await;
    sleep(ms(1_000)).await;
    assert_eq!(scene.status("one").await.unwrap().worker, "x");
    assert_eq!(scene.until_ended(long).await.state, TaskState::Succeeded);
    next.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn while_the_store_is_away_work_goes_on_and_its_end_is_told_later() {
    let (scene, worker) = scene().await;
    let id = scene.submit(json!({ "ms": 1_000 })).await;
    scene.until("it runs", async || (worker.running() == 1).then_some(())).await;
    scene.store.away.store(true, Ordering::SeqCst);
    sleep(ms(3_000)).await;
    scene.store.away.store(false, Ordering::SeqCst);
    let task = scene.until_ended(id).await;
    assert_eq!((task.state, task.attempts), (TaskState::Succeeded, 1));
    assert_eq!(
        scene.stage.calls.lock().unwrap().iter().map(|(_, input): &(String, Value)| input["ms"].as_u64()).collect::<Vec<_>>(),
        [Some(1_000)]
    );
    worker.shutdown().await;
}
