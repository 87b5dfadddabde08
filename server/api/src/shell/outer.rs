//! Around everything.

use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CACHE_CONTROL, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tracing::Instrument;

use super::{REQUEST_ID, RequestId, host};
use crate::app::Shared;
use crate::auth::Caller;
use crate::net::{Client, Peer};
use crate::problem::Problem;

/// Says 404.
pub async fn not_found() -> Problem {
    Problem::not_found("nothing is at this path: `/openapi.json` lists what there is")
}

/// Says 405; the framework adds which methods there are.
pub async fn not_allowed() -> Problem {
    Problem::method_not_allowed(None)
}

/// Around everything.
pub async fn outer(State(app): State<Shared>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId::of(request.headers());
    let peer = Peer::of(request.extensions());
    let client = Client::of(peer, request.headers(), &app.config.trusted_proxies);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    // No query: people put there what belongs into a header.
    let span = tracing::info_span!("request", id = %id.0, %method, route, client = %client.address, path = request.uri().path());
    let checked = fits(request.headers(), app.config.limits.head_bytes);
    let checked = checked.and_then(|()| host::check(request.uri(), request.headers(), peer, client, &app.config.public_hosts));
    request.extensions_mut().insert(id.clone());
    request.extensions_mut().insert(client);
    let answered = async {
        if let Err(problem) = checked {
            return problem.into_response();
        }
        let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
        match tokio::time::timeout(app.config.limits.answer, answer).await {
            Ok(Ok(response)) => response,
            Ok(Err(_)) => Problem::internal().into_response(),
            Err(_) => Problem::unavailable("timeout", "this took too long", Duration::from_secs(5)).into_response(),
        }
    };
    let mut response = answered.instrument(span.clone()).await;
    finish(response.headers_mut(), &id);
    let took = started.elapsed();
    app.metrics.request(route, &method, response.status(), took);
    span.in_scope(|| log(&method, &response, took));
    response
}

/// What reads heads bounds its own memory, and may have taken a little more than is allowed.
fn fits(headers: &HeaderMap, most: usize) -> Result<(), Problem> {
    let size: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if size <= most { Ok(()) } else { Err(Problem::bad_request(format!("the headers are too large: at most {most} bytes are taken"))) }
}

/// Headers of every answer.
fn finish(headers: &mut HeaderMap, id: &RequestId) {
    headers.insert(REQUEST_ID, id.header());
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

fn log(method: &Method, response: &Response, took: Duration) {
    let status = response.status();
    let by = response.extensions().get::<Caller>().map_or("-", |caller| &caller.name);
    let took = took.as_secs_f64() * 1000.0;
    if status.is_server_error() && status.as_u16() != 503 {
        tracing::error!(status = status.as_u16(), by, took, "answered");
    } else if method.is_safe() && !status.is_client_error() {
        tracing::debug!(status = status.as_u16(), by, took, "answered");
    } else {
        tracing::info!(status = status.as_u16(), by, took, "answered");
    }
}
