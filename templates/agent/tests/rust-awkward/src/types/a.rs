// Made by ouroboros: generator `agent`, template `rust/type.rs.j2`.
//! `a`: """quoted""" at both ends\

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What `a` takes.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// a "word" Python keeps\
    pub from: String,
    /// */ and {{ braces }}
    #[serde(rename = "self")]
    pub self_: bool,
    /// ``` fence
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<i64>,
    /// '''
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json: Option<f64>,
    /// | pipe |
    pub copy: Vec<f64>,
    /// tab
    #[serde(skip_serializing_if = "Option::is_none")]
    pub str: Option<String>,
    /// <script>alert(1)</script>
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_dump_all: Option<Vec<bool>>,
    /// é 🐍
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constructor: Option<Vec<i64>>,
}

/// What `a` gives.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// #![deny(warnings)]
    #[serde(rename = "crate")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crate_: Option<String>,
    /// "\u{41}\x41\N{BULLET}"
    #[serde(rename = "super")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub super_: Option<Vec<String>>,
    /// %s {0} %(a)s
    pub result: i64,
}
