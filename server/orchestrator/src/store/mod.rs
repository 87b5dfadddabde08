//! The one truth: a store that many processes may share.
//!
//! [`Store`] is what everything else asks; SQLite (embedded, one machine) and PostgreSQL implement it, and one
//! conformance suite holds both to the same behaviour, a model in memory beside them.
//!
//! **Invariants.** What a method returned is durable. A task is claimed by one worker at a time, under a lease; every
//! claim is an attempt with a number, and only the holder of the latest number may say how it ended ([`Ack::Refused`]
//! otherwise). The number of attempts is bounded however they end, by a crash too. Every change of a task or an agent
//! writes its event in the same transaction. Time is the store's: [`Store::now`].

mod ids;
mod kept;
pub mod memory;
mod open;
pub mod postgres;
mod settings;
pub mod spread;
mod sql;
pub mod sqlite;
mod told;

use std::fmt;
use std::time::Duration;

use agents::{Manifest, Origin, Progress};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::watch;

use crate::model::{AgentRecord, Approval, Desired, Event, EventId, NewTask, Outcome, Status, Subject, Task, TaskId, TaskState, Timestamp};

pub use memory::Memory;
pub use open::open;
pub use postgres::Postgres;
pub use settings::{Clock, ManualClock, Settings};
pub use spread::{Bid, Owned};
pub(crate) use sql::tell;
pub use sqlite::Sqlite;

/// Why the store did not do something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StoreError {
    /// It cannot be reached or is not able to: nothing happened, or nobody knows whether it did. Try later.
    Unavailable(String),
    /// What is in it is not understood: a migration of a later version, a damaged file.
    Broken(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::Unavailable(why) => write!(f, "the store cannot be reached: {why}"),
            StoreError::Broken(why) => write!(f, "the store cannot be used: {why}"),
        }
    }
}

impl std::error::Error for StoreError {}

/// What the store says.
pub type Stored<T> = Result<T, StoreError>;

/// All of it.
pub trait Store: Tasks + Agents + Events + Things + Send + Sync {}

impl<T: Tasks + Agents + Events + Things + Send + Sync> Store for T {}

/// What became of a submission.
#[derive(Clone, PartialEq, Debug)]
pub enum Submitted {
    /// It is new, and durable.
    New(Task),
    /// The same was submitted under this key before: that one.
    Again(Task),
    /// Another one was submitted under this key before.
    Differs,
    /// So many wait already that no more are taken.
    Full,
}

/// What a worker can take on now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    /// The agent.
    pub agent: String,
    /// What it can do.
    pub capabilities: Vec<String>,
    /// How many tasks more.
    pub free: u32,
}

/// What became of a sign of life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Beat {
    /// The lease goes on.
    Held,
    /// The lease goes on, and somebody asked to cancel the task.
    Cancel,
    /// It is somebody else's now, or nobody's: stop, and say nothing.
    Lost,
}

/// What became of the end of an attempt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ack {
    /// It counts, and the task is in this state now.
    Taken(TaskState),
    /// It came too late: the attempt is not this worker's any more.
    Refused,
}

/// Which tasks are wanted.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct TaskFilter {
    /// In any of these; empty: in any.
    pub states: Vec<TaskState>,
    /// Of this capability.
    pub capability: Option<String>,
    /// Done by, or meant for, this agent.
    pub agent: Option<String>,
    /// Submitted by this one.
    pub by: Option<String>,
}

/// How many tasks there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Waiting.
    pub queued: u64,
    /// With a worker.
    pub running: u64,
    /// Ended well.
    pub succeeded: u64,
    /// Ended badly.
    pub failed: u64,
    /// Taken back.
    pub cancelled: u64,
    /// In the dead letter.
    pub dead: u64,
}

/// What became of asking to cancel or to try again.
#[derive(Clone, PartialEq, Debug)]
pub enum Changed<T> {
    /// It is so now, or will be soon.
    Yes(T),
    /// It was so already.
    Already(T),
    /// Its state does not allow that.
    Illegal(T),
    /// The version is another one by now.
    Stale(T),
    /// There is none of this name.
    Missing,
}

/// Tasks.
#[async_trait]
pub trait Tasks {
    /// Takes a task, durably.
    async fn submit(&self, task: NewTask) -> Stored<Submitted>;

    /// Hands tasks to a worker, at most as many as it offers: highest priority first, of those the oldest.
    async fn claim(&self, worker: &str, offers: &[Offer], lease: Duration) -> Stored<Vec<Task>>;

    /// A sign of life for each of these attempts, with its progress if there is news; in the same order.
    async fn beat(&self, worker: &str, attempts: &[(TaskId, u16, Option<Progress>)], lease: Duration) -> Stored<Vec<Beat>>;

    /// Says how an attempt ended.
    async fn finish(&self, worker: &str, task: TaskId, attempt: u16, outcome: Outcome) -> Stored<Ack>;

    /// One task.
    async fn task(&self, id: TaskId) -> Stored<Option<Task>>;

