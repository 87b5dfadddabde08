//! Who asks: how far it is told, when it is to stop, and why there is no answer.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use agents::{CallError, Progress};
use oracle::snapshot::Stopper;
use tokio_util::sync::CancellationToken;

/// Why there is no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Problem {
    /// It cannot be done as it was asked; with what to do instead. Asking the same again is no use.
    Refused(String),
    /// It went wrong this time.
    Failed(String),
    /// Nobody wants the answer any more.
    Cancelled,
}

impl Problem {
    /// A refusal.
    pub fn refused(why: impl Into<String>) -> Problem {
        Problem::Refused(why.into())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Refused(why) | Problem::Failed(why) => f.write_str(why),
            Problem::Cancelled => f.write_str("it was cancelled"),
        }
    }
}

impl From<Problem> for CallError {
    fn from(problem: Problem) -> CallError {
        match problem {
            Problem::Refused(why) => CallError::Refused(why),
            Problem::Failed(why) => CallError::Failed(why),
            Problem::Cancelled => CallError::Cancelled,
        }
    }
}

/// What an operation knows of who asked.
#[derive(Clone)]
pub struct Asked {
    cancel: CancellationToken,
    /// Interrupts the query that is running.
    stop: Arc<Mutex<Option<Stopper>>>,
    progress: Arc<dyn Fn(Progress) + Send + Sync>,
}

impl Asked {
    /// By somebody who may cancel, and who hears how far it is.
    pub fn new(cancel: CancellationToken, progress: impl Fn(Progress) + Send + Sync + 'static) -> Asked {
        Asked { cancel, stop: Arc::default(), progress: Arc::new(progress) }
    }

    /// By somebody who waits, come what may.
    pub fn patiently() -> Asked {
        Asked::new(CancellationToken::new(), |_| {})
    }

    /// Whether nobody wants the answer any more.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }

    /// # Errors
    /// When nobody wants the answer any more.
    pub fn go_on(&self) -> Result<(), Problem> {
        if self.is_cancelled() { Err(Problem::Cancelled) } else { Ok(()) }
    }

    /// Says how far it is.
    pub fn tell(&self, done: usize, all: usize, what: &str) {
        (self.progress)(Progress { done: done as f64, total: Some(all as f64), message: Some(what.to_owned()) });
    }

    /// From now on cancelling interrupts what `stopper` is of.
    pub(super) fn may_stop(&self, stopper: Option<Stopper>) {
        *self.stop.lock().unwrap_or_else(PoisonError::into_inner) = stopper;
        if self.is_cancelled() {
            self.interrupt();
        }
    }

    /// Ends when it was cancelled and what runs was told.
    pub(super) async fn cancelled(&self) {
        self.cancel.cancelled().await;
        self.interrupt();
    }

    /// Cancels it.
    pub(super) fn cancel(&self) {
        self.cancel.cancel();
        self.interrupt();
    }

    fn interrupt(&self) {
        if let Some(stopper) = &*self.stop.lock().unwrap_or_else(PoisonError::into_inner) {
            stopper.stop();
        }
    }
}
