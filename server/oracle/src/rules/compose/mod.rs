//! Compose files by themselves.

mod duplicate_container_name;
mod port_clash;

use crate::rule::Rule;

/// All of them.
pub const RULES: &[&Rule] = &[&duplicate_container_name::RULE, &port_clash::RULE];
