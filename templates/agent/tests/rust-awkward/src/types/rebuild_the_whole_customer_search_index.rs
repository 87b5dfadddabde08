// Made by ouroboros: generator `agent`, template `rust/type.rs.j2`.
//! `rebuild-the-whole-customer-search-index`: # A heading, and a text that is a good deal longer than the hundred or hundred and twenty columns that formatters like to keep to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What `rebuild-the-whole-customer-search-index` takes.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// long
    #[serde(skip_serializing_if = "Option::is_none")]
    pub an_input_property_with_a_very_long_name: Option<Vec<String>>,
}

/// What `rebuild-the-whole-customer-search-index` gives.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Output {}
