//! What one worker does for all: taking tasks from those that are not heard of any more.
//!
//! Whoever leads does it. A leader that dies is followed after its lease, so that an orphaned task runs again within two.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};

use super::shared::Shared;
use crate::model::TaskState;
use crate::schedule::Schedule;
use crate::store::{Stored, TaskFilter};

/// While no task waits or runs there is nothing to take, only old things to forget.
const RARELY: Duration = Duration::from_secs(300);
/// A store that was away is left alone for so long.
const AWAY: Duration = Duration::from_secs(1);
/// The clock of the store and ours may drift apart: a tick that is far away is looked at again.
const FAR: Duration = Duration::from_secs(3600);

/// Sweeps until the worker takes nothing new.
pub(crate) async fn run(shared: Arc<Shared>) {
    let mut news = shared.store.news();
    loop {
        news.mark_unchanged();
        let began = Instant::now();
        let often = shared.config.lease / 3;
        let next = match sweep(&shared).await {
            Ok(true) => began + often,
            Ok(false) => began + RARELY,
            Err(error) => {
                tracing::warn!(%error, "tasks of lost workers are looked for later");
                began + AWAY
            }
        };
        tokio::select! {
            () = shared.draining.cancelled() => return,
            () = sleep_until(next) => {}
            Ok(()) = news.changed() => {
                // What runs since a moment ago is not lost yet.
                tokio::select! {
                    () = shared.draining.cancelled() => return,
                    () = sleep_until(next.min(began + often)) => {}
                }
            }
        }
    }
}

/// Says whether there is anything that could be lost.
async fn sweep(shared: &Shared) -> Stored<bool> {
    if shared.store.lead("sweep", &shared.config.worker, shared.config.lease).await? {
        let touched = shared.store.sweep().await?;
        if touched > 0 {
            tracing::info!(touched, "took tasks from workers that are not heard of, or whose time was up");
        }
    }
    // Also one that waits may be too late one day.
    let open = TaskFilter { states: vec![TaskState::Queued, TaskState::Running], ..TaskFilter::default() };
    Ok(!shared.store.tasks(&open, None, 1).await?.is_empty())
}

/// Submits the ticks of a schedule until the worker takes nothing new.
pub(crate) async fn tick(shared: Arc<Shared>, schedule: Schedule) {
    loop {
        let wait = match schedule.submit(&*shared.store).await {
            Ok(Some(next)) => match shared.store.now().await {
                // A little later, so that it has come by the store's clock too.
                Ok(now) => next.since(now).min(FAR) + Duration::from_millis(10),
                Err(_) => AWAY,
            },
            Ok(None) => return,
            Err(error) => {
                tracing::warn!(schedule = schedule.name(), %error, "a scheduled task is submitted later");
                AWAY
            }
        };
        tokio::select! {
            () = shared.draining.cancelled() => return,
            () = sleep(wait) => {}
        }
    }
}
