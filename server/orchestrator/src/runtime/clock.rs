//! The time as a worker counts it: it never goes back, and a test can hold it.

use tokio::time::{Instant, sleep_until};

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

/// Returns at that moment; `None`: never.
pub(crate) async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
