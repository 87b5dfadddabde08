// Made by ouroboros: generator `agent`, template `rust/type.rs.j2`.
//! `drop-index`: Forgets everything.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What `drop-index` takes.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {}

/// What `drop-index` gives.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Output {}
