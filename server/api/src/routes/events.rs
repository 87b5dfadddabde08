//! Streams of what happens, which go on where they broke off, on any server of the same store.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::response::sse;
use futures_util::{Stream, stream};
use orchestrator::model::{Event, EventId, Subject, TaskId};

use super::stream::{last_id, place, respond};
use crate::app::Shared;
use crate::auth::Viewer;
use crate::extract::Id;
use crate::problem::{Answer, Problem};
use crate::view::EventView;

/// Events are read so many at once.
const BATCH: u32 = 256;
/// Without news it is looked all the same.
const LOOK: Duration = Duration::from_secs(2);
/// Between two looks: many events come together.
const PAUSE: Duration = Duration::from_millis(20);

/// Everything that happens, from now on, or behind `Last-Event-ID`.
#[utoipa::path(get, path = "/events", tag = "events",
    params(("last-event-id" = Option<i64>, Header, description = "The last event that was seen; 0: from the first that is kept", minimum = 0)), responses(
    (status = 200, description = "A stream of events whose data is an `Event`", body = EventView, content_type = "text/event-stream"),
    (status = 503, description = "There are too many streams")))]
pub async fn events(State(app): State<Shared>, _: Viewer, headers: HeaderMap) -> Answer<Response> {
    let after = match last_id(&headers)? {
        Some(after) => after,
        None => app.store.last_event().await?,
    };
    let place = place(&app)?;
    let events = follow(app.clone(), after, None);
    Ok(respond(&app, held(events, place)))
}

/// What happens to a task, from its start, or behind `Last-Event-ID`; ends when the task has.
#[utoipa::path(get, path = "/tasks/{id}/events", tag = "events",
    params(("id" = String, Path), ("last-event-id" = Option<i64>, Header, description = "The last event that was seen", minimum = 0)), responses(
    (status = 200, description = "A stream of events whose data is an `Event`", body = EventView, content_type = "text/event-stream"),
    (status = 404, description = "There is no such task"),
    (status = 503, description = "There are too many streams")))]
pub async fn of_task(State(app): State<Shared>, _: Viewer, Id(id): Id<TaskId>, headers: HeaderMap) -> Answer<Response> {
    let after = last_id(&headers)?.unwrap_or(0);
    if app.store.task(id).await?.is_none() {
        return Err(Problem::not_found("there is no task of this id"));
    }
    let place = place(&app)?;
    let events = follow(app.clone(), after, Some(id));
    Ok(respond(&app, held(events, place)))
}

/// Keeps the place as long as the stream.
fn held<S: Stream>(events: S, place: tokio::sync::OwnedSemaphorePermit) -> impl Stream<Item = S::Item> {
    use futures_util::StreamExt;
    events.map(move |event| {
        let _ = &place;
        event
    })
}

fn follow(app: Shared, after: EventId, task: Option<TaskId>) -> impl Stream<Item = Result<sse::Event, Infallible>> {
    let news = app.store.news();
    let subject = task.map(|id| Subject::Task(id.to_string()));
    let first = (app, after, subject, news, VecDeque::<Event>::new(), false);
    stream::unfold(first, move |(app, mut after, subject, mut news, mut waiting, mut has_ended)| async move {
        loop {
            if let Some(event) = waiting.pop_front() {
                after = event.id;
                return Some((Ok(told(event)), (app, after, subject, news, waiting, has_ended)));
            }
            news.borrow_and_update();
            let found = app.store.events(after, subject.as_ref(), BATCH).await.unwrap_or_default();
            if !found.is_empty() {
                waiting.extend(found);
                continue;
            }
            if has_ended {
                return None;
            }
            if let Some(id) = task {
                // Its last event comes with its end: one more look, then that was all.
                has_ended = app.store.task(id).await.is_ok_and(|task| task.is_none_or(|task| task.state.is_final()));
                if has_ended {
                    continue;
                }
            }
            tokio::select! {
                changed = news.changed() => if changed.is_err() { tokio::time::sleep(LOOK).await },
                () = tokio::time::sleep(LOOK) => {}
            }
            tokio::time::sleep(PAUSE).await;
        }
    })
}

fn told(event: Event) -> sse::Event {
    let view = EventView::of(event);
    // Names of events have no line breaks: they are ours.
    sse::Event::default().id(view.id.to_string()).event(&view.kind).data(serde_json::to_string(&view).unwrap_or_default())
}
