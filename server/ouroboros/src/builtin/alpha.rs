//! `alpha`: plans and applies generation.

use agents::{Call, CallError, Capability};
use api::operations::{apply, plan};
use serde_json::Value;

use super::inputs::{capability, on_folder, output};
use super::places::Places;
use super::unknown;

/// What it can do.
pub fn capabilities() -> Vec<Capability> {
    vec![
        capability::<plan::Input>(
            "plan_generation",
            "What the generators of a repository would write, as diffs.",
            output::<plan::Answer>(),
            false,
        ),
        capability::<apply::Input>(
            "apply_generation",
            "Writes a plan, or gives it as a patch. Only where the repository is trusted; a plan that changed since is refused.",
            output::<apply::Answer>(),
            false,
        ),
    ]
}

/// Does it.
pub async fn call(places: &Places, call: Call) -> Result<Value, CallError> {
    match call.capability.as_str() {
        "plan_generation" => on_folder(places, call, plan::plan).await,
        "apply_generation" => on_folder(places, call, apply::apply).await,
        _ => Err(unknown(&call)),
    }
}
