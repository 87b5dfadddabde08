//! `POST /verify`.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::look::Run;
use super::{CAPABILITY, upload};
use crate::app::Shared;
use crate::auth::Operator;
use crate::extract::body;
use crate::problem::{Answer, Problem};
use crate::routes::submit::{submit, usual};
use crate::routes::tasks::submit::key;

/// What is verified, and how.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = Verification)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// An absolute folder in one of the workspaces of this server; the first workspace where there is none. Not with an archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Up to which level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Globs: only findings in these files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paths: Option<Vec<String>>,
    /// Texts that are seen instead of those in these files; null: the file would be gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlays: Option<BTreeMap<String, Option<String>>>,
    /// Fingerprints of findings that are known: only others are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since_fingerprints: Option<Vec<String>>,
    /// At most so many findings.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1000)]
    pub limit: Option<u32>,
}

/// The levels.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub enum Level {
    /// Existence.
    L0,
    /// Syntax.
    L1,
    /// Schema.
    L2,
    /// Semantic.
    L3,
    /// Cross-reference.
    L4,
    /// Simulation.
    L5,
    /// Reverse engineering.
    L6,
}

/// An archive as a form sends it.
#[derive(ToSchema)]
#[allow(dead_code)] // only its schema is used
pub struct Form {
    /// A gzipped tar or a zip archive.
    #[schema(value_type = String, format = "binary")]
    archive: Vec<u8>,
    /// As in JSON, without `path`.
    options: Option<Options>,
}

/// Verifies a folder of a workspace, or an archive: a gzipped tar or a zip file as the body, or in a form.
#[utoipa::path(post, path = "/verify", tag = "verify",
    params(("idempotency-key" = Option<String>, Header,
        description = "Whoever asks the same again under this key gets the first run", min_length = 1, max_length = 200)),
    request_body(content(
        (Options = "application/json"),
        (Form = "multipart/form-data"),
        (Vec<u8> = "application/gzip"),
        (Vec<u8> = "application/zip"))),
    responses(
    (status = 202, description = "It is verified", body = Run, headers(("location" = String, description = "Where the run is"))),
    (status = 200, description = "It was asked for before, under the same key", body = Run,
        headers(("location" = String, description = "Where the run is"))),
    (status = 409, description = "Something else was asked for under this key"),
    (status = 422, description = "The folder or the archive cannot be verified"),
    (status = 503, description = "Too many wait")))]
pub async fn verify(State(app): State<Shared>, Operator(caller): Operator, request: Request) -> Answer<Response> {
    let limits = app.config.limits;
    let headers = request.headers().clone();
    let (options, archive) = match body::media(&headers).as_deref() {
        Some("application/json") => {
            let bytes = body::read(request.into_body(), limits.body_bytes, limits.body).await?;
            (body::json::<Options>(&bytes)?, None)
        }
        Some("multipart/form-data") => upload::form(&app, request).await?,
        Some("application/gzip" | "application/x-gzip" | "application/zip" | "application/x-zip-compressed") => {
            let bytes = upload::raw(&app, request).await?;
            (Options::default(), Some(bytes))
        }
        _ => {
            return Err(Problem::media_type("`application/json`, `multipart/form-data`, `application/gzip` or `application/zip`"));
        }
    };
    if options.limit.is_some_and(|limit| !(1..=1000).contains(&limit)) {
        return Err(Problem::unprocessable("`limit` is 1 to 1000"));
    }
    let mut input = serde_json::to_value(&options).map_err(|_| Problem::internal())?;
    if let Some(bytes) = archive {
        if options.path.is_some() {
            return Err(Problem::unprocessable("a path and an archive do not go together"));
        }
        let name = upload::keep(&app, bytes).await?;
        input["archive"] = Value::String(name);
    } else {
        let (_, path) = app.root(options.path).await?;
        input["path"] = json!(path);
    }
    let mut task = usual(&caller, CAPABILITY, input);
    task.idempotency_key = key(&headers)?;
    let (task, is_new) = submit(&app, task).await?;
    let status = if is_new { StatusCode::ACCEPTED } else { StatusCode::OK };
    Ok((status, [(LOCATION, format!("/v1/verify/{}", task.id))], Json(Run::of(&task, None))).into_response())
}
