//! `POST /tasks`.

use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use orchestrator::model::{NewTask, Timestamp};
use serde_json::Value;

use crate::app::Shared;
use crate::auth::Operator;
use crate::extract;
use crate::problem::{Answer, Problem};
use crate::routes::held::held;
use crate::routes::submit::{answer, submit as hand_in, usual};
use crate::view::{Submission, TaskView};

/// Times are at most a week.
const LONGEST: u64 = 7 * 24 * 3600 * 1000;

/// Submits a task. It is durable once it is acknowledged.
#[utoipa::path(post, path = "/tasks", tag = "tasks",
    params(("idempotency-key" = Option<String>, Header,
        description = "Whoever submits the same again under this key gets the first one", min_length = 1, max_length = 200)),
    request_body = Submission, responses(
    (status = 202, description = "It is taken", body = TaskView, headers(("location" = String, description = "Where it is"))),
    (status = 200, description = "It was taken before, under the same key", body = TaskView, headers(("location" = String, description = "Where it is"))),
    (status = 409, description = "Another one was submitted under this key"),
    (status = 422, description = "No agent can do it, or not with this input"),
    (status = 503, description = "Too many wait")))]
pub async fn submit(
    State(app): State<Shared>,
    Operator(caller): Operator,
    headers: HeaderMap,
    extract::Json(wanted): extract::Json<Submission>,
) -> Answer<Response> {
    let mut task = usual(&caller, &wanted.capability, Value::Null);
    task.idempotency_key = key(&headers)?;
    fill(&mut task, wanted)?;
    held(&app, &task.capability, &mut task.input).await?;
    let (task, is_new) = hand_in(&app, task).await?;
    Ok(answer(&task, is_new))
}

/// What `Idempotency-Key` says.
///
/// # Errors
/// 400: it is none.
pub fn key(headers: &HeaderMap) -> Answer<Option<String>> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value
        .to_str()
        .ok()
        .map(str::trim)
        .filter(|key| (1..=200).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' '));
    key.map(|key| Some(key.to_owned())).ok_or_else(|| Problem::bad_request("`Idempotency-Key` has 1 to 200 visible ASCII characters"))
}

fn fill(task: &mut NewTask, wanted: Submission) -> Answer<()> {
    let time = |name: &str, milliseconds: Option<u64>| match milliseconds {
        Some(0) => Err(Problem::unprocessable(format!("`{name}` is at least 1"))),
        Some(more) if more > LONGEST => Err(Problem::unprocessable(format!("`{name}` is at most {LONGEST}: a week"))),
        milliseconds => Ok(milliseconds.map(Duration::from_millis)),
    };
    if wanted.capability.is_empty() || wanted.capability.chars().count() > 128 || wanted.capability.contains('\0') {
        return Err(Problem::unprocessable("`capability` has 1 to 128 characters"));
    }
    if !(-100..=100).contains(&wanted.priority) {
        return Err(Problem::unprocessable("`priority` is -100 to 100"));
    }
    let attempts = wanted.max_attempts.unwrap_or(task.max_attempts);
    if !(1..=100).contains(&attempts) {
        return Err(Problem::unprocessable("`max_attempts` is 1 to 100"));
    }
    let input = wanted.input.unwrap_or_else(|| Value::Object(serde_json::Map::new()));
    if !input.is_object() {
        return Err(Problem::unprocessable("`input` is an object"));
    }
    let not_before = wanted.not_before.map(|text| serde_json::from_value::<Timestamp>(Value::String(text)));
    let not_before = not_before.transpose().map_err(|_| Problem::unprocessable("`not_before` is a time like 2026-01-31T12:00:00Z"))?;
    task.start_to_close = time("start_to_close", wanted.start_to_close)?.unwrap_or(Duration::ZERO);
    task.heartbeat = time("heartbeat", wanted.heartbeat)?;
    task.schedule_to_close = time("schedule_to_close", wanted.schedule_to_close)?;
    (task.input, task.agent, task.priority, task.not_before, task.max_attempts) =
        (input, wanted.agent, wanted.priority, not_before, attempts);
    Ok(())
}
