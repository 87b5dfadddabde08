//! Generation: a plan with its differences, then applying that very plan.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::header::{ETAG, HeaderName};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use orchestrator::model::{Task, TaskId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use super::held::held;
use super::submit::{answer, location, submit, usual};
use super::tasks::find as find_task;
use super::tasks::result::{Gave, gave, not_yet};
use crate::app::{App, Shared};
use crate::auth::{Operator, Viewer};
use crate::extract::{self, Id, Query, etag};
use crate::problem::{Answer, Problem};
use crate::read::{Waited, wait_for};
use crate::view::TaskView;

const PLAN: &str = "plan_generation";
const APPLY: &str = "apply_generation";
/// A plan that is stale is refused at once: so long an answer waits for that.
const REFUSAL: Duration = Duration::from_millis(1500);

/// How it is generated.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct How {
    /// Has to be `true`: nothing is written before the plan is applied.
    #[param(inline, schema_with = only_true)]
    dry_run: bool,
}

fn only_true() -> utoipa::openapi::schema::Object {
    use utoipa::openapi::schema::{ObjectBuilder, Type};
    ObjectBuilder::new().schema_type(Type::Boolean).enum_values(Some([true])).build()
}

/// What is generated.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Generation)]
#[serde(deny_unknown_fields)]
pub struct What {
    /// An absolute folder in one of the workspaces of this server; the first workspace where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// Only what these generators make.
    #[serde(skip_serializing_if = "Option::is_none")]
    generators: Option<Vec<String>>,
}

/// A plan.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GenerationPlan)]
pub struct Plan {
    /// Its id, which is its task's too.
    #[schema(format = "uuid")]
    id: String,
    /// What applying it has to name in `If-Match`; also its `ETag`.
    hash: String,
    /// What would be done with which file, and the difference.
    #[schema(value_type = Vec<Object>)]
    files: Vec<Value>,
    /// What is wrong with the DNA or the templates.
    #[schema(value_type = Vec<Object>)]
    findings: Vec<Value>,
}

impl Plan {
    fn of(id: TaskId, value: &Value) -> Answer<Plan> {
        let list = |key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        let hash = value.get("hash").and_then(Value::as_str).ok_or_else(|| {
            tracing::error!(%id, "a plan without a hash");
            Problem::internal()
        })?;
        Ok(Plan { id: id.to_string(), hash: hash.to_owned(), files: list("files"), findings: list("findings") })
    }

    fn answer(self) -> Response {
        let tag: [(HeaderName, HeaderValue); 1] = [(ETAG, etag(&self.hash))];
        (StatusCode::OK, tag, Json(self)).into_response()
    }
}

/// Plans a generation, and shows what it would change. Nothing is written.
#[utoipa::path(post, path = "/generate", tag = "generate", params(How), request_body = What, responses(
    (status = 200, description = "The plan", body = Plan, headers(("etag" = String, description = "The plan's hash, for `If-Match`"))),
    (status = 202, description = "It takes longer: ask for it where `location` says", body = TaskView,
        headers(("location" = String, description = "Where the task is"))),
    (status = 409, description = "It cannot be planned"),
    (status = 422, description = "There is no such workspace, or no agent that generates"),
    (status = 503, description = "Too many tasks wait")))]
pub async fn plan(
    State(app): State<Shared>,
    Operator(caller): Operator,
    Query(how): Query<How>,
    extract::Json(what): extract::Json<What>,
) -> Answer<Response> {
    if !how.dry_run {
        return Err(Problem::bad_request("only `dry_run=true`: nothing is written before a plan is applied"));
    }
    let mut input = serde_json::to_value(&what).map_err(|_| Problem::internal())?;
    held(&app, PLAN, &mut input).await?;
    let (task, is_new) = submit(&app, usual(&caller, PLAN, input)).await?;
    match wait_for(&app, task.id, app.config.limits.wait).await? {
        Waited::Running => Ok(answer(&task, is_new)),
        Waited::Ended(task) => planned(&app, *task).await,
    }
}

async fn planned(app: &App, task: Task) -> Answer<Response> {
    let id = task.id;
    match gave(app, task).await? {
        Gave::Value(value) => Ok(Plan::of(id, &value)?.answer()),
        Gave::NotYet(task) => Ok(not_yet(&task)),
    }
}

async fn find(app: &App, id: TaskId) -> Answer<Task> {
    let task = find_task(app, id).await?;
    if task.what.capability == PLAN { Ok(task) } else { Err(Problem::not_found("there is no plan of this id")) }
}

/// Shows a plan.
#[utoipa::path(get, path = "/generate/{id}", tag = "generate", params(("id" = String, Path)), responses(
    (status = 200, description = "The plan", body = Plan, headers(("etag" = String, description = "The plan's hash, for `If-Match`"))),
    (status = 202, description = "It is not done yet", body = TaskView),
    (status = 404, description = "There is none"),
    (status = 409, description = "It could not be planned"),
    (status = 410, description = "It is not kept any more")))]
pub async fn show(State(app): State<Shared>, _: Viewer, Id(id): Id<TaskId>) -> Answer<Response> {
    planned(&app, find(&app, id).await?).await
}

/// Applies a plan, if everything is still as it was planned for.
#[utoipa::path(post, path = "/generate/{id}/apply", tag = "generate",
    params(("id" = String, Path), ("if-match" = String, Header, description = "The plan's hash, as its `ETag` has it")), responses(
    (status = 202, description = "It is applied", body = TaskView, headers(("location" = String, description = "Where the task is"))),
    (status = 404, description = "There is no such plan"),
    (status = 409, description = "It is not planned yet, or could not be"),
    (status = 410, description = "The plan is not kept any more"),
    (status = 412, description = "The plan is stale: plan again"),
    (status = 422, description = "There is no such workspace, or no agent that generates"),
    (status = 428, description = "There is no `If-Match`"),
    (status = 503, description = "Too many tasks wait")))]
pub async fn apply(State(app): State<Shared>, Operator(caller): Operator, Id(id): Id<TaskId>, headers: HeaderMap) -> Answer<Response> {
    let wanted = extract::if_match(&headers)?;
    let task = find(&app, id).await?;
    let wanted = wanted.ok_or_else(Problem::precondition_required)?;
    let (asked, was) = (task.what.input.clone(), gave(&app, task).await?);
    let Gave::Value(value) = was else { return Err(Problem::conflict("the plan is not done yet")) };
    let plan = Plan::of(id, &value)?;
    if plan.hash != wanted {
        return Err(Problem::stale("the plan has another hash"));
    }
    let mut input = asked;
    input["hash"] = json!(plan.hash);
    held(&app, APPLY, &mut input).await?;
    let mut task = usual(&caller, APPLY, input);
    // Once: a plan that could not be applied is planned again.
    task.max_attempts = 1;
    let (task, _) = submit(&app, task).await?;
    if let Waited::Ended(task) = wait_for(&app, task.id, REFUSAL).await?
        && let Some(failure) = task.failure.filter(|failure| failure.kind == "refused")
    {
        return Err(Problem::stale(failure.message));
    }
    Ok((StatusCode::ACCEPTED, location(task.id), Json(TaskView::of(&task))).into_response())
}
