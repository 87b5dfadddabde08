//! Declaring agents, changing and removing them.

use agents::discovery::said;
use agents::{Manifest, Origin, grant, manifest};
use axum::Json;
use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use orchestrator::model::{AgentRecord, Approval};
use orchestrator::store::Changed;
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;

use super::look::version;
use super::{find, missing};
use crate::app::{App, Shared};
use crate::auth::Admin;
use crate::extract::{self, AgentId, Id, Query};
use crate::problem::{Answer, Problem, Violation};
use crate::view::{AgentDetail, AgentView, ManifestDoc};

/// How it is removed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct How {
    /// Although it works on something.
    #[serde(default)]
    force: bool,
}

/// Declares a new agent.
#[utoipa::path(post, path = "/agents", tag = "agents", request_body = ManifestDoc, responses(
    (status = 201, description = "It is declared", body = AgentDetail, headers(("location" = String, description = "Where it is"))),
    (status = 409, description = "There is one of this id"),
    (status = 422, description = "The manifest cannot be used")))]
pub async fn declare(State(app): State<Shared>, _: Admin, extract::Json(body): extract::Json<Value>) -> Answer<Response> {
    let manifest = read(&app, body)?;
    let id = manifest.id.clone();
    match app.store.declare(manifest, Origin::Api, Approval::NotNeeded, Some(0)).await? {
        Changed::Yes(record) => {
            app.agents.changed();
            let location = [(LOCATION, format!("/v1/agents/{id}"))];
            Ok((StatusCode::CREATED, location, version(&record), Json(AgentDetail::of(&record))).into_response())
        }
        Changed::Missing => Err(missing()),
        Changed::Already(_) | Changed::Illegal(_) | Changed::Stale(_) => {
            Err(Problem::conflict(format!("there is an agent `{id}` already")))
        }
    }
}

/// Declares an agent anew.
#[utoipa::path(put, path = "/agents/{id}", tag = "agents",
    params(("id" = String, Path), ("if-match" = String, Header, description = "The `ETag` that was seen")),
    request_body = ManifestDoc, responses(
    (status = 200, description = "It is declared so", body = AgentDetail),
    (status = 404, description = "There is none"),
    (status = 409, description = "It was not declared here"),
    (status = 412, description = "It changed meanwhile"),
    (status = 422, description = "The manifest cannot be used"),
    (status = 428, description = "There is no `If-Match`")))]
pub async fn replace(
    State(app): State<Shared>,
    _: Admin,
    Id(AgentId(id)): Id<AgentId>,
    headers: HeaderMap,
    extract::Json(body): extract::Json<Value>,
) -> Answer<Response> {
    let wanted = extract::if_match(&headers)?.ok_or_else(Problem::precondition_required)?;
    let manifest = read(&app, body)?;
    if manifest.id != id {
        return Err(Problem::unprocessable(format!("the manifest is of `{}`: an id never changes", manifest.id)));
    }
    let record = find(&app, &id).await?;
    own(&record)?;
    let wanted = wanted.parse::<i64>().map_err(|_| Problem::stale(format!("its version is {} now", record.version)))?;
    let changed = app.store.declare(manifest, Origin::Api, Approval::NotNeeded, Some(wanted)).await?;
    app.agents.changed();
    match changed {
        Changed::Yes(record) | Changed::Already(record) => Ok((version(&record), Json(AgentDetail::of(&record))).into_response()),
        Changed::Stale(record) => Err(Problem::stale(format!("its version is {} now", record.version))),
        Changed::Illegal(_) => Err(Problem::conflict("it cannot be declared anew now")),
        Changed::Missing => Err(missing()),
    }
}

/// Removes an agent that was declared here; it is stopped first.
#[utoipa::path(delete, path = "/agents/{id}", tag = "agents",
    params(("id" = String, Path), How, ("if-match" = Option<String>, Header, description = "The `ETag` that was seen")), responses(
    (status = 202, description = "It goes", body = AgentView),
    (status = 404, description = "There is none"),
    (status = 409, description = "It works on something, or was not declared here"),
    (status = 412, description = "It changed meanwhile")))]
pub async fn remove(
    State(app): State<Shared>,
    _: Admin,
    Id(AgentId(id)): Id<AgentId>,
    headers: HeaderMap,
    Query(how): Query<How>,
) -> Answer<Response> {
    let wanted = extract::if_match(&headers)?;
    let record = find(&app, &id).await?;
    own(&record)?;
    let wanted = wanted.map(|wanted| wanted.parse::<i64>()).transpose();
    let wanted = wanted.map_err(|_| Problem::stale(format!("its version is {} now", record.version)))?;
    let running = record.status.as_ref().map_or(0, |status| status.running);
    if running > 0 && !how.force {
        return Err(Problem::conflict(format!("it works on {running} tasks: drain it first, or say `force`")));
    }
    let changed = app.store.remove(&id, wanted).await?;
    app.agents.changed();
    match changed {
        Changed::Yes(record) | Changed::Already(record) => Ok((StatusCode::ACCEPTED, Json(AgentView::of(&record))).into_response()),
        Changed::Stale(record) => Err(Problem::stale(format!("its version is {} now", record.version))),
        Changed::Illegal(_) => Err(Problem::conflict("it cannot be removed now")),
        Changed::Missing => Err(missing()),
    }
}

/// Whoever declares an agent elsewhere would declare it again.
fn own(record: &AgentRecord) -> Answer<()> {
    let elsewhere = match &record.origin {
        Origin::Api => return Ok(()),
        Origin::Builtin => "it comes with the program".to_owned(),
        declared => format!("{} declares it: change it there", said(declared)),
    };
    Err(Problem::conflict(elsewhere))
}

/// A manifest that may be used: what it would run is in the server's own configuration.
fn read(app: &App, body: Value) -> Answer<Manifest> {
    let manifest = manifest::from_json(body).map_err(|wrong| {
        let errors = wrong.into_iter().map(|wrong| Violation { pointer: wrong.pointer, detail: wrong.message });
        Problem::unprocessable("the manifest cannot be used").errors(errors)
    })?;
    grant::may_be_posted(&manifest, &app.config.agents).map_err(Problem::unprocessable)?;
    Ok(manifest)
}
