//! `POST /tasks/{id}/cancel` and `/retry`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use orchestrator::model::{Task, TaskId};
use orchestrator::store::Changed;

use super::missing;
use crate::app::Shared;
use crate::auth::Operator;
use crate::extract::Id;
use crate::problem::{Answer, Problem};
use crate::view::TaskView;

fn answer(changed: Changed<Task>, cannot: &str) -> Answer<Response> {
    match changed {
        Changed::Yes(task) => Ok((StatusCode::ACCEPTED, Json(TaskView::of(&task))).into_response()),
        Changed::Already(task) => Ok((StatusCode::OK, Json(TaskView::of(&task))).into_response()),
        Changed::Illegal(_) | Changed::Stale(_) => Err(Problem::conflict(cannot)),
        Changed::Missing => Err(missing()),
    }
}

/// Takes a task back: a waiting one at once, a running one when its agent has heard of it.
#[utoipa::path(post, path = "/tasks/{id}/cancel", tag = "tasks", params(("id" = String, Path)), responses(
    (status = 202, description = "It is taken back", body = TaskView),
    (status = 200, description = "It was already", body = TaskView),
    (status = 404, description = "There is none"),
    (status = 409, description = "It has ended")))]
pub async fn cancel(State(app): State<Shared>, _: Operator, Id(id): Id<TaskId>) -> Answer<Response> {
    answer(app.store.cancel(id).await?, "the task has ended")
}

/// Queues a task once more that failed, was cancelled or is dead.
#[utoipa::path(post, path = "/tasks/{id}/retry", tag = "tasks", params(("id" = String, Path)), responses(
    (status = 202, description = "It waits again", body = TaskView),
    (status = 200, description = "It did already", body = TaskView),
    (status = 404, description = "There is none"),
    (status = 409, description = "It ended well, or has not ended")))]
pub async fn retry(State(app): State<Shared>, _: Operator, Id(id): Id<TaskId>) -> Answer<Response> {
    answer(app.store.retry(id).await?, "only a task that failed, was cancelled or is dead can be tried again")
}
