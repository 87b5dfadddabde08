//! `GET /tasks/{id}/result`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use orchestrator::model::{Task, TaskId, TaskState};
use serde_json::Value;

use super::find;
use crate::app::{App, Shared};
use crate::auth::Viewer;
use crate::extract::Id;
use crate::problem::{Answer, Problem};
use crate::view::TaskView;

/// What came of a task.
pub enum Gave {
    /// This.
    Value(Value),
    /// Nothing yet.
    NotYet(Box<Task>),
}

/// What a task gave.
///
/// # Errors
/// 409: it ended without; 410: it is not kept any more.
pub async fn gave(app: &App, task: Task) -> Answer<Gave> {
    match task.state {
        TaskState::Queued | TaskState::Running => Ok(Gave::NotYet(Box::new(task))),
        TaskState::Succeeded => {
            let value = app.store.result(task.id).await?;
            value.map(Gave::Value).ok_or_else(|| Problem::gone("what this task gave is not kept any more"))
        }
        TaskState::Cancelled => Err(Problem::conflict("the task was cancelled: it gave nothing")),
        TaskState::Failed | TaskState::Dead => {
            let why = task.failure.map_or_else(|| "it failed".to_owned(), |failure| failure.message);
            Err(Problem::conflict(format!("the task gave nothing: {why}")))
        }
    }
}

/// That it is not done yet, and when to ask again.
pub fn not_yet(task: &Task) -> Response {
    (StatusCode::ACCEPTED, [(RETRY_AFTER, "1")], Json(TaskView::of(task))).into_response()
}

/// Gives what a task gave.
#[utoipa::path(get, path = "/tasks/{id}/result", tag = "tasks", params(("id" = String, Path)), responses(
    (status = 200, description = "What it gave", body = Value),
    (status = 202, description = "It is not done yet", body = TaskView),
    (status = 404, description = "There is no such task"),
    (status = 409, description = "It ended without"),
    (status = 410, description = "It is not kept any more")))]
pub async fn result(State(app): State<Shared>, _: Viewer, Id(id): Id<TaskId>) -> Answer<Response> {
    match gave(&app, find(&app, id).await?).await? {
        Gave::Value(value) => Ok(Json(value).into_response()),
        Gave::NotYet(task) => Ok(not_yet(&task)),
    }
}
