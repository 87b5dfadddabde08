//! Tasks and events.

use std::time::Duration;

use orchestrator::model::{Event, Subject, Task, TaskState};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::mirror;

mirror! {
    /// Where a task stands.
    TaskStateView of TaskState {
        /// It waits.
        Queued,
        /// A worker has it.
        Running,
        /// It ended well.
        Succeeded,
        /// It ended badly.
        Failed,
        /// Somebody took it back.
        Cancelled,
        /// Every attempt went wrong.
        Dead,
    }
}

/// A task to do.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewTask)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// The name of a capability.
    #[schema(min_length = 1, max_length = 128)]
    pub capability: String,
    /// What it takes.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub input: Option<Value>,
    /// Only this agent may do it.
    pub agent: Option<String>,
    /// Higher goes first.
    #[serde(default)]
    #[schema(minimum = -100, maximum = 100)]
    pub priority: i16,
    /// Not before.
    #[schema(format = "date-time")]
    pub not_before: Option<String>,
    /// One attempt, in milliseconds. As its agent says where it is absent.
    #[schema(minimum = 1, maximum = 604_800_000)]
    pub start_to_close: Option<u64>,
    /// Between two signs of life, in milliseconds.
    #[schema(minimum = 1, maximum = 604_800_000)]
    pub heartbeat: Option<u64>,
    /// All of it, in milliseconds.
    #[schema(minimum = 1, maximum = 604_800_000)]
    pub schedule_to_close: Option<u64>,
    /// How often it is tried.
    #[schema(minimum = 1, maximum = 100)]
    pub max_attempts: Option<u16>,
}

/// A task.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Task)]
pub struct TaskView {
    /// Its name.
    #[schema(format = "uuid")]
    pub id: String,
    /// What is asked for.
    pub capability: String,
    /// What it takes; left out of lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<Value>,
    /// Only this agent may do it.
    pub agent: Option<String>,
    /// Higher goes first.
    pub priority: i16,
    /// Where it stands.
    pub state: TaskStateView,
    /// How often it was started.
    pub attempts: u16,
    /// How often at most.
    pub max_attempts: u16,
    /// How many attempts ended because their worker was not heard of any more.
    pub stalls: u16,
    /// The last attempt.
    pub attempt: Option<AttemptView>,
    /// How far it is.
    pub progress: Option<ProgressView>,
    /// Whether somebody asked to cancel it.
    pub cancelling: bool,
    /// What went wrong last.
    pub failure: Option<FailureView>,
    /// Who asked.
    pub by: String,
    /// When it was submitted.
    #[schema(format = "date-time")]
    pub submitted: String,
    /// Not before.
    #[schema(format = "date-time")]
    pub not_before: Option<String>,
    /// When it ended.
    #[schema(format = "date-time")]
    pub ended: Option<String>,
    /// One attempt, in milliseconds.
    pub start_to_close: u64,
    /// Between two signs of life, in milliseconds.
    pub heartbeat: Option<u64>,
    /// All of it, in milliseconds.
    pub schedule_to_close: Option<u64>,
    /// Whether what it gave is kept.
    pub has_result: bool,
}

/// One attempt at a task.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Attempt)]
pub struct AttemptView {
    /// From 1.
    pub number: u16,
    /// The worker.
    pub worker: String,
    /// The agent.
    pub agent: String,
    /// When it began.
    #[schema(format = "date-time")]
    pub started: String,
    /// Without a sign of the worker until then it is taken from it.
    #[schema(format = "date-time")]
    pub lease_until: String,
}

/// How far a task is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Progress)]
pub struct ProgressView {
    /// So much is done.
    pub done: f64,
    /// Of so much.
    pub total: Option<f64>,
    /// What it is at.
    pub message: Option<String>,
}

/// What went wrong.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Failure)]
pub struct FailureView {
    /// In a word.
    pub kind: String,
    /// For people.
    pub message: String,
}

/// A page of tasks.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TaskPage {
    /// The newest first.
    pub items: Vec<TaskView>,
    /// Where the next page begins; absent at the end.
    pub next: Option<String>,
}

/// Something that happened; the data of an event of a stream.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Event)]
pub struct EventView {
    /// Its place in the order: what `Last-Event-ID` names.
    pub id: i64,
    /// When.
    #[schema(format = "date-time")]
    pub at: String,
    /// What happened, in a word.
    pub kind: String,
    /// The agent that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// The task that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// More about it.
    pub data: Value,
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl TaskView {
    /// As lists show it.
    pub fn of(task: &Task) -> TaskView {
        TaskView {
            id: task.id.to_string(),
            capability: task.what.capability.clone(),
            input: None,
            agent: task.what.agent.clone(),
            priority: task.what.priority,
            state: task.state.into(),
            attempts: task.attempts,
            max_attempts: task.what.max_attempts,
            stalls: task.stalls,
            attempt: task.attempt.as_ref().map(|attempt| AttemptView {
                number: attempt.number,
                worker: attempt.worker.clone(),
                agent: attempt.agent.clone(),
                started: attempt.started.to_string(),
                lease_until: attempt.lease_until.to_string(),
            }),
            progress: task.progress.clone().map(|progress| ProgressView {
                done: progress.done,
                total: progress.total,
                message: progress.message,
            }),
            cancelling: task.cancelling,
            failure: task.failure.clone().map(|failure| FailureView { kind: failure.kind, message: failure.message }),
            by: task.what.by.clone(),
            submitted: task.submitted.to_string(),
            not_before: task.what.not_before.map(|time| time.to_string()),
            ended: task.ended.map(|time| time.to_string()),
            start_to_close: milliseconds(task.what.start_to_close),
            heartbeat: task.what.heartbeat.map(milliseconds),
            schedule_to_close: task.what.schedule_to_close.map(milliseconds),
            has_result: task.has_result,
        }
    }

    /// With what it takes.
    pub fn whole(task: &Task) -> TaskView {
        TaskView { input: Some(task.what.input.clone()), ..TaskView::of(task) }
    }
}

impl EventView {
    /// Of what the store knows.
    pub fn of(event: Event) -> EventView {
        let (agent, task) = match event.subject {
            Subject::Agent(id) => (Some(id), None),
            Subject::Task(id) => (None, Some(id)),
            Subject::System => (None, None),
        };
        EventView { id: event.id, at: event.at.to_string(), kind: event.kind, agent, task, data: event.data }
    }
}
