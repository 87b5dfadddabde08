//! What events say: the same whichever store writes them.

use ::agents::{Manifest, Origin};
use serde_json::{Value, json};

use crate::model::{AgentRecord, Approval, Desired, Status, Subject, Task, TaskState, Timestamp};

/// The name of a state, as in events and in rows.
pub(crate) fn state_name(state: TaskState) -> &'static str {
    STATES.iter().find(|(_, it)| *it == state).map_or("", |(name, _)| name)
}

/// The state of a name.
pub(crate) fn state_named(name: &str) -> Option<TaskState> {
    STATES.iter().find(|(it, _)| *it == name).map(|(_, state)| *state)
}

const STATES: [(&str, TaskState); 6] = [
    ("queued", TaskState::Queued),
    ("running", TaskState::Running),
    ("succeeded", TaskState::Succeeded),
    ("failed", TaskState::Failed),
    ("cancelled", TaskState::Cancelled),
    ("dead", TaskState::Dead),
];

/// Something to tell: what it is about, what happened, and more.
pub(crate) type Told = (Subject, String, Value);

/// What became of a task: that it is in another state, if nothing else is named.
pub(crate) fn of_task(task: &Task, kind: Option<&str>) -> Told {
    let attempt = task.attempt.as_ref();
    let data = json!({
        "state": task.state,
        "capability": task.what.capability,
        "agent": attempt.map(|attempt| &attempt.agent).or(task.what.agent.as_ref()),
        "worker": attempt.map(|attempt| &attempt.worker),
        "attempts": task.attempts,
        "progress": task.progress,
        "cancelling": task.cancelling,
        "failure": task.failure,
    });
    let kind = kind.map_or_else(|| format!("task.{}", state_name(task.state)), str::to_owned);
    (Subject::Task(task.id.to_string()), kind, data)
}

/// What a person or discovery did to an agent.
pub(crate) fn of_agent(record: &AgentRecord, kind: &str) -> Told {
    let data = json!({
        "version": record.version,
        "desired": record.desired,
        "generation": record.generation,
        "approval": record.approval,
    });
    (Subject::Agent(record.manifest.id.clone()), kind.to_owned(), data)
}

/// What its owner said of an agent. A report of the same is no event; one of another state is, and one of another health
/// or process.
pub(crate) fn of_status(id: &str, before: Option<&Status>, now: &Status) -> Option<Told> {
    let kind = match before.filter(|before| before.state == now.state) {
        None => format!("agent.{}", serde_json::to_value(now.state).unwrap_or_default().as_str().unwrap_or("unknown")),
        Some(before) => {
            let same =
                before.health == now.health && before.worker == now.worker && before.pid == now.pid && before.restarts == now.restarts;
            if same {
                return None;
            }
            "agent.health".to_owned()
        }
    };
    let Status { state, health, worker, pid, restarts, .. } = now;
    let data = json!({"state": state, "health": health, "worker": worker, "pid": pid, "restarts": restarts});
    Some((Subject::Agent(id.to_owned()), kind, data))
}

/// An agent that is declared for the first time.
pub(crate) fn declared(manifest: Manifest, origin: Origin, approval: Approval, now: Timestamp) -> AgentRecord {
    AgentRecord { manifest, origin, version: 1, desired: Desired::Running, generation: 1, approval, status: None, created: now }
}
