//! Tasks: what is asked of agents.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use agents::Progress;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::Timestamp;

/// Names a task. Later ones sort behind earlier ones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskId(pub Uuid);

impl TaskId {
    /// A new one.
    // Each is another one: there is no default.
    #[allow(clippy::new_without_default)]
    pub fn new() -> TaskId {
        TaskId(Uuid::now_v7())
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for TaskId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<TaskId, uuid::Error> {
        text.parse().map(TaskId)
    }
}

/// A task as it is submitted.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct NewTask {
    /// What is to be done: the name of a capability.
    pub capability: String,
    /// What it takes.
    pub input: Value,
    /// Only this agent may do it.
    pub agent: Option<String>,
    /// Higher goes first; of one priority the older one. From -100 to 100.
    pub priority: i16,
    /// Whoever submits the same again under this key gets the first one. Together with who submits.
    pub idempotency_key: Option<String>,
    /// Not before.
    pub not_before: Option<Timestamp>,
    /// One attempt, from its start to its end.
    pub start_to_close: Duration,
    /// Between two signs of life of an attempt.
    pub heartbeat: Option<Duration>,
    /// All of it, from the submission to the end: it fails when it is not done by then.
    pub schedule_to_close: Option<Duration>,
    /// How often it is tried, at least 1.
    pub max_attempts: u16,
    /// Who asked: the name of a token, or `schedule:NAME`.
    pub by: String,
}

/// Where a task stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// It waits: for its time, for an agent, or for its next attempt.
    Queued,
    /// A worker has it.
    Running,
    /// It ended well.
    Succeeded,
    /// It ended badly, and an agent said so for good, or its time was up.
    Failed,
    /// Somebody took it back.
    Cancelled,
    /// Every attempt went wrong: it is in the dead letter.
    Dead,
}

impl TaskState {
    /// Whether nothing happens to it any more by itself.
    pub fn is_final(self) -> bool {
        !matches!(self, TaskState::Queued | TaskState::Running)
    }
}

/// A task as the store knows it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Task {
    /// Its name.
    pub id: TaskId,
    /// As it was submitted.
    #[serde(flatten)]
    pub what: NewTask,
    /// Where it stands.
    pub state: TaskState,
    /// How often it was started. Stalls count: each is an attempt.
    pub attempts: u16,
    /// How many of them ended because their worker was not heard of any more.
    pub stalls: u16,
    /// Who has it now, or had it last.
    pub attempt: Option<Attempt>,
    /// What it said last of how far it is.
    pub progress: Option<Progress>,
    /// Whether somebody asked to cancel it.
    pub cancelling: bool,
    /// What went wrong last.
    pub failure: Option<Failure>,
    /// When it was submitted.
    pub submitted: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Whether what it gave is still kept. Ask for it by [`crate::store::Tasks::result`].
    pub has_result: bool,
}

/// One attempt at a task. Its number fences: only who holds the latest may say how it ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Attempt {
    /// From 1.
    pub number: u16,
    /// The worker's name.
    pub worker: String,
    /// The agent's id.
    pub agent: String,
    /// When it began.
    pub started: Timestamp,
    /// Without a sign of the worker until then it is taken from it.
    pub lease_until: Timestamp,
}

/// What went wrong.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Failure {
    /// In a word, for programs: `refused`, `failed`, `timeout`, `stalled`, `gone`, `expired`.
    pub kind: String,
    /// For people.
    pub message: String,
}

/// How an attempt ended.
#[derive(Clone, PartialEq, Debug)]
pub enum Outcome {
    /// It gave this.
    Success(Value),
    /// It went wrong; with `retry` it is tried again after that wait, while attempts are left.
    Failure {
        /// What.
        failure: Failure,
        /// Whether and when.
        retry: Option<Duration>,
    },
    /// It stopped because it was asked to.
    Cancelled,
}
