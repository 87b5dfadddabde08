//! `GET /capabilities`: what can be asked for.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::app::Shared;
use crate::auth::Viewer;
use crate::problem::Answer;
use crate::view::{AgentView, Offered, Providers, StateView};

/// What can be asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct Capabilities {
    /// By name.
    items: Vec<Providers>,
}

/// Lists what can be asked for, and of whom.
#[utoipa::path(get, path = "/capabilities", tag = "agents", responses((status = 200, description = "All of it", body = Capabilities)))]
pub async fn capabilities(State(app): State<Shared>, _: Viewer) -> Answer<Json<Capabilities>> {
    let listing = app.agents.get().await?;
    let mut all: BTreeMap<String, Providers> = BTreeMap::new();
    for record in &listing.records {
        let view = AgentView::of(record);
        let is_ready = view.state == StateView::Active;
        for name in view.capabilities {
            let said = record.status.iter().flat_map(|status| &status.capabilities).find(|known| known.capability.name == name);
            let entry = all.entry(name.clone()).or_insert_with(|| Providers {
                // What an agent only promises in its manifest has no schema yet: it may take anything.
                capability: Offered { name, description: None, input: Value::Null, output: None },
                agents: Vec::new(),
                ready: 0,
                running: 0,
            });
            if let Some(said) = said {
                if entry.capability.input.is_null() {
                    entry.capability = Offered::of(&said.capability);
                }
                entry.running += said.running;
            }
            entry.agents.push(record.manifest.id.clone());
            entry.ready += usize::from(is_ready);
        }
    }
    let items = all.into_values().map(|mut providers| {
        if providers.capability.input.is_null() {
            providers.capability.input = json!({});
        }
        providers
    });
    Ok(Json(Capabilities { items: items.collect() }))
}
