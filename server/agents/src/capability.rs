//! What an agent can be asked to do.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One thing that an agent can do: an MCP tool, or what a built-in agent offers in the same form.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capability {
    /// By which it is asked for: `verify`, `reindex`. Agents that offer the same name are taken as able to do the same.
    pub name: String,
    /// What it is for, for people and for models.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A JSON Schema of what it takes.
    pub input: Value,
    /// A JSON Schema of what it gives; absent when it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
}
