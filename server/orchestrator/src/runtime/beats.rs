//! Signs of life for all attempts of a worker, together.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::shared::Shared;
use crate::store::Beat;

/// Between two rounds there is at least so much time, whatever the news.
const APART: Duration = Duration::from_millis(250);

/// Keeps the leases until the worker ends.
pub(crate) async fn run(shared: Arc<Shared>) {
    let mut news = shared.store.news();
    let mut last = Instant::now();
    loop {
        let due = last + shared.config.lease / 3;
        let busy = !shared.attempts.is_empty();
        tokio::select! {
            () = sleep_until(due), if busy => {}
            // Progress, or the first attempt after none.
            () = shared.beat.notified() => {}
            // Somebody may have taken a task back.
            changed = news.changed(), if busy => if changed.is_err() { sleep_until(due).await },
            () = shared.ended.cancelled() => return,
        }
        if shared.attempts.is_empty() {
            continue;
        }
        tokio::select! {
            () = sleep_until(last + APART) => {}
            () = shared.ended.cancelled() => return,
        }
        last = Instant::now();
        news.mark_unchanged();
        beat(&shared).await;
    }
}

async fn beat(shared: &Shared) {
    let attempts = shared.attempts.beats();
    if attempts.is_empty() {
        return;
    }
    match shared.store.beat(&shared.config.worker, &attempts, shared.config.lease).await {
        Ok(beats) => {
            for ((task, number, _), beat) in attempts.iter().zip(beats) {
                let Some(signals) = shared.attempts.signals((*task, *number)) else { continue };
                match beat {
                    Beat::Held => {}
                    Beat::Cancel => signals.cancel.cancel(),
                    Beat::Lost => signals.lost.cancel(),
                }
            }
        }
        // Nobody else is given the tasks by a store that is away; once it is back, it knows whose they are.
        Err(error) => tracing::warn!(%error, "the store did not hear that tasks are at work"),
    }
}
