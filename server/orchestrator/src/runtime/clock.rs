//! The time as a worker counts it: it never goes back, and a test can hold it.

use std::time::Duration;

use tokio::time::Instant;

use crate::model::Timestamp;

/// Counts from what the store's clock showed when the worker started.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    base: Timestamp,
    began: Instant,
}

impl Clock {
    pub(crate) fn starting_at(base: Timestamp) -> Clock {
        Clock { base, began: Instant::now() }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.base.after(self.began.elapsed())
    }

    /// The moment at which it shows `at`.
    pub(crate) fn instant(&self, at: Timestamp) -> Instant {
        // A millisecond is shown from its beginning on.
        self.began + at.since(self.base)
    }
}

/// Doubles from `base` with every failure, up to `most`.
pub(crate) fn doubled(base: Duration, failures: u32, most: Duration) -> Duration {
    base.saturating_mul(1_u32.checked_shl(failures).filter(|factor| *factor > 0).unwrap_or(u32::MAX)).min(most)
}
