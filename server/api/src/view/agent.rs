//! Agents.

use agents::Origin;
use orchestrator::model::{AgentRecord, AgentState, Approval, Desired};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::manifest::ManifestDoc;
use super::mirror;

mirror! {
    /// How an agent is.
    StateView of AgentState {
        /// It starts, or waits for what it needs.
        Initializing,
        /// It is ready.
        Active,
        /// It ended or is ill, and is being brought back.
        Healing,
        /// It takes no tasks.
        Paused,
        /// It finishes what it has.
        Draining,
        /// It does not run, as it should be.
        Stopped,
        /// It was given up.
        Failed,
        /// It may not run before a person approves it.
        Pending,
    }
}

mirror! {
    /// What a person wants an agent to do.
    DesiredView of Desired {
        /// Run and take tasks.
        Running,
        /// Run, and take no tasks.
        Paused,
        /// Finish what it has, then stop.
        Drained,
        /// Not run.
        Stopped,
    }
}

/// The word of a state.
pub fn state_word(state: AgentState) -> &'static str {
    match state {
        AgentState::Initializing => "initializing",
        AgentState::Active => "active",
        AgentState::Healing => "healing",
        AgentState::Paused => "paused",
        AgentState::Draining => "draining",
        AgentState::Stopped => "stopped",
        AgentState::Failed => "failed",
        AgentState::Pending => "pending",
    }
}

/// An agent, as lists show it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Agent)]
pub struct AgentView {
    /// What everything else calls it.
    #[schema(pattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length = 63)]
    pub id: String,
    /// For people.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// How it is.
    pub state: StateView,
    /// How well it is; absent when nobody has it.
    pub health: Option<HealthView>,
    /// What a person wants it to do.
    pub desired: DesiredView,
    /// Whether it may run.
    pub approval: ApprovalView,
    /// Who declared it.
    pub origin: OriginView,
    /// Grows with every change of its manifest, what is wanted of it, or its approval: its `ETag`.
    pub version: i64,
    /// Grows with every restart that somebody asked for.
    pub generation: i64,
    /// Which worker has it.
    pub worker: Option<String>,
    /// Its process.
    pub pid: Option<u32>,
    /// Since when it is in this state.
    #[schema(format = "date-time")]
    pub since: Option<String>,
    /// When it last gave a sign of life.
    #[schema(format = "date-time")]
    pub seen: Option<String>,
    /// How often it was restarted since it was last told to start.
    pub restarts: u32,
    /// Tasks it works on.
    pub running: u32,
    /// How many tasks it takes at once.
    pub concurrency: u32,
    /// Names of what it can do.
    pub capabilities: Vec<String>,
    /// When it was first declared.
    #[schema(value_type = String, format = "date-time")]
    pub created: String,
}

/// How well an agent is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Health)]
pub struct HealthView {
    /// From 0 to 1.
    #[schema(minimum = 0, maximum = 1)]
    pub score: f64,
    /// What takes from it, the worst first.
    pub reasons: Vec<String>,
}

/// Whether an agent may run.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Approval)]
pub struct ApprovalView {
    /// Which of these.
    pub is: ApprovalIs,
    /// Of a pending one: the hash that would be approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub hash: Option<String>,
}

/// The kinds of approval.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalIs {
    /// It needs none.
    NotNeeded,
    /// A person said yes to this very declaration.
    Given,
    /// It waits for a person.
    Pending,
}

/// Who declared an agent.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Origin)]
pub struct OriginView {
    /// Which of these.
    pub by: OriginBy,
    /// The file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub path: Option<String>,
    /// The root, of one that a repository declares.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub root: Option<String>,
}

impl OriginView {
    fn of(origin: &Origin) -> OriginView {
        let (by, path) = match origin {
            Origin::Builtin => (OriginBy::Builtin, None),
            Origin::Dna { .. } => (OriginBy::Dna, None),
            Origin::Workspace { path, .. } => (OriginBy::Workspace, Some(path.clone())),
            Origin::User(path) => (OriginBy::User, Some(path.clone())),
            Origin::Api => (OriginBy::Api, None),
        };
        OriginView { by, path, root: origin.root().map(str::to_owned) }
    }
}

/// Who declares agents.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OriginBy {
    /// It comes with the program.
    Builtin,
    /// The DNA.
    Dna,
    /// A manifest of the workspace.
    Workspace,
    /// A manifest in the person's own folder.
    User,
    /// A request to this API.
    Api,
}

