//! One agent: all of it, how well it is, what it can do, how that went.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{ETAG, HeaderName};
use orchestrator::model::AgentRecord;
use serde::Serialize;
use utoipa::ToSchema;

use super::find;
use crate::app::Shared;
use crate::extract::{AgentId, Id, etag};
use crate::problem::Answer;
use crate::view::{AgentDetail, AgentView, CapabilityView, Offered, StateView};

/// How well an agent is.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentHealth {
    /// Its id.
    id: String,
    /// How it is.
    state: StateView,
    /// From 0 to 1; absent when nobody has it.
    score: Option<f64>,
    /// What takes from it, the worst first.
    reasons: Vec<String>,
    /// Since when it is in this state.
    #[schema(format = "date-time")]
    since: Option<String>,
    /// When it last gave a sign of life.
    #[schema(format = "date-time")]
    seen: Option<String>,
    /// How often it was restarted since it was last told to start.
    restarts: u32,
}

/// What an agent can do.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentCapabilities {
    /// As it says itself.
    items: Vec<CapabilityView>,
}

/// How the work of an agent went.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentMetrics {
    /// Its id.
    id: String,
    /// Tasks it works on.
    running: u32,
    /// Of so many that it takes at once.
    concurrency: u32,
    /// How often it was restarted since it was last told to start.
    restarts: u32,
    /// Calls that ended well.
    succeeded: u64,
    /// Calls that did not.
    failed: u64,
    /// Of all calls, those that ended well: from 0 to 1; absent before the first.
    success_rate: Option<f64>,
}

/// An agent's version, as a header.
pub(super) fn version(record: &AgentRecord) -> [(HeaderName, HeaderValue); 1] {
    [(ETAG, etag(&record.version.to_string()))]
}

/// Shows an agent.
#[utoipa::path(get, path = "/agents/{id}", tag = "agents", params(("id" = String, Path)), responses(
    (status = 200, description = "It", body = AgentDetail, headers(("etag" = String, description = "Its version, for `If-Match`"))),
    (status = 404, description = "There is none")))]
pub async fn show(State(app): State<Shared>, Id(AgentId(id)): Id<AgentId>) -> Answer<([(HeaderName, HeaderValue); 1], Json<AgentDetail>)> {
    let record = find(&app, &id).await?;
    Ok((version(&record), Json(AgentDetail::of(&record))))
}

/// Says how well an agent is, and why.
#[utoipa::path(get, path = "/agents/{id}/health", tag = "agents", params(("id" = String, Path)), responses(
    (status = 200, description = "How it is", body = AgentHealth),
    (status = 404, description = "There is none")))]
pub async fn health(State(app): State<Shared>, Id(AgentId(id)): Id<AgentId>) -> Answer<Json<AgentHealth>> {
    let view = AgentView::of(&find(&app, &id).await?);
    let (score, reasons) = view.health.map_or((None, Vec::new()), |health| (Some(health.score), health.reasons));
    let (since, seen, restarts) = (view.since, view.seen, view.restarts);
    Ok(Json(AgentHealth { id: view.id, state: view.state, score, reasons, since, seen, restarts }))
}

/// Lists what an agent can do, and how asking for it went.
#[utoipa::path(get, path = "/agents/{id}/capabilities", tag = "agents", params(("id" = String, Path)), responses(
    (status = 200, description = "What it can do", body = AgentCapabilities),
    (status = 404, description = "There is none")))]
pub async fn capabilities(State(app): State<Shared>, Id(AgentId(id)): Id<AgentId>) -> Answer<Json<AgentCapabilities>> {
    let record = find(&app, &id).await?;
    let known = record.status.iter().flat_map(|status| &status.capabilities);
    let items = known.map(|known| CapabilityView {
        capability: Offered::of(&known.capability),
        succeeded: known.succeeded,
        failed: known.failed,
        latency_p50: known.latency_p50,
        latency_p95: known.latency_p95,
        running: known.running,
    });
    Ok(Json(AgentCapabilities { items: items.collect() }))
}

/// Counts the work of an agent.
#[utoipa::path(get, path = "/agents/{id}/metrics", tag = "agents", params(("id" = String, Path)), responses(
    (status = 200, description = "Its figures", body = AgentMetrics),
    (status = 404, description = "There is none")))]
pub async fn metrics(State(app): State<Shared>, Id(AgentId(id)): Id<AgentId>) -> Answer<Json<AgentMetrics>> {
    let record = find(&app, &id).await?;
    let known = || record.status.iter().flat_map(|status| &status.capabilities);
    let (succeeded, failed) = (known().map(|known| known.succeeded).sum::<u64>(), known().map(|known| known.failed).sum::<u64>());
    #[allow(clippy::cast_precision_loss)] // nobody makes 2^52 calls
    let success_rate = (succeeded + failed > 0).then(|| succeeded as f64 / (succeeded + failed) as f64);
    let (running, restarts) = record.status.as_ref().map_or((0, 0), |status| (status.running, status.restarts));
    Ok(Json(AgentMetrics { id, running, concurrency: record.manifest.concurrency, restarts, succeeded, failed, success_rate }))
}

impl Offered {
    /// Of what an agent says.
    pub fn of(capability: &agents::Capability) -> Offered {
        Offered {
            name: capability.name.clone(),
            description: capability.description.clone(),
            input: capability.input.clone(),
            output: capability.output.clone(),
        }
    }
}
