//! `GET /agents/{id}/logs`.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::find;
use crate::app::Shared;
use crate::extract::{AgentId, Id, Query};
use crate::problem::{Answer, Problem};
use crate::routes::stream::{last_id, place, respond};

/// Lines are looked for so often.
const LOOK: Duration = Duration::from_millis(300);

/// Which lines.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// Behind the line of this number.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// At most so many, the last ones.
    #[param(minimum = 1, maximum = 5000)]
    limit: Option<u16>,
    /// Goes on as lines come, as a stream of events: `follow` alone, or `follow=true`.
    #[param(schema_with = follow)]
    follow: Option<String>,
}

fn follow() -> utoipa::openapi::schema::Object {
    use utoipa::openapi::schema::{ObjectBuilder, Type};
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["", "true", "false"])).build()
}

/// Lines of a log.
#[derive(Debug, Serialize, ToSchema)]
pub struct Lines {
    /// The oldest first.
    items: Vec<Line>,
}

/// A line of a log.
#[derive(Debug, Serialize, ToSchema)]
pub struct Line {
    /// Its number; grows.
    number: i64,
    /// When it was written.
    #[schema(format = "date-time")]
    at: String,
    /// What it says.
    text: String,
}

/// What an agent writes to its log.
#[utoipa::path(get, path = "/agents/{id}/logs", tag = "agents",
    params(("id" = String, Path), Which, ("last-event-id" = Option<i64>, Header, description = "Of a stream: the last line that was seen")),
    responses(
    (status = 200, description = "Lines of it; with `follow` a stream of events whose data is a `Line`",
        content((Lines = "application/json"), (String = "text/event-stream"))),
    (status = 404, description = "There is none"),
    (status = 503, description = "There are too many streams")))]
pub async fn logs(
    State(app): State<Shared>,
    Id(AgentId(id)): Id<AgentId>,
    headers: HeaderMap,
    Query(which): Query<Which>,
) -> Answer<Response> {
    find(&app, &id).await?;
    let limit = which.limit.unwrap_or(200);
    if !(1..=5000).contains(&limit) || which.after.is_some_and(|after| after < 0) {
        return Err(Problem::bad_request("`limit` is 1 to 5000, `after` at least 0"));
    }
    let follows = match which.follow.as_deref() {
        None | Some("false") => false,
        Some("" | "true") => true,
        Some(_) => return Err(Problem::bad_request("`follow` is `true` or `false`")),
    };
    let after = which.after.unwrap_or(0);
    if !follows {
        let lines = app.store.logs(&id, after, u32::from(limit)).await?;
        return Ok(Json(Lines { items: lines.into_iter().map(line).collect() }).into_response());
    }
    let after = last_id(&headers)?.unwrap_or(after);
    let place = place(&app)?;
    let first = (app.clone(), id, after, VecDeque::<Line>::new(), place);
    let lines = stream::unfold(first, move |(app, id, mut after, mut waiting, place)| async move {
        loop {
            if let Some(line) = waiting.pop_front() {
                after = line.number;
                let event =
                    Event::default().id(line.number.to_string()).event("line").data(serde_json::to_string(&line).unwrap_or_default());
                return Some((Ok::<Event, Infallible>(event), (app, id, after, waiting, place)));
            }
            match app.store.logs(&id, after, u32::from(limit)).await {
                Ok(lines) if !lines.is_empty() => waiting.extend(lines.into_iter().map(line)),
                _ => tokio::select! {
                    () = app.stop.cancelled() => return None,
                    () = tokio::time::sleep(LOOK) => {}
                },
            }
        }
    });
    Ok(respond(&app, lines))
}

fn line((number, at, text): (i64, orchestrator::model::Timestamp, String)) -> Line {
    Line { number, at: at.to_string(), text }
}
