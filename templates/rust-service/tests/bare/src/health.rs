// Made by ouroboros: generator `rust-service`, template `src/health.rs.j2`.
//! What whoever runs the service asks it.

use axum::extract::State;
use axum::http::StatusCode;

use crate::AppState;

/// The process answers.
pub async fn live() -> StatusCode {
    StatusCode::OK
}

/// Requests can be served.
pub async fn ready(State(state): State<AppState>) -> StatusCode {
    if state.is_ready().await {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    }
}
