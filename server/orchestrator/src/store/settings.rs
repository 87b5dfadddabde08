//! What a store is told when it is opened.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use crate::bus::Bus;
use crate::model::Timestamp;

/// How a store behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// So many tasks may wait before further ones are refused. Where many processes share a store each of them looks
    /// before it writes, so that they may be past it by what they write at the same moment.
    pub queue_limit: u64,
    /// How long tasks that ended, and events, are kept.
    pub retention: Duration,
    /// How long what a task gave is kept after its end, at most as long as the task.
    pub results: Duration,
    /// So many lines are kept of each agent's log.
    pub log_lines: u32,
    /// How many connections read at once.
    pub readers: u32,
    /// Whoever asks the store for something waits at most so long for the answer.
    pub patience: Duration,
    /// How often it looks for events that nobody told it of: those of other processes.
    pub look: Duration,
    /// Where it takes the time from.
    pub clock: Clock,
    /// Brings news of other processes before it looks itself.
    pub bus: Bus,
}

impl Default for Settings {
    fn default() -> Settings {
        const DAY: Duration = Duration::from_secs(24 * 3600);
        Settings {
            queue_limit: 10_000,
            retention: 7 * DAY,
            results: 7 * DAY,
            log_lines: 2_000,
            readers: 4,
            patience: Duration::from_secs(15),
            look: Duration::from_secs(1),
            clock: Clock::System,
            bus: Bus::none(),
        }
    }
}

/// Where a store takes the time from.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// From this machine; from the server where the store is one.
    #[default]
    System,
    /// From a test.
    Manual(ManualClock),
}

/// A clock that goes only when it is told to. Its copies go with it.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// One that shows `start`.
    pub fn at(start: Timestamp) -> ManualClock {
        ManualClock(Arc::new(AtomicI64::new(start.0)))
    }

    /// What it shows.
    pub fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }

    /// Puts it back, as whoever sets the clock of a machine may do.
    pub fn put_back(&self, by: Duration) {
        self.0.fetch_sub(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::SeqCst);
    }

    /// Puts it forward.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::SeqCst);
    }
}
