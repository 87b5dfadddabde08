//! `GET /tasks` and `GET /tasks/{id}`.

use axum::Json;
use axum::extract::State;
use orchestrator::model::TaskId;
use orchestrator::store::TaskFilter;
use serde::Deserialize;
use utoipa::IntoParams;

use super::find;
use crate::app::Shared;
use crate::auth::Viewer;
use crate::extract::{Id, Query};
use crate::problem::{Answer, Problem};
use crate::view::{TaskPage, TaskStateView, TaskView};

/// Which tasks.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// In this state.
    #[param(inline)]
    state: Option<TaskStateView>,
    /// Of this capability.
    capability: Option<String>,
    /// Done by, or meant for, this agent.
    agent: Option<String>,
    /// Submitted by the token of this name.
    by: Option<String>,
    /// The `next` of the page before.
    #[param(format = "uuid")]
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u16>,
}

/// Lists tasks, the newest first.
#[utoipa::path(get, path = "/tasks", tag = "tasks", params(Which), responses((status = 200, description = "A page of them", body = TaskPage)))]
pub async fn list(State(app): State<Shared>, _: Viewer, Query(which): Query<Which>) -> Answer<Json<TaskPage>> {
    let limit = which.limit.unwrap_or(50);
    if !(1..=500).contains(&limit) {
        return Err(Problem::bad_request("`limit` is 1 to 500"));
    }
    let before = which.cursor.map(|cursor| cursor.parse::<TaskId>()).transpose();
    let before = before.map_err(|_| Problem::bad_request("`cursor` is not the `next` of a page"))?;
    if [&which.capability, &which.agent, &which.by].into_iter().flatten().any(|text| text.contains('\0')) {
        return Err(Problem::bad_request("a name has no NUL"));
    }
    let states = which.state.map(Into::into).into_iter().collect();
    let filter = TaskFilter { states, capability: which.capability, agent: which.agent, by: which.by };
    let tasks = app.store.tasks(&filter, before, u32::from(limit) + 1).await?;
    let has_more = tasks.len() > usize::from(limit);
    let items: Vec<TaskView> = tasks.iter().take(usize::from(limit)).map(TaskView::of).collect();
    let next = if has_more { items.last().map(|task| task.id.clone()) } else { None };
    Ok(Json(TaskPage { items, next }))
}

/// Shows a task.
#[utoipa::path(get, path = "/tasks/{id}", tag = "tasks", params(("id" = String, Path)), responses(
    (status = 200, description = "It", body = TaskView),
    (status = 404, description = "There is none")))]
pub async fn show(State(app): State<Shared>, _: Viewer, Id(id): Id<TaskId>) -> Answer<Json<TaskView>> {
    Ok(Json(TaskView::whole(&find(&app, id).await?)))
}
