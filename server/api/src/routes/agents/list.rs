//! `GET /agents`.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::Shared;
use crate::extract::{self, Query, is_agent_id};
use crate::problem::{Answer, Problem};
use crate::read::Wanted;
use crate::view::{AgentPage, StateView};

/// Which agents.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// That can do this.
    capability: Option<String>,
    /// That are in this state.
    #[param(inline)]
    state: Option<StateView>,
    /// With this in their id, name or description.
    search: Option<String>,
    /// The `next` of the page before.
    #[param(pattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length = 63)]
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u16>,
}

/// Lists agents, by id. What other processes changed may take a quarter of a second to be seen.
#[utoipa::path(get, path = "/agents", tag = "agents", params(Which), responses(
    (status = 200, description = "A page of them", body = AgentPage, headers(("etag" = String, description = "Tells this answer from others"))),
    (status = 304, description = "As `If-None-Match` says")))]
pub async fn list(State(app): State<Shared>, headers: HeaderMap, Query(which): Query<Which>) -> Answer<Response> {
    let limit = which.limit.unwrap_or(100);
    if !(1..=500).contains(&limit) {
        return Err(Problem::bad_request("`limit` is 1 to 500"));
    }
    if which.cursor.as_deref().is_some_and(|cursor| !is_agent_id(cursor)) {
        return Err(Problem::bad_request("`cursor` is not the `next` of a page"));
    }
    let wanted = Wanted {
        capability: which.capability,
        state: which.state,
        search: which.search.map(|search| search.to_lowercase()),
        after: which.cursor,
        limit: usize::from(limit),
    };
    let (bytes, tag) = app.agents.get().await?.page(&wanted)?;
    let is_known = extract::is_known(&headers, &tag);
    let mut response = Response::new(if is_known { Body::empty() } else { Body::from(bytes) });
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    response.headers_mut().insert(ETAG, extract::etag(&tag));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(response)
}
