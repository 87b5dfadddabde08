//! Streams of events: their places, where they go on, how they show that they live.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt};
use tokio::sync::OwnedSemaphorePermit;

use crate::app::{App, Shared};
use crate::problem::{Answer, Problem};

/// A place for a stream.
///
/// # Errors
/// 503: all are taken.
pub fn place(app: &Shared) -> Answer<OwnedSemaphorePermit> {
    let place = std::sync::Arc::clone(&app.streams).try_acquire_owned();
    place.map_err(|_| Problem::unavailable("too-many-streams", "there are too many streams of events", Duration::from_secs(10)))
}

/// What `Last-Event-ID` says.
///
/// # Errors
/// 400: it is no id.
pub fn last_id(headers: &HeaderMap) -> Answer<Option<i64>> {
    let Some(value) = headers.get("last-event-id") else { return Ok(None) };
    let id = value.to_str().ok().and_then(|value| value.trim().parse::<i64>().ok()).filter(|id| *id >= 0);
    id.map(Some).ok_or_else(|| Problem::bad_request("`Last-Event-ID` is no id of an event"))
}

/// Sends events until there are no more or the server ends.
pub fn respond(app: &App, events: impl Stream<Item = Result<Event, Infallible>> + Send + 'static) -> Response {
    let stop = app.stop.clone();
    let events = events.take_until(stop.cancelled_owned());
    let mut response =
        Sse::new(events).keep_alive(KeepAlive::new().interval(app.config.limits.keep_alive).text("still here")).into_response();
    // A proxy that waits for more before it passes on makes a stream useless.
    response.headers_mut().insert("x-accel-buffering", axum::http::HeaderValue::from_static("no"));
    response
}
