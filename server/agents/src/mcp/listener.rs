//! What an agent says without being asked: how far its tasks are, that its tools are others now, log messages.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rmcp::ClientHandler;
use rmcp::model::{ClientConfig, ProgressNotificationParam, ProgressToken};
use rmcp::service::{NotificationContext, RoleClient};
use tokio::sync::{Notify, mpsc};

use super::{Log, handshake};
use crate::agent::Progress;

/// How much is kept of what comes before the caller is known. It is known right after its request is sent.
const EARLY: usize = 32;
/// Of a log message, in characters.
const LONGEST: usize = 8 << 10;

/// To be shared.
#[derive(Clone)]
pub struct Listener {
    log: Log,
    calls: Arc<Mutex<Calls>>,
    changes: Arc<Notify>,
}

#[derive(Default)]
struct Calls {
    known: Vec<(ProgressToken, mpsc::Sender<Progress>, f64)>,
    early: VecDeque<(ProgressToken, Progress)>,
}

impl Calls {
    /// Gives it to who waits for it; whether there is somebody. Notifications are handled at once, so that they overtake
    /// each other: what is behind is left out.
    fn give(&mut self, token: &ProgressToken, progress: &Progress) -> bool {
        let Some((_, taker, done)) = self.known.iter_mut().find(|(known, ..)| known == token) else { return false };
        if progress.done >= *done {
            *done = progress.done;
            let _ = taker.try_send(progress.clone());
        }
        true
    }
}

/// Forgets a call when it is dropped.
pub struct Registered {
    calls: Arc<Mutex<Calls>>,
    token: ProgressToken,
}

impl Drop for Registered {
    fn drop(&mut self) {
        locked(&self.calls).known.retain(|(token, ..)| *token != self.token);
    }
}

fn locked(calls: &Mutex<Calls>) -> MutexGuard<'_, Calls> {
    calls.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Listener {
    /// Of nothing yet.
    pub fn new(log: Log) -> Listener {
        Listener { log, calls: Arc::default(), changes: Arc::default() }
    }

    /// Has `taker` get the progress of a call.
    pub fn register(&self, token: ProgressToken, taker: mpsc::Sender<Progress>) -> Registered {
        let mut calls = locked(&self.calls);
        calls.known.push((token.clone(), taker, f64::NEG_INFINITY));
        for (early, progress) in std::mem::take(&mut calls.early) {
            if !calls.give(&early, &progress) {
                calls.early.push_back((early, progress));
            }
        }
        Registered { calls: Arc::clone(&self.calls), token }
    }

    /// Its tools are others now.
    pub fn changed(&self) {
        self.changes.notify_waiters();
    }

    /// Returns when that happens.
    pub async fn until_changed(&self) {
        self.changes.notified().await;
    }
}

impl ClientHandler for Listener {
    fn get_info(&self) -> ClientConfig {
        handshake::config()
    }

    async fn on_progress(&self, params: ProgressNotificationParam, _: NotificationContext<RoleClient>) {
        if !params.progress.is_finite() {
            return;
        }
        let progress = Progress { done: params.progress, total: params.total.filter(|total| total.is_finite()), message: params.message };
        let mut calls = locked(&self.calls);
        if !calls.give(&params.progress_token, &progress) {
            if calls.early.len() == EARLY {
                calls.early.pop_front();
            }
            calls.early.push_back((params.progress_token, progress));
        }
    }

    async fn on_tool_list_changed(&self, _: NotificationContext<RoleClient>) {
        self.changed();
    }

    // The protocol lets go of it for the revisions to come; those that are spoken have it.
    #[allow(deprecated)]
    async fn on_logging_message(&self, params: rmcp::model::LoggingMessageNotificationParam, _: NotificationContext<RoleClient>) {
        let text = match &params.data {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        (self.log)(&text.chars().take(LONGEST).collect::<String>());
    }
}
