// Made by ouroboros: generator `agent`, template `rust/type.rs.j2`.
//! `models`: // comment

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What `models` takes.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {}

/// What `models` gives.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// ends in a backslash \
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pass: Option<bool>,
}
