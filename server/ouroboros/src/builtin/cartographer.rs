//! `cartographer`: maps the architecture.

use agents::{Call, CallError, Capability};
use api::operations::{architecture, why};
use serde_json::Value;

use super::inputs::{capability, on_folder, output};
use super::places::Places;
use super::unknown;

/// What it can do.
pub fn capabilities() -> Vec<Capability> {
    vec![
        capability::<architecture::Input>(
            "architecture",
            "The components of a repository and what ties them, as data or as a drawing.",
            output::<architecture::Answer>(),
            false,
        ),
        capability::<why::Input>("why", "The chains by which one part of a repository depends on another.", output::<why::Answer>(), false),
    ]
}

/// Does it.
pub async fn call(places: &Places, call: Call) -> Result<Value, CallError> {
    match call.capability.as_str() {
        "architecture" => on_folder(places, call, architecture::architecture).await,
        "why" => on_folder(places, call, why::why).await,
        _ => Err(unknown(&call)),
    }
}
