//! Agents as the store knows them.

use agents::{Capability, Manifest, Origin};
use serde::{Deserialize, Serialize};

use super::Timestamp;

/// What should be, and what was last heard.
#[derive(Clone, PartialEq, Debug)]
pub struct AgentRecord {
    /// As it is declared now.
    pub manifest: Manifest,
    /// Who declared it.
    pub origin: Origin,
    /// Grows with every change of the manifest, the desire or the approval: what `ETag` and `If-Match` compare.
    pub version: i64,
    /// What a person wants it to do.
    pub desired: Desired,
    /// Grows when a person asks for a restart: an owner that runs an older one starts it anew.
    pub generation: i64,
    /// Whether it may run.
    pub approval: Approval,
    /// What the worker that owns it last said; `None`: nobody ever did.
    pub status: Option<Status>,
    /// When it was first declared.
    pub created: Timestamp,
}

/// What a person wants an agent to do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Desired {
    /// Run and take tasks.
    Running,
    /// Run, and take no tasks.
    Paused,
    /// Finish what it has, then stop.
    Drained,
    /// Not run.
    Stopped,
}

/// Whether an agent may run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Approval {
    /// It needs none: it is built in, the person's own, or uses a command that the server's configuration allows.
    NotNeeded,
    /// A person said yes to this very declaration.
    Given,
    /// It waits for a person: it is new, or changed since they said yes.
    Pending {
        /// The hash that they would approve.
        hash: String,
    },
}

/// The states of the seed architecture, and two for what a person asked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentState {
    /// It starts, or waits for what it needs.
    Initializing,
    /// It is ready.
    Active,
    /// It ended or is ill, and is being brought back.
    Healing,
    /// It takes no tasks: a person said so, or something it needs is away.
    Paused,
    /// It finishes what it has.
    Draining,
    /// It does not run, as it should be.
    Stopped,
    /// It was given up: see its reasons and last lines.
    Failed,
    /// It may not run before a person approves it.
    Pending,
}

/// What the worker that owns an agent says of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Status {
    /// Its state.
    pub state: AgentState,
    /// How well it is, and why.
    pub health: Health,
    /// Which worker has it.
    pub worker: String,
    /// Its process.
    pub pid: Option<u32>,
    /// Since when it is in this state.
    pub since: Timestamp,
    /// When it last gave a sign of life.
    pub seen: Option<Timestamp>,
    /// How often it was restarted since it was last told to start.
    pub restarts: u32,
    /// How many tasks it works on.
    pub running: u32,
    /// What it can do, as it said itself, and how that went.
    pub capabilities: Vec<CapabilityUse>,
    /// Of one that failed: the last lines of its log.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub last_lines: Vec<String>,
    /// What holds its process: in words, honest where nothing does.
    pub sandbox: String,
}

/// How well an agent is.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Health {
    /// From 0 to 1.
    pub score: f64,
    /// What takes from it, the worst first; empty at 1.
    pub reasons: Vec<String>,
}

/// A capability and how asking for it went.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CapabilityUse {
    /// What it is.
    #[serde(flatten)]
    pub capability: Capability,
    /// Calls that ended well.
    pub succeeded: u64,
    /// Calls that did not.
    pub failed: u64,
    /// Of recent calls, in milliseconds; absent before the first.
    pub latency_p50: Option<f64>,
    /// Of recent calls, in milliseconds; absent before the first.
    pub latency_p95: Option<f64>,
    /// Tasks at it now.
    pub running: u32,
}
