//! What every store promises, held on each of them.

mod conformance;

use std::sync::Arc;
use std::time::Duration;

use orchestrator::model::Timestamp;
use orchestrator::store::{Clock, ManualClock, Settings, Sqlite, Store};

/// A store that is new, and its clock.
pub struct Fresh {
    pub store: Arc<dyn Store>,
    pub clock: ManualClock,
    /// Goes when the test ends.
    _held: Box<dyn std::any::Any>,
}

/// What the suite opens stores with: small bounds, so that a test reaches them.
fn settings(clock: &ManualClock) -> Settings {
    Settings { queue_limit: 20, log_lines: 10, results: Duration::from_secs(24 * 3600), clock: Clock::Manual(clock.clone()), ..Settings::default() }
}

fn start() -> ManualClock {
    ManualClock::at(Timestamp(1_750_000_000_000))
}

async fn sqlite() -> Option<Fresh> {
    let folder = tempfile::tempdir().unwrap();
    let clock = start();
    let store = Sqlite::open(&folder.path().join("tasks.sqlite"), settings(&clock)).await.unwrap();
    Some(Fresh { store: Arc::new(store), clock, _held: Box::new(folder) })
}
