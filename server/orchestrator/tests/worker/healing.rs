//! Agents that end, hang, lie down, and come back.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use agents::manifest::Heal;
use orchestrator::model::{AgentState, Approval, Desired, TaskState};
use orchestrator::store::{Agents, Things};
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::{Scene, config, manifest, ms};

#[tokio::test(start_paused = true)]
async fn a_killed_agent_serves_again_within_a_second_and_its_own_start() {
    let scene = Scene::new();
    scene.stage.script("one").start.store(700, Ordering::SeqCst);
    scene.declare(manifest("one")).await;
    let worker = scene.worker("w").await;
    scene.until_state("one", AgentState::Active).await;
    for round in 1..=3 {
        let killed = Instant::now();
        scene.stage.kill("one");
        let task = scene.submit(json!({ "round": round })).await;
        assert_eq!(scene.until_ended(task).await.state, TaskState::Succeeded);
        assert!(killed.elapsed() < ms(1000 + 700), "round {round}: {:?}", killed.elapsed());
        sleep(ms(90_000)).await;
    }
    assert_eq!(scene.stage.starts("one"), 4);
    worker.shutdown().await;
    assert!(!scene.stage.lives("one"));
}

#[tokio::test(start_paused = true)]
async fn one_that_crashes_again_and_again_fails_and_takes_nothing_with_it() {
    let scene = Scene::new();
    scene.stage.script("bad").crashes.store(30, Ordering::SeqCst);
    scene.declare(manifest("bad")).await;
    scene.declare(manifest("good")).await;
    let worker = scene.worker("w").await;
    scene.until_state("good", AgentState::Active).await;
    let failed = scene.until_state("bad", AgentState::Failed).await;
    let times = usize::try_from(manifest("bad").restart.times).unwrap();
    assert_eq!(scene.stage.starts("bad"), times + 1);
    assert_eq!(failed.health.score, 0.0);
    assert_eq!(failed.health.reasons, ["it was given up: it exited with 1"]);
    sleep(ms(1_000)).await;
    let lines = scene.status("bad").await.unwrap().last_lines;
    assert_eq!(lines.last().map(String::as_str), Some("out of cheese"));
    // It stays so, and the other one serves on.
    sleep(ms(600_000)).await;
    assert_eq!(scene.stage.starts("bad"), times + 1);
    let task = scene.submit(json!({})).await;
    assert_eq!(scene.until_ended(task).await.state, TaskState::Succeeded);
    assert_eq!(scene.stage.starts("good"), 1);
    // A person mends it and has it started.
    scene.stage.script("bad").crashes.store(0, Ordering::SeqCst);
    scene.store.desire("bad", Desired::Running, true).await.unwrap();
    let status = scene.until_state("bad", AgentState::Active).await;
    assert_eq!((status.restarts, status.health.reasons), (0, Vec::new()));
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn one_that_hangs_is_found_by_its_deadline() {
    let scene = Scene::new();
    let mut one = manifest("one");
    (one.probes.every, one.probes.timeout, one.probes.failures) = (ms(2_000), ms(500), 3);
    scene.declare(one).await;
    let worker = scene.worker("w").await;
    scene.until_state("one", AgentState::Active).await;
    scene.stage.script("one").deaf.store(true, Ordering::SeqCst);
    let deaf = Instant::now();
    let status = scene.until_state("one", AgentState::Healing).await;
    // Three periods, and the last timeout.
    assert!(deaf.elapsed() <= ms(3 * 2_000 + 500 + 100), "{:?}", deaf.elapsed());
    assert_eq!(status.health.reasons[0], "it is being restarted: its probe failed 3 times in a row: no answer within 500 ms");
    scene.stage.script("one").deaf.store(false, Ordering::SeqCst);
    scene.until_state("one", AgentState::Active).await;
    assert_eq!(scene.stage.starts("one"), 2);
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn silence_alone_is_an_illness() {
    let scene = Scene::new();
    let mut one = manifest("one");
    // Its probes would never be enough to condemn it.
    (one.probes.every, one.probes.failures, one.probes.stale_after) = (ms(5_000), 1_000, ms(20_000));
    scene.declare(one).await;
    let worker = scene.worker("w").await;
    scene.until_state("one", AgentState::Active).await;
    scene.stage.script("one").deaf.store(true, Ordering::SeqCst);
    let status = scene.until_state("one", AgentState::Healing).await;
    assert!(status.health.reasons[0].contains("it gave no sign of life for 20.0 s"), "{:?}", status.health);
    scene.stage.script("one").deaf.store(false, Ordering::SeqCst);
    scene.until_state("one", AgentState::Active).await;
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn one_that_is_left_to_a_person_is_not_restarted() {
    let scene = Scene::new();
    let mut one = manifest("one");
    one.restart.heal = Heal::Manual;
    scene.declare(one).await;
    let worker = scene.worker("w").await;
    scene.until_state("one", AgentState::Active).await;
    scene.stage.kill("one");
    scene.until_state("one", AgentState::Failed).await;
    sleep(ms(600_000)).await;
    assert_eq!(scene.stage.starts("one"), 1);
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn who_needs_another_starts_after_it_pauses_with_it_and_stops_before_it() {
    let scene = Scene::new();
    for (id, needs) in [("api", vec!["db"]), ("db", vec![]), ("ui", vec!["api"])] {
        let mut one = manifest(id);
        one.needs = needs.into_iter().map(str::to_owned).collect();
        one.probes.every = ms(1_000);
        scene.declare(one).await;
    }
    scene.stage.script("db").start.store(5_000, Ordering::SeqCst);
    let worker = scene.worker("w").await;
    let waiting = scene.until_state("ui", AgentState::Initializing).await;
    assert_eq!(waiting.health.reasons, ["it needs `api`, which is not ready"]);
    scene.until_state("ui", AgentState::Active).await;
    let started = |scene: &Scene| scene.stage.started.lock().unwrap().iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
    assert_eq!(started(&scene), ["db", "api", "ui"]);

    scene.stage.kill("db");
    let paused = scene.until_state("api", AgentState::Paused).await;
    assert_eq!(paused.health.reasons, ["it needs `db`, which is not ready"]);
    scene.until_state("ui", AgentState::Paused).await;
    scene.until_state("ui", AgentState::Active).await;
    assert_eq!(started(&scene), ["db", "api", "ui", "db"], "those that need it were paused, not restarted");

    scene.stage.ended.lock().unwrap().clear();
    worker.shutdown().await;
    let ended: Vec<String> = scene.stage.ended.lock().unwrap().iter().map(|(id, _)| id.clone()).collect();
    assert_eq!(ended, ["ui", "api", "db"]);
}

#[tokio::test(start_paused = true)]
async fn those_that_need_themselves_fail_and_say_how() {
    let scene = Scene::new();
    for (id, needs) in [("a", "b"), ("b", "a"), ("c", "a")] {
        let mut one = manifest(id);
        one.needs = vec![needs.to_owned()];
        scene.declare(one).await;
    }
    let worker = scene.worker("w").await;
    assert_eq!(scene.until_state("a", AgentState::Failed).await.health.reasons, ["it needs itself: a -> b -> a"]);
    assert_eq!(scene.until_state("b", AgentState::Failed).await.health.reasons, ["it needs itself: b -> a -> b"]);
    assert_eq!(scene.until_state("c", AgentState::Initializing).await.health.reasons, ["it needs `a`, which is not ready"]);
    // The circle is broken: all come up.
    scene.declare(manifest("b")).await;
    scene.until_state("c", AgentState::Active).await;
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn nothing_runs_that_nobody_approved_and_a_change_of_what_runs_restarts() {
    let scene = Scene::new();
    let pending = Approval::Pending { hash: "1".into() };
    scene.store.declare(manifest("one"), agents::Origin::Dna { root: None }, pending.clone(), None).await.unwrap();
    let worker = scene.worker("w").await;
    scene.until_state("one", AgentState::Pending).await;
    sleep(ms(60_000)).await;
    assert_eq!(scene.stage.starts("one"), 0);
    scene.store.approve("one", Approval::Given).await.unwrap();
    scene.until_state("one", AgentState::Active).await;

    let mut changed = manifest("one");
    changed.concurrency = 9;
    changed.probes.every = ms(3_000);
    scene.store.declare(changed.clone(), agents::Origin::Dna { root: None }, Approval::Given, None).await.unwrap();
    sleep(ms(60_000)).await;
    assert_eq!(scene.stage.starts("one"), 1, "only what is asked of it changed");
    changed.run = agents::Run::Command { words: vec!["other".into()], folder: None };
    scene.store.declare(changed, agents::Origin::Dna { root: None }, Approval::Given, None).await.unwrap();
    scene.until("it starts anew", async || (scene.stage.starts("one") == 2).then_some(())).await;
    scene.until_state("one", AgentState::Active).await;

    scene.store.approve("one", pending).await.unwrap();
    scene.until_state("one", AgentState::Pending).await;
    assert!(!scene.stage.lives("one"));
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_drained_agent_finishes_and_a_paused_one_stays() {
    let scene = Scene::new();
    scene.declare(manifest("one")).await;
    let worker = scene.worker("w").await;
    scene.until_state("one", AgentState::Active).await;
    let long = scene.submit(json!({ "ms": 30_000 })).await;
    scene.until("it runs", async || scene.status("one").await.filter(|status| status.running == 1)).await;
    scene.store.desire("one", Desired::Drained, false).await.unwrap();
    scene.until_state("one", AgentState::Draining).await;
    let later = scene.submit(json!({})).await;
    assert_eq!(scene.until_ended(long).await.state, TaskState::Succeeded);
    scene.until_state("one", AgentState::Stopped).await;
    scene.store.desire("one", Desired::Paused, false).await.unwrap();
    scene.until_state("one", AgentState::Paused).await;
    sleep(ms(60_000)).await;
    assert!(scene.stage.lives("one"));
    assert_eq!(orchestrator::store::Tasks::task(&*scene.store, later).await.unwrap().unwrap().state, TaskState::Queued);
    scene.store.desire("one", Desired::Running, false).await.unwrap();
    assert_eq!(scene.until_ended(later).await.state, TaskState::Succeeded);
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn what_an_agent_writes_is_kept_without_the_secrets_it_was_given() {
    let scene = Scene::new();
    scene.declare(manifest("one")).await;
    let mut config = config("w");
    config.environment = Arc::new(|_| [("TOKEN".to_owned(), "correct-horse".to_owned())].into());
    let worker = scene.worker_with(config).await;
    scene.until_state("one", AgentState::Active).await;
    worker.shutdown().await;
    let lines: Vec<String> = scene.store.logs("one", 0, 100).await.unwrap().into_iter().map(|(_, _, line)| line).collect();
    assert_eq!(lines, ["one is up with ***", "bye"]);
}

#[tokio::test(start_paused = true)]
async fn secrets_and_control_characters_are_taken_out_and_long_lines_cut() {
    const LONGEST: usize = 8 << 10;
    let scene = Scene::new();
    let said = "say hunter22, hunter22-and-more, no; abcdefgh\u{1b}[0m\r\n";
    *scene.stage.script("one").says.lock().unwrap() = vec![said.to_owned(), "ä".repeat(LONGEST)];
    let mut config = config("w");
    config.environment = Arc::new(|_| {
        let values = ["hunter22", "hunter22-and-more", "no", "-----BEGIN\nabcdefgh\n"];
        values.iter().enumerate().map(|(number, value)| (format!("V{number}"), (*value).to_owned())).collect()
    });
    scene.declare(manifest("one")).await;
    let worker = scene.worker_with(config).await;
    scene.until_state("one", AgentState::Active).await;
    worker.shutdown().await;
    let lines: Vec<String> = scene.store.logs("one", 0, 100).await.unwrap().into_iter().map(|(_, _, line)| line).collect();
    assert_eq!(lines[1], "say ***, ***, no; ***[0m");
    assert!(lines[2].len() <= LONGEST + '…'.len_utf8() && lines[2].ends_with("ä…"));
}

#[tokio::test(start_paused = true)]
async fn the_last_lines_stay() {
    let scene = Scene::new();
    let script = scene.stage.script("bad");
    *script.says.lock().unwrap() = (0..100).map(|number| number.to_string()).collect();
    script.crashes.store(30, Ordering::SeqCst);
    scene.declare(manifest("bad")).await;
    let worker = scene.worker("w").await;
    let lines = scene.until_state("bad", AgentState::Failed).await.last_lines;
    let kept: Vec<String> = (81..100).map(|number: u32| number.to_string()).chain(["out of cheese".to_owned()]).collect();
    assert_eq!(lines, kept);
    worker.shutdown().await;
}
