//! `POST /agents/{id}/...`: what is wanted of an agent.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use orchestrator::model::{AgentRecord, AgentState, Approval, Desired};
use orchestrator::store::Changed;
use serde::Deserialize;
use utoipa::ToSchema;

use super::look::version;
use super::{find, missing};
use crate::app::{App, Shared};
use crate::auth::{Admin, Operator};
use crate::extract::{self, AgentId, Id};
use crate::problem::{Answer, Problem};
use crate::view::AgentView;

/// What is approved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Yes {
    /// The hash of the declaration that was looked at, as the agent's `approval` shows it.
    #[schema(min_length = 1, max_length = 128)]
    hash: String,
}

async fn want(app: &App, id: &str, action: &str, desired: Desired, restart: bool) -> Answer<Response> {
    let record = find(app, id).await?;
    allowed(&record, action)?;
    // One that was given up is wanted to run already: it is started anew.
    let is_failed = record.status.as_ref().is_some_and(|status| status.state == AgentState::Failed);
    let restart = restart || (action == "start" && is_failed);
    let changed = app.store.desire(id, desired, restart).await?;
    app.agents.changed();
    answer(changed)
}

/// Whether the action means anything for an agent in that state.
fn allowed(record: &AgentRecord, action: &str) -> Answer<()> {
    if action != "stop" && matches!(record.approval, Approval::Pending { .. }) {
        return Err(Problem::conflict("it waits for an approval: approve it first"));
    }
    match (action, record.desired) {
        ("pause" | "resume", Desired::Stopped | Desired::Drained) | ("drain", Desired::Stopped) => {
            Err(Problem::conflict("it is stopped: start it first"))
        }
        _ => Ok(()),
    }
}

fn answer(changed: Changed<AgentRecord>) -> Answer<Response> {
    let shown = |status: StatusCode, record: &AgentRecord| (status, version(record), Json(AgentView::of(record))).into_response();
    match changed {
        Changed::Yes(record) => Ok(shown(StatusCode::ACCEPTED, &record)),
        Changed::Already(record) => Ok(shown(StatusCode::OK, &record)),
        Changed::Illegal(record) => {
            let view = AgentView::of(&record);
            Err(Problem::conflict(format!("an agent that is `{}` cannot do this", crate::view::state_word(view.state.into()))))
        }
        Changed::Stale(record) => Err(Problem::stale(format!("its version is {} now", record.version))),
        Changed::Missing => Err(missing()),
    }
}

macro_rules! action {
    ($(#[$doc:meta])* $name:ident, $path:literal, $desired:ident, $restart:literal) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "agents", params(("id" = String, Path)), responses(
            (status = 202, description = "It will be so", body = AgentView),
            (status = 200, description = "It was so already", body = AgentView),
            (status = 404, description = "There is none"),
            (status = 409, description = "Its state does not allow that")))]
        pub async fn $name(State(app): State<Shared>, _: Operator, Id(AgentId(id)): Id<AgentId>) -> Answer<Response> {
            want(&app, &id, stringify!($name), Desired::$desired, $restart).await
        }
    };
}

action!(
    /// Wants an agent to run.
    start, "/agents/{id}/start", Running, false
);
action!(
    /// Wants an agent to stop at once.
    stop, "/agents/{id}/stop", Stopped, false
);
action!(
    /// Wants an agent to be started anew.
    restart, "/agents/{id}/restart", Running, true
);
action!(
    /// Wants an agent to take no more tasks, and to go on running.
    pause, "/agents/{id}/pause", Paused, false
);
action!(
    /// Wants an agent to take tasks again.
    resume, "/agents/{id}/resume", Running, false
);
action!(
    /// Wants an agent to finish what it has, then to stop.
    drain, "/agents/{id}/drain", Drained, false
);

/// Approves the declaration of an agent, so that it may run. One that changed meanwhile is not approved.
#[utoipa::path(post, path = "/agents/{id}/approve", tag = "agents", params(("id" = String, Path)), request_body = Yes, responses(
    (status = 202, description = "It may run", body = AgentView),
    (status = 200, description = "It might already", body = AgentView),
    (status = 404, description = "There is none"),
    (status = 412, description = "Another declaration is pending by now")))]
pub async fn approve(
    State(app): State<Shared>,
    _: Admin,
    Id(AgentId(id)): Id<AgentId>,
    extract::Json(yes): extract::Json<Yes>,
) -> Answer<Response> {
    if !(1..=128).contains(&yes.hash.chars().count()) {
        return Err(Problem::unprocessable("`hash` has 1 to 128 characters"));
    }
    let record = find(&app, &id).await?;
    match &record.approval {
        Approval::Pending { hash } if *hash == yes.hash => {}
        Approval::Pending { .. } => return Err(Problem::stale("another declaration is pending by now: look at it again")),
        Approval::NotNeeded | Approval::Given => return answer(Changed::Already(record)),
    }
    let changed = app.store.approve(&id, Approval::Given).await?;
    app.agents.changed();
    // Between the look and the approval somebody may have declared it anew: then the approval was for something else.
    if let Changed::Yes(now) = &changed
        && now.manifest != record.manifest
    {
        app.store.approve(&id, record.approval).await?;
        return Err(Problem::stale("it was declared anew meanwhile: look at it again"));
    }
    answer(changed)
}
