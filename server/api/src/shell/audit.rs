//! The audit log: every request that would change something, with who made it and what came of it.
//!
//! Written by one task of its own, many at once where the store can, so that a request does not wait for a second write. Where
//! it cannot keep up, requests do wait. What stands in the channel when the process is killed is lost; what it did is not, and is
//! in the events and in the log.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use orchestrator::store::{Audit, Store};
use tokio::sync::mpsc;

/// So many wait at most.
const WAITING: usize = 1024;
/// So many are written at once.
const AT_ONCE: usize = 128;

/// Takes entries.
#[derive(Clone)]
pub struct Auditor {
    sender: mpsc::Sender<Audit>,
}

impl Auditor {
    /// Starts its task, which ends when the last of these is gone and everything is written.
    pub fn start(store: Arc<dyn Store>) -> (Auditor, tokio::task::JoinHandle<()>) {
        let (sender, mut receiver) = mpsc::channel(WAITING);
        let task = tokio::spawn(async move {
            let mut batch = Vec::with_capacity(AT_ONCE);
            while receiver.recv_many(&mut batch, AT_ONCE).await > 0 {
                let written = join_all(batch.iter().map(|entry| written(&*store, entry)));
                written.await;
                batch.clear();
            }
        });
        (Auditor { sender }, task)
    }

    /// Takes one.
    pub async fn take(&self, entry: Audit) {
        if self.sender.send(entry).await.is_err() {
            tracing::error!("the audit log is closed");
        }
    }
}

async fn written(store: &dyn Store, entry: &Audit) {
    for wait in [Duration::from_millis(100), Duration::from_secs(1), Duration::from_secs(3)] {
        match store.audit(entry).await {
            Ok(()) => return,
            Err(error) => {
                tracing::warn!("an entry of the audit log waits: {error}");
                tokio::time::sleep(wait).await;
            }
        }
    }
    // What is written nowhere else is at least here.
    tracing::error!(
        who = entry.who,
        from = entry.from,
        what = entry.what,
        status = entry.status,
        request = entry.request,
        "not in the audit log"
    );
}
