// Made by ouroboros: generator `rust-service`, template `src/app.rs.j2`.
//! Which request is answered by what.

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, patch, put};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::{AppState, health, routes};

/// How long a request may take; no stop takes longer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The service, ready to be served or tested.
pub fn app(state: AppState) -> Router {
    Router::new()
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/", put(routes::a::handle))
        .route(
            "/v1.0/~x/{a}/{b_2}/{c}/{d}/{e}",
            patch(routes::patch::handle),
        )
        .route(
            "/a-path-so-long-that-no-line-holds-it/with/{identifier}",
            get(routes::a_handler_with_a_name_of_forty_letters::handle),
        )
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            TIMEOUT,
        ))
        .layer(TraceLayer::new_for_http())
        .with_state(state)
}
