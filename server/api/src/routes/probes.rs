//! Whether the server lives and works, what it counts, and what it offers.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::{App, Shared};
use crate::problem::{Answer, Problem};

/// For the store to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Wellness {
    /// `ok`, or `unavailable`.
    status: &'static str,
    /// Which version of the program it is.
    version: &'static str,
    /// Whether the store answers.
    store: bool,
}

async fn is_ready(app: &App) -> bool {
    let asked = tokio::time::timeout(PATIENCE, app.store.ready()).await;
    match asked {
        Ok(Ok(())) => true,
        Ok(Err(why)) => {
            tracing::warn!("not ready: {why}");
            false
        }
        Err(_) => {
            tracing::warn!("not ready: the store does not answer");
            false
        }
    }
}

/// Whether the process lives.
#[utoipa::path(get, path = "/livez", tag = "probes", responses((status = 200, description = "It lives", body = String, content_type = "text/plain")))]
pub async fn livez() -> &'static str {
    "ok\n"
}

/// Whether requests can be served: the store answers, and the server does not end.
#[utoipa::path(get, path = "/readyz", tag = "probes", responses(
    (status = 200, description = "It is ready", body = String, content_type = "text/plain"),
    (status = 503, description = "Not now")))]
pub async fn readyz(State(app): State<Shared>) -> Answer<&'static str> {
    let wait = Duration::from_secs(2);
    if app.stop.is_cancelled() {
        return Err(Problem::unavailable("ending", "the server ends", wait));
    }
    if is_ready(&app).await { Ok("ok\n") } else { Err(Problem::unavailable("store-unavailable", "the store does not answer", wait)) }
}

/// How the server is.
#[utoipa::path(get, path = "/health", tag = "probes", responses(
    (status = 200, description = "It is well", body = Wellness),
    (status = 503, description = "It is not")))]
pub async fn health(State(app): State<Shared>) -> Answer<Response> {
    let store = is_ready(&app).await;
    if !store {
        return Err(Problem::unavailable("store-unavailable", "the store does not answer", Duration::from_secs(2)));
    }
    Ok((StatusCode::OK, Json(Wellness { status: "ok", version: env!("CARGO_PKG_VERSION"), store })).into_response())
}

/// Metrics in the text format of Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "probes", responses(
    (status = 200, description = "The metrics", body = String, content_type = "text/plain")))]
pub async fn metrics(State(app): State<Shared>) -> Response {
    // What is counted here is told even when the store is away.
    let tasks = tokio::time::timeout(PATIENCE, app.store.counts()).await.ok().and_then(Result::ok);
    let agents =
        tokio::time::timeout(PATIENCE, app.agents.get()).await.ok().and_then(Result::ok).map_or_else(Vec::new, |listing| listing.states());
    let streams = app.config.limits.streams - app.streams.available_permits();
    let text = app.metrics.render(tasks, &agents, streams);
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", tag = "probes", responses((status = 200, description = "OpenAPI 3.1", body = Object)))]
pub async fn openapi() -> Response {
    ([(CONTENT_TYPE, "application/json")], crate::openapi::text()).into_response()
}
