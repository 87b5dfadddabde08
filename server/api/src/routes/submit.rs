//! Handing a task to the store: the one way, for every endpoint that makes one.

use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{HeaderName, LOCATION};
use axum::response::{IntoResponse, Response};
use orchestrator::model::{NewTask, Task, TaskId};
use orchestrator::store::Submitted;
use serde_json::Value;

use crate::app::App;
use crate::auth::Caller;
use crate::problem::{Answer, Problem};
use crate::view::TaskView;

/// How often a task is tried where nothing is said.
const ATTEMPTS: u16 = 3;

/// A task for `capability` with what is usual for the rest.
pub fn usual(caller: &Caller, capability: &str, input: Value) -> NewTask {
    NewTask {
        capability: capability.to_owned(),
        input,
        agent: None,
        priority: 0,
        idempotency_key: None,
        not_before: None,
        start_to_close: Duration::ZERO,
        heartbeat: None,
        schedule_to_close: None,
        max_attempts: ATTEMPTS,
        by: caller.name.to_string(),
    }
}

/// Hands it in. What it does not say of its times is as the agents that can do it say. Says whether it is new.
///
/// # Errors
/// 422: no agent can do it; 409: another one has its key; 503: too many wait.
pub async fn submit(app: &App, mut task: NewTask) -> Answer<(Task, bool)> {
    let mut listing = app.agents.get().await?;
    if able(&listing, &task).is_none() {
        // Perhaps it can since a moment ago.
        listing = app.agents.fresh().await?;
    }
    let Some((start_to_close, heartbeat)) = able(&listing, &task) else {
        return Err(match &task.agent {
            Some(agent) => Problem::unprocessable(format!("there is no agent `{agent}` that can do `{}` now", task.capability)),
            None => Problem::unprocessable(format!("no agent can do `{}` now", task.capability)),
        });
    };
    if task.start_to_close.is_zero() {
        task.start_to_close = start_to_close;
        task.heartbeat = task.heartbeat.or(heartbeat);
    }
    match app.store.submit(task).await? {
        Submitted::New(task) => Ok((task, true)),
        Submitted::Again(task) => Ok((task, false)),
        Submitted::Differs => Err(Problem::conflict("another task was submitted under this `Idempotency-Key`")),
        Submitted::Full => Err(Problem::unavailable("queue-full", "too many tasks wait already", Duration::from_secs(5))),
    }
}

/// The longest times of the agents that can do a task; `None`: none can.
fn able(listing: &crate::read::Listing, task: &NewTask) -> Option<(Duration, Option<Duration>)> {
    let able = listing.capable(&task.capability).filter(|record| task.agent.as_ref().is_none_or(|agent| *agent == record.manifest.id));
    able.map(|record| (record.manifest.timeouts.start_to_close, record.manifest.timeouts.heartbeat)).reduce(|one, other| {
        // One that need not give signs of life is not given up for giving none.
        (one.0.max(other.0), one.1.zip(other.1).map(|(one, other)| one.max(other)))
    })
}

/// Where a task is.
pub fn location(id: TaskId) -> [(HeaderName, String); 1] {
    [(LOCATION, format!("/v1/tasks/{id}"))]
}

/// What a submission is answered: 202, or 200 for one that was there.
pub fn answer(task: &Task, is_new: bool) -> Response {
    let status = if is_new { StatusCode::ACCEPTED } else { StatusCode::OK };
    (status, location(task.id), Json(TaskView::of(task))).into_response()
}
