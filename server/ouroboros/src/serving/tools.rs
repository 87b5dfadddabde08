//! MCP over HTTP: the tools of the first workspace, at `/mcp`, for whoever has a token.

use std::sync::Arc;

use api::auth::{Caller, Role};
use api::mcp::{self, Access};
use axum::Router;
use axum::http::request::Parts;
use tokio_util::sync::CancellationToken;

use crate::builtin::places::Places;

/// Where it is.
const PATH: &str = "/mcp";

/// What is served there until `stop`; nothing where there is no workspace to work on.
pub fn tools(places: &Places, stop: CancellationToken) -> Router {
    let Ok(place) = places.folder(None) else { return Router::new() };
    let access = |parts: &Parts| match parts.extensions.get::<Caller>() {
        Some(caller) if caller.role >= Role::Operator => Access::Write,
        _ => Access::Read,
    };
    mcp::router(PATH, place.workspace, Arc::new(access), stop)
}
