//! What the orchestrator asks of an agent, whatever the agent is.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::capability::Capability;
use crate::manifest::Manifest;

/// An agent that runs.
#[async_trait]
pub trait Agent: Send + Sync {
    /// What it can do, as it says itself. An answer is also the sign that it is ready.
    ///
    /// # Errors
    /// What went wrong: a message.
    async fn capabilities(&self) -> Result<Vec<Capability>, String>;

    /// Returns when what it can do may be another than it was when this was called. Never, for most.
    async fn changed(&self) {
        std::future::pending().await
    }

    /// A sign of life.
    ///
    /// # Errors
    /// What went wrong: a message. The caller sets the limit of time.
    async fn ping(&self) -> Result<(), String>;

    /// Asks it to do something. Returns when it is done, when it said that it cannot, or when it ended.
    ///
    /// # Errors
    /// See [`CallError`].
    async fn call(&self, call: Call) -> Result<Value, CallError>;

    /// Returns once it has ended, however that came about; at once when it has.
    async fn ended(&self) -> End;

    /// Asks it to end, and ends it when it has not after `grace`; returns when it is gone, with all that it started.
    async fn stop(&self, grace: Duration) -> End;

    /// The process it is; `None` for one that is built in.
    fn pid(&self) -> Option<u32>;

    /// What holds it, in words for people; honest where nothing does.
    fn sandbox(&self) -> String {
        "nothing holds it but the rights of its user".to_owned()
    }
}

/// One thing to do.
pub struct Call {
    /// The capability's name.
    pub capability: String,
    /// What it takes.
    pub input: Value,
    /// Cancelled when nobody wants the answer any more: the agent is told.
    pub cancel: CancellationToken,
    /// Where it says how far it is. What nobody takes is dropped.
    pub progress: mpsc::Sender<Progress>,
}

/// How far a task is.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Progress {
    /// So much is done; grows.
    pub done: f64,
    /// Of so much, when that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<f64>,
    /// What it is at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// Why a call gave no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CallError {
    /// The agent says that it cannot do this: trying again is no use.
    Refused(String),
    /// It went wrong this time.
    Failed(String),
    /// It was cancelled.
    Cancelled,
    /// The agent ended or its connection did.
    Gone(String),
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CallError::Refused(why) | CallError::Failed(why) => f.write_str(why),
            CallError::Cancelled => f.write_str("it was cancelled"),
            CallError::Gone(why) => write!(f, "the agent is gone: {why}"),
        }
    }
}

/// How an agent ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// By itself, with this status.
    Exit(i32),
    /// By this signal.
    Signal(i32),
    /// It was asked to.
    Stopped,
    /// It lives, but its connection is broken and it was ended.
    Disconnected(String),
}

/// All that is needed to start an agent.
pub struct Launch {
    /// What it is.
    pub manifest: Manifest,
    /// The root it works for; also the folder that a relative [`crate::Run::Command`] is seen from.
    pub root: PathBuf,
    /// The variables that it gets: those it asked for and the person's settings allow, with their values.
    pub environment: BTreeMap<String, String>,
    /// Takes what it writes to standard error, line by line.
    pub log: Arc<dyn Fn(&str) + Send + Sync>,
}

/// Starts agents. The program has one that knows the built-in ones; tests have their own.
#[async_trait]
pub trait Launcher: Send + Sync {
    /// Starts it. Whether it may be started was decided before. Returns as soon as it can be asked; a process that does
    /// not come so far within `within` is ended.
    ///
    /// # Errors
    /// Why it did not start: a message.
    async fn launch(&self, launch: Launch, within: Duration) -> Result<Box<dyn Agent>, String>;
}
