//! What a worker costs that has nothing to do.

use std::sync::atomic::Ordering;

use orchestrator::model::AgentState;
use tokio::time::sleep;

use crate::{Scene, manifest, ms};

#[tokio::test(start_paused = true)]
async fn a_worker_without_work_asks_the_store_next_to_nothing() {
    let scene = Scene::new();
    let worker = scene.worker("w").await;
    sleep(ms(5_000)).await;
    let before = scene.store.asked.load(Ordering::SeqCst);
    sleep(ms(600_000)).await;
    let asked = scene.store.asked.load(Ordering::SeqCst) - before;
    assert!(asked <= 10 * 3, "{asked} times in ten minutes");
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_with_an_agent_that_is_well_renews_its_lease_and_little_more() {
    let scene = Scene::new();
    scene.declare(manifest("one")).await;
    let worker = scene.worker("w").await;
    scene.until_state("one", AgentState::Active).await;
    sleep(ms(5_000)).await;
    let before = scene.store.asked.load(Ordering::SeqCst);
    sleep(ms(60_000)).await;
    let asked = scene.store.asked.load(Ordering::SeqCst) - before;
    assert!(asked <= 12 * 2 + 12, "{asked} times in a minute");
    worker.shutdown().await;
}
