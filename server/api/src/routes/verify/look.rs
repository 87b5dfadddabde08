//! Runs of verification: how they stand, and what they found.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use orchestrator::model::{Task, TaskId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::CAPABILITY;
use crate::app::{App, Shared};
use crate::auth::Viewer;
use crate::extract::{Id, Query};
use crate::problem::{Answer, Problem};
use crate::routes::tasks::find as find_task;
use crate::routes::tasks::result::{Gave, gave, not_yet};
use crate::view::{TaskStateView, TaskView};

/// A run of verification.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VerifyRun)]
pub struct Run {
    /// Its id, which is its task's too.
    #[schema(format = "uuid")]
    id: String,
    /// Where it stands.
    state: TaskStateView,
    /// Its task.
    task: TaskView,
    /// How many findings it has; absent before its end.
    findings: Option<usize>,
    /// The statistics of its report; absent before its end.
    #[schema(value_type = Option<Object>)]
    statistics: Option<Value>,
}

impl Run {
    /// Of a task, with its report when there is one.
    pub fn of(task: &Task, report: Option<&Value>) -> Run {
        Run {
            id: task.id.to_string(),
            state: task.state.into(),
            task: TaskView::of(task),
            findings: report.and_then(|report| report.get("findings")?.as_array().map(Vec::len)),
            statistics: report.and_then(|report| report.get("statistics").cloned()),
        }
    }
}

/// Which findings.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// Of this severity.
    #[param(inline)]
    severity: Option<SeverityWord>,
    /// Of this code, or of this level.
    code: Option<String>,
    /// In files whose path begins so.
    path: Option<String>,
    /// The `next` of the page before.
    #[param(minimum = 0)]
    cursor: Option<i32>,
    /// At most so many.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u16>,
}

/// Severities.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeverityWord {
    /// It is wrong.
    Error,
    /// It is likely to be wrong.
    Warning,
    /// It is worth knowing.
    Info,
}

impl SeverityWord {
    fn as_str(self) -> &'static str {
        match self {
            SeverityWord::Error => "error",
            SeverityWord::Warning => "warning",
            SeverityWord::Info => "info",
        }
    }
}

/// A page of findings.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingPage {
    /// As in the report.
    #[schema(value_type = Vec<Object>)]
    items: Vec<Value>,
    /// How many match in all.
    total: usize,
    /// Where the next page begins; absent at the end.
    next: Option<i32>,
}

async fn find(app: &App, id: TaskId) -> Answer<Task> {
    let task = find_task(app, id).await?;
    if task.what.capability == CAPABILITY { Ok(task) } else { Err(Problem::not_found("there is no run of verification of this id")) }
}

/// The report, or the answer that there is none yet.
async fn reported(app: &App, id: TaskId) -> Answer<Result<Value, Response>> {
    match gave(app, find(app, id).await?).await? {
        Gave::NotYet(task) => Ok(Err(not_yet(&task))),
        Gave::Value(value) => Ok(Ok(value)),
    }
}

fn no_report() -> Problem {
    Problem::gone("this run has no report")
}

/// Shows a run.
#[utoipa::path(get, path = "/verify/{id}", tag = "verify", params(("id" = String, Path)), responses(
    (status = 200, description = "It", body = Run),
    (status = 404, description = "There is none")))]
pub async fn show(State(app): State<Shared>, _: Viewer, Id(id): Id<TaskId>) -> Answer<Json<Run>> {
    let task = find(&app, id).await?;
    let result = if task.has_result { app.store.result(id).await? } else { None };
    Ok(Json(Run::of(&task, result.as_ref().and_then(|result| result.get("report")))))
}

/// Lists what a run found.
#[utoipa::path(get, path = "/verify/{id}/findings", tag = "verify", params(("id" = String, Path), Which), responses(
    (status = 200, description = "A page of findings", body = FindingPage),
    (status = 202, description = "It is not done yet", body = TaskView),
    (status = 404, description = "There is no such run"),
    (status = 409, description = "It ended without"),
    (status = 410, description = "They are not kept any more")))]
pub async fn findings(State(app): State<Shared>, _: Viewer, Id(id): Id<TaskId>, Query(which): Query<Which>) -> Answer<Response> {
    let limit = which.limit.unwrap_or(100);
    if !(1..=1000).contains(&limit) {
        return Err(Problem::bad_request("`limit` is 1 to 1000"));
    }
    let start = usize::try_from(which.cursor.unwrap_or(0)).map_err(|_| Problem::bad_request("`cursor` is at least 0"))?;
    let result = match reported(&app, id).await? {
        Ok(result) => result,
        Err(response) => return Ok(response),
    };
    let all = result.pointer("/report/findings").and_then(Value::as_array).ok_or_else(no_report)?;
    let says = |finding: &Value, key: &str| finding.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let found: Vec<&Value> = all
        .iter()
        .filter(|finding| which.severity.is_none_or(|severity| says(finding, "severity") == severity.as_str()))
        .filter(|finding| {
            which.code.as_ref().is_none_or(|code| {
                let own = says(finding, "code");
                own == *code || own.split('/').next() == Some(code)
            })
        })
        .filter(|finding| which.path.as_ref().is_none_or(|path| says(finding, "path").starts_with(path.as_str())))
        .collect();
    let total = found.len();
    let items: Vec<Value> = found.into_iter().skip(start).take(usize::from(limit)).cloned().collect();
    let end = start.saturating_add(items.len());
    let next = (!items.is_empty() && end < total).then(|| i32::try_from(end).unwrap_or(i32::MAX));
    Ok(Json(FindingPage { items, total, next }).into_response())
}

/// Gives the report of a run, as `check --format json` prints it.
#[utoipa::path(get, path = "/verify/{id}/report", tag = "verify", params(("id" = String, Path)), responses(
    (status = 200, description = "The report", body = Object),
    (status = 202, description = "It is not done yet", body = TaskView),
    (status = 404, description = "There is no such run"),
    (status = 409, description = "It ended without"),
    (status = 410, description = "It is not kept any more")))]
pub async fn report(State(app): State<Shared>, _: Viewer, Id(id): Id<TaskId>) -> Answer<Response> {
    Ok(match reported(&app, id).await? {
        Ok(mut result) => {
            Json(result.get_mut("report").map(Value::take).filter(|report| report.is_object()).ok_or_else(no_report)?).into_response()
        }
        Err(response) => response,
    })
}

/// Gives what a run found as SARIF.
#[utoipa::path(get, path = "/verify/{id}/sarif", tag = "verify", params(("id" = String, Path)), responses(
    (status = 200, description = "SARIF 2.1.0", body = Object, content_type = "application/sarif+json"),
    (status = 202, description = "It is not done yet", body = TaskView),
    (status = 404, description = "There is no such run"),
    (status = 409, description = "It ended without"),
    (status = 410, description = "It is not kept any more")))]
pub async fn sarif(State(app): State<Shared>, _: Viewer, Id(id): Id<TaskId>) -> Answer<Response> {
    let result = match reported(&app, id).await? {
        Ok(result) => result,
        Err(response) => return Ok(response),
    };
    let gone = || Problem::gone("the SARIF file of this run is not kept any more");
    let name = result.get("sarif_name").and_then(Value::as_str).ok_or_else(gone)?;
    let bytes = app.store.get(name).await?.ok_or_else(gone)?;
    let mut response = Response::new(Body::from(bytes));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/sarif+json"));
    Ok(response)
}
