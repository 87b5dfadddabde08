//! The attempts that this worker is at.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use agents::Progress;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::shared::locked;
use crate::model::TaskId;

/// A task and the number of the attempt.
pub(crate) type Key = (TaskId, u16);

pub(crate) struct Running {
    agent: String,
    pub(crate) signals: Signals,
    /// News of how far it is, which the store has not heard.
    progress: Option<Progress>,
}

/// What an attempt is told from outside.
#[derive(Clone, Default)]
pub(crate) struct Signals {
    /// Somebody takes the task back.
    pub(crate) cancel: CancellationToken,
    /// It is not ours any more.
    pub(crate) lost: CancellationToken,
    /// The worker ends, and waits no longer.
    pub(crate) shutdown: CancellationToken,
}

#[derive(Default)]
pub(crate) struct Attempts {
    running: Mutex<BTreeMap<Key, Running>>,
    none: Notify,
}

impl Attempts {
    pub(crate) fn begin(&self, key: Key, agent: &str) -> Signals {
        let signals = Signals::default();
        self.lock().insert(key, Running { agent: agent.to_owned(), signals: signals.clone(), progress: None });
        signals
    }

    pub(crate) fn end(&self, key: Key) {
        let empty = {
            let mut running = self.lock();
            running.remove(&key);
            running.is_empty()
        };
        if empty {
            self.none.notify_waiters();
        }
    }

    pub(crate) fn progress(&self, key: Key, progress: Progress) {
        if let Some(running) = self.lock().get_mut(&key) {
            running.progress = Some(progress);
        }
    }

    /// What is to be said of each, the news of it being taken out.
    pub(crate) fn beats(&self) -> Vec<(TaskId, u16, Option<Progress>)> {
        self.lock().iter_mut().map(|((task, number), running)| (*task, *number, running.progress.take())).collect()
    }

    pub(crate) fn signals(&self, key: Key) -> Option<Signals> {
        self.lock().get(&key).map(|running| running.signals.clone())
    }

    pub(crate) fn all(&self) -> Vec<Signals> {
        self.lock().values().map(|running| running.signals.clone()).collect()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// How many tasks each agent has.
    pub(crate) fn by_agent(&self) -> BTreeMap<String, u32> {
        let mut counts = BTreeMap::new();
        for running in self.lock().values() {
            *counts.entry(running.agent.clone()).or_default() += 1;
        }
        counts
    }

    /// Returns once there is none.
    pub(crate) async fn none(&self) {
        loop {
            let ended = self.none.notified();
            let mut ended = std::pin::pin!(ended);
            // From here on an end is noticed.
            ended.as_mut().enable();
            if self.is_empty() {
                return;
            }
            ended.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Key, Running>> {
        locked(&self.running)
    }
}
