//! The dashboard at `/`: pages for people, who log in with a token.
//!
//! The pages are static, made from `dashboard/` beside this crate's sources (`npm ci --ignore-scripts && npm run build` there)
//! and kept in the program; a test holds the two equal. What they show and do they ask of the API, as any client would, with
//! the cookie of a session instead of a token.

mod pages;
mod rules;
mod session;

use axum::Router;
use axum::routing::{get, post};

use crate::app::Shared;

/// What needs no token: the pages, and the way in.
pub fn open() -> Router<Shared> {
    Router::new().route("/", get(pages::index)).route("/assets/{*name}", get(pages::asset)).route("/login", post(session::login))
}

/// What needs one, or a session.
pub fn guarded() -> Router<Shared> {
    Router::new()
        .route("/session", get(session::show))
        .route("/logout", post(session::logout))
        .route("/rules/{level}/{name}", get(rules::page))
}
