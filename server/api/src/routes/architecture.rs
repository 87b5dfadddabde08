//! `GET /architecture`: the component map, in the form that is asked for.

use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use super::submit::{submit, usual};
use super::tasks::result::{Gave, gave};
use crate::app::{App, Shared};
use crate::auth::{Caller, Viewer};
use crate::extract::{self, Query};
use crate::problem::{Answer, Problem};
use crate::read::{Map, Waited, wait_for};

const CAPABILITY: &str = "architecture";

/// The forms.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Components and edges.
    Json,
    /// Mermaid.
    Mermaid,
    /// A picture.
    Svg,
    /// Graphviz.
    Dot,
    /// Structurizr DSL.
    Structurizr,
    /// GraphML.
    Graphml,
}

/// By which media type each is asked for and sent.
const FORMATS: [(Format, &str, &str); 6] = [
    (Format::Json, "json", "application/json"),
    (Format::Mermaid, "mermaid", "text/vnd.mermaid"),
    (Format::Svg, "svg", "image/svg+xml"),
    (Format::Dot, "dot", "text/vnd.graphviz"),
    (Format::Structurizr, "structurizr", "text/x-structurizr-dsl"),
    (Format::Graphml, "graphml", "application/graphml+xml"),
];

/// Of what, and in which form.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// The form; instead of `Accept`.
    #[param(inline)]
    format: Option<Format>,
    /// An absolute folder in one of the workspaces of this server; the first workspace where there is none.
    path: Option<String>,
}

/// Draws the component map.
#[utoipa::path(get, path = "/architecture", tag = "architecture", params(Which), responses(
    (status = 200, description = "The map", headers(("etag" = String, description = "Tells this map from others")), content(
        (Object = "application/json"), (String = "text/vnd.mermaid"), (String = "image/svg+xml"), (String = "text/vnd.graphviz"),
        (String = "text/x-structurizr-dsl"), (String = "application/graphml+xml"))),
    (status = 304, description = "As `If-None-Match` says"),
    (status = 406, description = "Not in such a form"),
    (status = 409, description = "It cannot be drawn"),
    (status = 422, description = "There is no such workspace, or no agent that draws"),
    (status = 503, description = "It takes longer: ask again")))]
pub async fn architecture(
    State(app): State<Shared>,
    Viewer(caller): Viewer,
    headers: HeaderMap,
    Query(which): Query<Which>,
) -> Answer<Response> {
    let (_, word, media) = match which.format {
        Some(format) => FORMATS.into_iter().find(|(known, ..)| *known == format).ok_or_else(Problem::internal)?,
        None => accepted(&headers)?,
    };
    let (_, path) = app.root(which.path).await?;
    let map = match app.maps.young(&path, word) {
        Some(map) => map,
        None => draw(&app, &caller, &path, word).await?,
    };
    let is_known = extract::is_known(&headers, &map.tag);
    let mut response = Response::new(if is_known { Body::empty() } else { Body::from(map.bytes) });
    let out = response.headers_mut();
    out.insert(ETAG, extract::etag(&map.tag));
    out.insert(VARY, HeaderValue::from_name(ACCEPT));
    out.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        out.insert(CONTENT_TYPE, HeaderValue::from_static(media));
        // A picture that somebody opens by itself runs nothing, whatever names it shows.
        out.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox"));
    }
    Ok(response)
}

/// The form that `Accept` likes best.
fn accepted(headers: &HeaderMap) -> Answer<(Format, &'static str, &'static str)> {
    let values = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut best: Option<(f32, usize)> = None;
    let mut is_said = false;
    for range in values.flat_map(|value| value.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let media = parts.next().unwrap_or_default().to_ascii_lowercase();
        if media.is_empty() {
            continue;
        }
        is_said = true;
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
        let matches = |known: &str| {
            media == known || media == "*/*" || media.strip_suffix("/*").is_some_and(|kind| known.split('/').next() == Some(kind))
        };
        let also = if media == "text/plain" { Some(1) } else { None };
        let found = FORMATS.iter().position(|(_, _, known)| matches(known)).or(also);
        if let Some(at) = found
            && weight > 0.0
            && best.is_none_or(|(known, _)| weight > known)
        {
            best = Some((weight, at));
        }
    }
    let at = match best {
        Some((_, at)) => at,
        None if !is_said => 0,
        None => {
            let known: Vec<&str> = FORMATS.iter().map(|(_, _, media)| *media).collect();
            return Err(Problem::not_acceptable(format!("it is to be had as {}", known.join(", "))));
        }
    };
    Ok(FORMATS[at])
}

async fn draw(app: &App, caller: &Caller, path: &std::path::Path, format: &'static str) -> Answer<Map> {
    // One draws, and all that ask meanwhile wait for that.
    let turn = app.maps.turn.lock().await;
    let id = match app.maps.making(path, format) {
        Some(id) => id,
        None => {
            let (task, _) = submit(app, usual(caller, CAPABILITY, json!({ "path": path, "format": format }))).await?;
            app.maps.make(path, format, Some(task.id));
            task.id
        }
    };
    drop(turn);
    let ended = match wait_for(app, id, app.config.limits.wait).await {
        Ok(Waited::Ended(task)) => gave(app, *task).await,
        Ok(Waited::Running) => return Err(Problem::unavailable("not-yet", "the map is still being drawn", Duration::from_secs(2))),
        Err(problem) => Err(problem),
    };
    let value = match ended {
        Ok(Gave::Value(value)) => value,
        Ok(Gave::NotYet(_)) => return Err(Problem::unavailable("not-yet", "the map is still being drawn", Duration::from_secs(2))),
        Err(problem) => {
            app.maps.make(path, format, None);
            return Err(problem);
        }
    };
    let bytes = match value.get("text").and_then(Value::as_str) {
        Some(text) if format != "json" => Bytes::from(text.to_owned()),
        _ => Bytes::from(serde_json::to_vec(&value).map_err(|_| Problem::internal())?),
    };
    Ok(app.maps.made(path, format, bytes))
}
