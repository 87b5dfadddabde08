// Made by ouroboros: generator `rust-service`, template `src/app.rs.j2`.
//! Which request is answered by what.

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::{AppState, health};

/// How long a request may take; no stop takes longer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The service, ready to be served or tested.
pub fn app(state: AppState) -> Router {
    Router::new()
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            TIMEOUT,
        ))
        .layer(TraceLayer::new_for_http())
        .with_state(state)
}