    /// Tasks, the newest first, those submitted before `before`; at most `limit`.
    async fn tasks(&self, filter: &TaskFilter, before: Option<TaskId>, limit: u32) -> Stored<Vec<Task>>;

    /// What a task gave; `None`: nothing, nothing yet, or it is not kept any more.
    async fn result(&self, id: TaskId) -> Stored<Option<Value>>;

    /// Takes a task back: a waiting one at once, a running one when its agent has heard of it.
    async fn cancel(&self, id: TaskId) -> Stored<Changed<Task>>;

    /// Queues a task that failed, was cancelled or is dead once more, with all its attempts before it.
    async fn retry(&self, id: TaskId) -> Stored<Changed<Task>>;

    /// How many there are.
    async fn counts(&self) -> Stored<Counts>;

    /// Takes tasks whose lease ended from their workers, ends those whose time is up, and forgets what is older than is
    /// kept. Any process may call it at any time. Says how many tasks it touched.
    async fn sweep(&self) -> Stored<u64>;
}

/// Agents.
#[async_trait]
pub trait Agents {
    /// Declares an agent, or changes one. With `if_version`, only that version of it; 0: only a new one.
    async fn declare(
        &self,
        manifest: Manifest,
        origin: Origin,
        approval: Approval,
        if_version: Option<i64>,
    ) -> Stored<Changed<AgentRecord>>;

    /// Removes an agent.
    async fn remove(&self, id: &str, if_version: Option<i64>) -> Stored<Changed<AgentRecord>>;

    /// Wants something else of it. Restarting it is wanting it to run with a larger generation.
    async fn desire(&self, id: &str, desired: Desired, restart: bool) -> Stored<Changed<AgentRecord>>;

    /// Says whether it may run.
    async fn approve(&self, id: &str, approval: Approval) -> Stored<Changed<AgentRecord>>;

    /// One agent.
    async fn agent(&self, id: &str) -> Stored<Option<AgentRecord>>;

    /// All agents, by id.
    async fn agents(&self) -> Stored<Vec<AgentRecord>>;

    /// Takes agents that nobody has and that are meant for this worker, and renews those it has: see [`spread`]. Says which it
    /// has now.
    async fn own(&self, bid: &Bid) -> Stored<Owned>;

    /// Gives agents back, so that another worker takes them at once.
    async fn disown(&self, worker: &str, agents: &[String]) -> Stored<()>;

    /// Says how an agent is; only its owner may. `false`: it is not this worker's.
    async fn report(&self, worker: &str, id: &str, status: &Status) -> Stored<bool>;
}

/// What happened.
#[async_trait]
pub trait Events {
    /// Events behind `after`, in order, about `subject` if one is given; at most `limit`.
    async fn events(&self, after: EventId, subject: Option<&Subject>, limit: u32) -> Stored<Vec<Event>>;

    /// The last one there is; 0: none yet.
    async fn last_event(&self) -> Stored<EventId>;

    /// Writes one that belongs to no change of a task or an agent.
    async fn emit(&self, subject: Subject, kind: &str, data: Value) -> Stored<EventId>;

    /// Changes to (about) the newest event whenever there is one, of any process: a hint to look.
    fn news(&self) -> watch::Receiver<EventId>;
}

/// Lines, bytes, and who leads.
#[async_trait]
pub trait Things {
    /// The store's clock.
    async fn now(&self) -> Stored<Timestamp>;

    /// Whether it answers: what `/readyz` asks.
    async fn ready(&self) -> Stored<()>;

    /// Adds lines of an agent's log. Old ones go when there are too many.
    async fn log(&self, agent: &str, lines: &[(Timestamp, String)]) -> Stored<()>;

    /// Lines of an agent's log behind number `after`, in order, at most `limit`, the last ones when there are more.
    async fn logs(&self, agent: &str, after: i64, limit: u32) -> Stored<Vec<(i64, Timestamp, String)>>;

    /// Keeps bytes under a name: an archive, a report. They go after `keep`.
    async fn put(&self, name: &str, bytes: Vec<u8>, keep: Duration) -> Stored<()>;

    /// Those bytes.
    async fn get(&self, name: &str) -> Stored<Option<Vec<u8>>>;

    /// Writes down who did what; never changed, never removed by the program.
    async fn audit(&self, entry: &Audit) -> Stored<()>;

    /// What was written down, the newest first, before number `before`.
    async fn audited(&self, before: Option<i64>, limit: u32) -> Stored<Vec<(i64, Audit)>>;

    /// Leads in `role` for `lease`, if nobody else does. Ask again before it ends.
    async fn lead(&self, role: &str, who: &str, lease: Duration) -> Stored<bool>;
}

/// Who did what.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Audit {
    /// When.
    pub at: Timestamp,
    /// The name of the token, never the token.
    pub who: String,
    /// From where.
    pub from: String,
    /// What was asked: `POST /v1/agents`.
    pub what: String,
    /// What came of it: a status of HTTP.
    pub status: u16,
    /// The request's id.
    pub request: String,
}
