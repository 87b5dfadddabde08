//! What every store promises, held on each of them.
//!
//! PostgreSQL and Redis are started by the tests themselves where they are installed; where they are not, a test says that
//! it was skipped.
#![allow(clippy::disallowed_methods, clippy::print_stderr)] // tests may

mod backup;
mod conformance;
mod killed;
mod model;
#[path = "../services/mod.rs"]
mod services;
mod shared;
mod spreading;
mod upgrade;

use std::sync::Arc;
use std::time::Duration;

use orchestrator::model::{TaskId, Timestamp};
use orchestrator::store::{Clock, ManualClock, Memory, Settings, Store, Submitted, Tasks, open};

/// A store that is new, and its clock.
pub(crate) struct Fresh {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: ManualClock,
    /// Goes when the test ends.
    _held: Option<tempfile::TempDir>,
}

/// What the suite opens stores with: small bounds, so that a test reaches them.
fn settings(clock: &ManualClock) -> Settings {
    let (clock, results) = (Clock::Manual(clock.clone()), Duration::from_secs(24 * 3600));
    Settings { queue_limit: 20, log_lines: 10, results, clock, ..Settings::default() }
}

fn start() -> ManualClock {
    ManualClock::at(Timestamp(1_750_000_000_000))
}

/// Where a store in a file lies in `folder`.
fn path_in(folder: &tempfile::TempDir) -> String {
    folder.path().join("tasks.sqlite").to_str().unwrap().to_owned()
}

impl Fresh {
    pub(crate) fn memory() -> Fresh {
        let clock = start();
        Fresh { store: Arc::new(Memory::new(settings(&clock))), clock, _held: None }
    }

    pub(crate) async fn sqlite() -> Fresh {
        let folder = tempfile::tempdir().unwrap();
        let clock = start();
        let store = open(&path_in(&folder), settings(&clock)).await.unwrap();
        Fresh { store, clock, _held: Some(folder) }
    }

    pub(crate) async fn postgres(server: &services::Server, name: &str) -> Fresh {
        let clock = start();
        let store = open(&server.database(name).await, settings(&clock)).await.unwrap();
        Fresh { store, clock, _held: None }
    }
}

#[tokio::test]
async fn later_tasks_sort_behind_earlier_ones() {
    let clock = ManualClock::at(Timestamp(1_000_000));
    let store = Memory::new(Settings { queue_limit: 20_000, ..settings(&clock) });
    let mut names: Vec<TaskId> = Vec::new();
    // Many of one millisecond, one after the clock was put back by a second, and one much later.
    for number in 0..10_002 {
        match number {
            10_000 => clock.put_back(Duration::from_millis(1_000)),
            10_001 => clock.advance(Duration::from_millis(1_001_000)),
            _ => {}
        }
        match store.submit(conformance::asked("verify")).await.unwrap() {
            Submitted::New(task) => names.push(task.id),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(clock.now(), Timestamp(2_000_000));
    assert!(names.is_sorted_by(|a, b| a < b && a.to_string() < b.to_string()));
    assert!(names.iter().all(|id| id.0.get_version_num() == 7));
}