/// An agent with all that is known of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AgentDetail {
    /// As in lists.
    #[serde(flatten)]
    pub agent: AgentView,
    /// As it is declared.
    #[schema(value_type = ManifestDoc)]
    pub manifest: agents::Manifest,
    /// What holds its process.
    pub sandbox: Option<String>,
    /// Of one that failed: the last lines of its log.
    pub last_lines: Vec<String>,
}

/// A page of agents.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AgentPage {
    /// By id.
    pub items: Vec<AgentView>,
    /// Where the next page begins; absent at the end.
    pub next: Option<String>,
}

/// A capability of an agent, and how asking for it went.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CapabilityUse)]
pub struct CapabilityView {
    /// What it is.
    #[serde(flatten)]
    pub capability: Offered,
    /// Calls that ended well.
    pub succeeded: u64,
    /// Calls that did not.
    pub failed: u64,
    /// Of recent calls, in milliseconds.
    pub latency_p50: Option<f64>,
    /// Of recent calls, in milliseconds.
    pub latency_p95: Option<f64>,
    /// Tasks at it now.
    pub running: u32,
}

/// Something that can be asked for.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Capability)]
pub struct Offered {
    /// By which it is asked for.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// A JSON Schema of what it takes.
    #[schema(value_type = Object)]
    pub input: Value,
    /// A JSON Schema of what it gives.
    #[schema(value_type = Option<Object>)]
    pub output: Option<Value>,
}

/// A capability, and who has it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CapabilityProviders)]
pub struct Providers {
    /// What it is.
    #[serde(flatten)]
    pub capability: Offered,
    /// Ids of the agents that have it.
    pub agents: Vec<String>,
    /// How many of them are ready.
    pub ready: usize,
    /// Tasks at it now.
    pub running: u32,
}

impl AgentView {
    /// Of what the store knows.
    pub fn of(record: &AgentRecord) -> AgentView {
        let (manifest, status) = (&record.manifest, record.status.as_ref());
        let mut capabilities: Vec<String> = manifest.capabilities.clone();
        capabilities.extend(status.iter().flat_map(|status| &status.capabilities).map(|known| known.capability.name.clone()));
        capabilities.sort();
        capabilities.dedup();
        AgentView {
            id: manifest.id.clone(),
            name: manifest.name.clone(),
            description: manifest.description.clone(),
            state: state(record).into(),
            health: status.map(|status| HealthView { score: status.health.score, reasons: status.health.reasons.clone() }),
            desired: record.desired.into(),
            approval: match &record.approval {
                Approval::NotNeeded => ApprovalView { is: ApprovalIs::NotNeeded, hash: None },
                Approval::Given => ApprovalView { is: ApprovalIs::Given, hash: None },
                Approval::Pending { hash } => ApprovalView { is: ApprovalIs::Pending, hash: Some(hash.clone()) },
            },
            origin: OriginView::of(&record.origin),
            version: record.version,
            generation: record.generation,
            worker: status.map(|status| status.worker.clone()),
            pid: status.and_then(|status| status.pid),
            since: status.map(|status| status.since.to_string()),
            seen: status.and_then(|status| status.seen).map(|seen| seen.to_string()),
            restarts: status.map_or(0, |status| status.restarts),
            running: status.map_or(0, |status| status.running),
            concurrency: manifest.concurrency,
            capabilities,
            created: record.created.to_string(),
        }
    }
}

impl AgentDetail {
    /// Of what the store knows.
    pub fn of(record: &AgentRecord) -> AgentDetail {
        AgentDetail {
            agent: AgentView::of(record),
            manifest: record.manifest.clone(),
            sandbox: record.status.as_ref().map(|status| status.sandbox.clone()),
            last_lines: record.status.as_ref().map_or_else(Vec::new, |status| status.last_lines.clone()),
        }
    }
}

/// How an agent is; of one that nobody has yet, what follows from what is wanted of it.
fn state(record: &AgentRecord) -> AgentState {
    if matches!(record.approval, Approval::Pending { .. }) {
        return AgentState::Pending;
    }
    match &record.status {
        Some(status) => status.state,
        None if matches!(record.desired, Desired::Stopped | Desired::Drained) => AgentState::Stopped,
        None => AgentState::Initializing,
    }
}
