//! What goes wrong, as RFC 9457 has it: every error of the API has this form.

use std::time::Duration;

use axum::body::Body;
use axum::http::header::{ALLOW, CONTENT_TYPE, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use orchestrator::store::StoreError;
use serde::Serialize;
use utoipa::ToSchema;

/// What went wrong.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Which kind of problem, for programs: `urn:ouroboros:problem:queue-full`. Never changes.
    #[serde(rename = "type", serialize_with = "urn")]
    #[schema(value_type = String, format = "uri")]
    pub kind: &'static str,
    /// The kind in words.
    pub title: &'static str,
    /// The status of HTTP.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What went wrong this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub detail: Option<String>,
    /// What is wrong with which part of the body.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<Violation>,
    #[serde(skip)]
    #[schema(ignore)]
    headers: Vec<(HeaderName, HeaderValue)>,
}

// The signature is serde's.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn urn<S: serde::Serializer>(kind: &&'static str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("urn:ouroboros:problem:{kind}"))
}

/// What is wrong with one part of a body.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Violation {
    /// Which part: a JSON Pointer.
    pub pointer: String,
    /// What was found there, and what was expected.
    pub detail: String,
}

/// The media type.
pub const MEDIA: &str = "application/problem+json";

impl Problem {
    /// One of `status`; `kind` is the last word of its type.
    pub fn new(status: StatusCode, kind: &'static str, title: &'static str) -> Problem {
        Problem { kind, title, status: status.as_u16(), detail: None, errors: Vec::new(), headers: Vec::new() }
    }

    /// With what went wrong this time.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Problem {
        self.detail = Some(detail.into());
        self
    }

    /// With what is wrong with which part of the body.
    #[must_use]
    pub fn errors(mut self, errors: impl IntoIterator<Item = Violation>) -> Problem {
        self.errors = errors.into_iter().collect();
        self
    }

    fn header(mut self, name: HeaderName, value: &str) -> Problem {
        self.headers.extend(HeaderValue::from_str(value).ok().map(|value| (name, value)));
        self
    }

    /// With when to try again; at least a second.
    #[must_use]
    pub fn retry_after(self, wait: Duration) -> Problem {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        self.header(RETRY_AFTER, &seconds.max(1).to_string())
    }

    /// 400: the request cannot be understood.
    pub fn bad_request(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, "bad-request", "The request is malformed").detail(detail)
    }

    /// 401: who asks is not known.
    pub fn unauthorized() -> Problem {
        Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", "A valid token is needed")
            .detail("send `Authorization: Bearer TOKEN`")
            .header(WWW_AUTHENTICATE, "Bearer realm=\"ouroboros\"")
    }

    /// 403: who asks may not.
    pub fn forbidden(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::FORBIDDEN, "forbidden", "This is not allowed").detail(detail)
    }

    /// 401: what was sent to log in is no token of ours.
    pub fn no_such_token() -> Problem {
        Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", "A valid token is needed")
            .detail("this server has no such token: see its file of tokens, or `orchestrator.json` in the state folder of the workspace")
            .header(WWW_AUTHENTICATE, "Bearer realm=\"ouroboros\"")
    }

    /// 403: a cookie alone changes nothing.
    pub fn not_meant() -> Problem {
        Problem::new(StatusCode::FORBIDDEN, "csrf", "This did not come from our own page").detail(format!(
            "with a session's cookie, whatever changes something needs the header `{}`, as `GET /session` gives it",
            crate::auth::session::CSRF
        ))
    }

    /// 404: there is no such thing.
    pub fn not_found(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "not-found", "There is no such thing").detail(detail)
    }

    /// 405: that path does not take this method.
    pub fn method_not_allowed(allowed: Option<&HeaderValue>) -> Problem {
        let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "This path does not take this method");
        match allowed.and_then(|allowed| allowed.to_str().ok()) {
            Some(allowed) => problem.detail(format!("it takes {allowed}")).header(ALLOW, allowed),
            None => problem,
        }
    }

    /// 406: it is not to be had in that form.
    pub fn not_acceptable(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_ACCEPTABLE, "not-acceptable", "It is not to be had in that form").detail(detail)
    }

    /// 408: the request came too slowly.
    pub fn too_slow() -> Problem {
        Problem::new(StatusCode::REQUEST_TIMEOUT, "too-slow", "The request came too slowly")
    }

    /// 409: the state of things does not allow it.
    pub fn conflict(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::CONFLICT, "conflict", "The state of things does not allow this").detail(detail)
    }

    /// 410: it was there, and is not kept any more.
    pub fn gone(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::GONE, "gone", "It is not kept any more").detail(detail)
    }

    /// 412: it changed meanwhile.
    pub fn stale(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::PRECONDITION_FAILED, "stale", "It changed meanwhile").detail(detail)
    }

    /// 413: too many bytes.
    pub fn too_large(most: usize) -> Problem {
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is too large")
            .detail(format!("at most {most} bytes are taken here"))
    }

    /// 415: not in this form.
    pub fn media_type(expected: &str) -> Problem {
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", "A body of this type is not taken here")
            .detail(format!("send {expected}"))
    }

    /// 421: not for this host.
    pub fn misdirected(host: &str) -> Problem {
        Problem::new(StatusCode::MISDIRECTED_REQUEST, "misdirected", "This server is not that host")
            .detail(format!("`{host}` is no name of this server; `--public-host` gives it one"))
    }

    /// 422: understood, and cannot be done.
    pub fn unprocessable(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "unprocessable", "This cannot be done").detail(detail)
    }

    /// 428: say which version is meant.
    pub fn precondition_required() -> Problem {
        Problem::new(StatusCode::PRECONDITION_REQUIRED, "precondition-required", "Say which version is meant")
            .detail("send `If-Match` with the `ETag` that you saw")
    }

    /// 429: too often.
    pub fn too_many(wait: Duration) -> Problem {
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "These were too many requests").retry_after(wait)
    }

    /// 500: a bug.
    pub fn internal() -> Problem {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "This is a bug in Ouroboros")
            .detail("the log of the server says more under the id of this request")
    }

    /// 503: not now.
    pub fn unavailable(kind: &'static str, detail: impl Into<String>, wait: Duration) -> Problem {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, kind, "Not now").detail(detail).retry_after(wait)
    }

    /// As what it is sent.
    fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_else(|_| b"{}".to_vec())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.bytes()));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA));
        for (name, value) in self.headers {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        // What a store says may name its host: that is for the log.
        match error {
            StoreError::Unavailable(why) => {
                tracing::warn!("the store cannot be reached: {why}");
                Problem::unavailable("store-unavailable", "the store cannot be reached", Duration::from_secs(2))
            }
            StoreError::Broken(why) => {
                tracing::error!("the store cannot be used: {why}");
                Problem::unavailable("store-unavailable", "the store cannot be used", Duration::from_secs(30))
            }
        }
    }
}

/// What handlers answer.
pub type Answer<T> = Result<T, Problem>;
