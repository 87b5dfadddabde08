//! Which roots have been read in full: before that, only what a file itself says is told about it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

/// How the reading of a root ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// Everything was read.
    Done,
    /// The person stopped it; it is not begun again, and rules about the whole root stay silent.
    Stopped,
}

/// The roots whose reading has ended.
#[derive(Default)]
pub struct Reading {
    ended: Mutex<HashMap<PathBuf, End>>,
    more: Notify,
}

impl Reading {
    fn ended(&self) -> MutexGuard<'_, HashMap<PathBuf, End>> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How the reading of the root at `path` ended; `None` when it has not.
    pub fn end(&self, path: &Path) -> Option<End> {
        self.ended().get(path).copied()
    }

    /// Notes how it ended.
    pub fn note(&self, path: PathBuf, end: End) {
        self.ended().insert(path, end);
        self.more.notify_waiters();
    }

    /// Forgets a root that was closed.
    pub fn forget(&self, path: &Path) {
        self.ended().remove(path);
    }

    /// Waits until the reading of the root at `path` has ended, for as long as a person would not notice.
    pub async fn wait(&self, path: &Path) {
        let ended = async {
            loop {
                let more = self.more.notified();
                if self.end(path).is_some() {
                    return;
                }
                more.await;
            }
        };
        let _ = tokio::time::timeout(Duration::from_millis(200), ended).await;
    }
}
