//! `GET /architecture/why`: the chains of lines by which one part of a workspace depends on another.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::IntoParams;

use super::submit::{submit, usual};
use super::tasks::result::{Gave, gave};
use crate::app::Shared;
use crate::auth::Viewer;
use crate::extract::Query;
use crate::problem::{Answer, Problem};
use crate::read::{Waited, wait_for};

const CAPABILITY: &str = "why";

/// What depends on what.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// What depends: a component as the map names it, or a file or folder seen from the root.
    #[param(max_length = 4096)]
    from: String,
    /// What it depends on: the same.
    #[param(max_length = 4096)]
    to: String,
    /// Chains to tell, the shortest first; 3 when absent.
    #[param(minimum = 1, maximum = 50)]
    limit: Option<u32>,
    /// An absolute folder in one of the workspaces of this server; the first workspace where there is none.
    path: Option<String>,
}

/// Explains a dependency.
#[utoipa::path(get, path = "/architecture/why", tag = "architecture", params(Which), responses(
    (status = 200, description = "The chains, each step a line that names the next; none: it does not depend on it", body = Object),
    (status = 409, description = "One of the two is no part of the workspace"),
    (status = 422, description = "There is no such workspace, or no agent that explains"),
    (status = 503, description = "It takes longer: ask again")))]
pub async fn why(State(app): State<Shared>, Viewer(caller): Viewer, Query(which): Query<Which>) -> Answer<Json<Value>> {
    let (_, path) = app.root(which.path).await?;
    let mut input = json!({ "path": path, "from": which.from, "to": which.to });
    if let Some(limit) = which.limit {
        input["limit"] = limit.into();
    }
    let (task, _) = submit(&app, usual(&caller, CAPABILITY, input)).await?;
    let not_yet = || Problem::unavailable("not-yet", "the chains are still being looked for", Duration::from_secs(2));
    let Waited::Ended(task) = wait_for(&app, task.id, app.config.limits.wait).await? else { return Err(not_yet()) };
    match gave(&app, *task).await? {
        Gave::Value(value) => Ok(Json(value)),
        Gave::NotYet(_) => Err(not_yet()),
    }
}
