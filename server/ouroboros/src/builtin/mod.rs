//! The agents that come with the program: `oracle`, `alpha` and `cartographer`, which are the operations in the clothes
//! of [`agents::Agent`].
//!
//! They work on folders below the roots that whoever started the program allows, each kept read for the next task, and on
//! archives that somebody uploaded, which are unpacked, checked and forgotten. Nothing a repository supplies is run here,
//! and nothing is fetched: a `$schema` from elsewhere stays unread.

mod alpha;
mod cartographer;
mod inputs;
pub mod launcher;
mod oracle;
pub mod places;

use std::sync::Arc;
use std::time::Duration;

use agents::{Agent, Builtin, Call, CallError, Capability, End};
use async_trait::async_trait;
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use places::Places;

/// One that runs.
struct Running {
    which: Builtin,
    places: Arc<Places>,
    stopped: CancellationToken,
    /// What it is at.
    calls: TaskTracker,
}

impl Running {
    fn start(which: Builtin, places: Arc<Places>) -> Running {
        Running { which, places, stopped: CancellationToken::new(), calls: TaskTracker::new() }
    }

    async fn ask(&self, call: Call) -> Result<Value, CallError> {
        match self.which {
            Builtin::Oracle => oracle::call(&self.places, call).await,
            Builtin::Alpha => alpha::call(&self.places, call).await,
            Builtin::Cartographer => cartographer::call(&self.places, call).await,
        }
    }
}

#[async_trait]
impl Agent for Running {
    async fn capabilities(&self) -> Result<Vec<Capability>, String> {
        Ok(match self.which {
            Builtin::Oracle => oracle::capabilities(),
            Builtin::Alpha => alpha::capabilities(),
            Builtin::Cartographer => cartographer::capabilities(),
        })
    }

    async fn ping(&self) -> Result<(), String> {
        if self.stopped.is_cancelled() { Err("it was stopped".to_owned()) } else { Ok(()) }
    }

    async fn call(&self, call: Call) -> Result<Value, CallError> {
        let gone = || CallError::Gone("it was stopped".to_owned());
        if self.stopped.is_cancelled() {
            return Err(gone());
        }
        let work = self.calls.track_future(self.ask(call));
        tokio::select! {
            answer = work => answer,
            // What is dropped is cancelled.
            () = self.stopped.cancelled() => Err(gone()),
        }
    }

    async fn ended(&self) -> End {
        self.stopped.cancelled().await;
        End::Stopped
    }

    async fn stop(&self, grace: Duration) -> End {
        self.calls.close();
        // Who is stopped kindly finishes what it is at.
        let _ = tokio::time::timeout(grace, self.calls.wait()).await;
        self.stopped.cancel();
        End::Stopped
    }

    fn pid(&self) -> Option<u32> {
        None
    }
}

/// That there is no such capability.
fn unknown(call: &Call) -> CallError {
    let name: String = ::oracle::escape::terminal(&call.capability).chars().take(100).collect();
    CallError::Refused(format!("this agent has no capability `{name}`"))
}
