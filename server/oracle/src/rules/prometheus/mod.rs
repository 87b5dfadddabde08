//! Prometheus rules by themselves.

use crate::rule::Rule;

/// All of them.
pub const RULES: &[&Rule] = &[];
