//! Tasks that come by the clock.

use orchestrator::model::{TaskState, Timestamp};
use orchestrator::runtime::Worker;
use orchestrator::schedule::Schedule;
use orchestrator::store::{TaskFilter, Tasks, Things};
use serde_json::json;
use tokio::time::sleep;

use crate::{Scene, config, ms, task};

const HOUR: u64 = 3_600_000;

fn hourly() -> Schedule {
    Schedule::new("tidy", "0 * * * *", None, task(json!({}))).unwrap()
}

async fn worker(scene: &Scene, name: &str) -> Worker {
    let mut config = config(name);
    config.schedules = vec![hourly()];
    scene.worker_with(config).await
}

async fn ticks(scene: &Scene) -> Vec<Timestamp> {
    let filter = TaskFilter { states: vec![TaskState::Queued], by: Some("schedule:tidy".into()), ..TaskFilter::default() };
    let mut ticks: Vec<Timestamp> = scene.store.tasks(&filter, None, 1_000).await.unwrap().iter().map(|task| task.submitted).collect();
    ticks.sort();
    ticks
}

#[tokio::test(start_paused = true)]
async fn each_tick_is_submitted_once_however_many_processes_there_are() {
    let scene = Scene::new();
    let (a, b, c) = (worker(&scene, "a").await, worker(&scene, "b").await, worker(&scene, "c").await);
    let began = scene.store.now().await.unwrap();
    sleep(ms(5 * HOUR + HOUR / 2)).await;
    let at = ticks(&scene).await;
    assert!(at.len() == 5 || at.len() == 6, "{}", at.len());
    assert!(at[0] > began, "one that is new makes up for nothing");
    assert!(at.iter().all(|at| at.0 % i64::try_from(HOUR).unwrap() < 1_000), "{at:?}");
    for worker in [a, b, c] {
        worker.shutdown().await;
    }
}

#[tokio::test(start_paused = true)]
async fn of_those_that_were_missed_the_last_is_made_up_for() {
    let scene = Scene::new();
    let first = worker(&scene, "a").await;
    sleep(ms(2 * HOUR)).await;
    first.shutdown().await;
    let before = ticks(&scene).await.len();
    sleep(ms(48 * HOUR)).await;
    let second = worker(&scene, "b").await;
    sleep(ms(1_000)).await;
    assert_eq!(ticks(&scene).await.len(), before + 1);
    second.shutdown().await;
}

#[test]
fn ticks_are_by_the_clock_on_the_wall() {
    let at = |text: &str| Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond());
    let nightly = Schedule::new("n", "30 2 * * *", Some("Europe/Berlin"), task(json!({}))).unwrap();
    assert_eq!(nightly.next(at("2026-01-10T12:00:00Z")), Some(at("2026-01-11T01:30:00Z")));
    assert_eq!(nightly.next(at("2026-07-10T12:00:00Z")), Some(at("2026-07-11T00:30:00Z")));
    assert_eq!(nightly.last(at("2026-07-10T12:00:00Z")), Some(at("2026-07-10T00:30:00Z")));
    // A night without that hour, and one that has it twice.
    assert_eq!(nightly.next(at("2026-03-28T12:00:00Z")), Some(at("2026-03-29T01:30:00Z")));
    assert_eq!(nightly.next(at("2026-10-24T12:00:00Z")), Some(at("2026-10-25T00:30:00Z")));
    assert_eq!(nightly.next(at("2026-10-25T00:30:00Z")), Some(at("2026-10-26T01:30:00Z")));
    let wrong = Schedule::new("n", "61 2 * * *", None, task(json!({}))).unwrap_err();
    assert!(wrong.starts_with("the schedule `n`: `61 2 * * *` is not understood: "), "{wrong}");
    assert!(Schedule::new("n", "@daily", Some("Mars/Olympus"), task(json!({}))).is_err());
}
