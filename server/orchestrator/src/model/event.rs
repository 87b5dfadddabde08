//! Events: what happened, in one order, so that whoever listens can go on where it stopped.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Timestamp;

/// Names an event: later ones have larger numbers, and none appears behind one that was already read.
pub type EventId = i64;

/// Something that happened.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Event {
    /// Its place in the order.
    pub id: EventId,
    /// When.
    pub at: Timestamp,
    /// What it is about.
    pub subject: Subject,
    /// What happened, in a word: `task.running`, `agent.failed`.
    pub kind: String,
    /// More about it.
    pub data: Value,
}

/// What an event is about.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "of", content = "id")]
pub enum Subject {
    /// An agent, by its id.
    Agent(String),
    /// A task, by its id.
    Task(String),
    /// The whole.
    System,
}
