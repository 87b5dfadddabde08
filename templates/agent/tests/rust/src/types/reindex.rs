// Made by ouroboros: generator `agent`, template `rust/type.rs.j2`.
//! `reindex`: Rebuilds the index of one folder.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What `reindex` takes.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Folder to read, relative to the shop.
    pub path: String,
    /// Most documents to read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// Only documents with all of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
}

/// What `reindex` gives.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// How many were indexed.
    pub documents: i64,
    /// How long it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
}
