//! JSON Schemas by themselves.

use crate::rule::Rule;

mod impossible_range;
mod invalid_default;
mod invalid_pattern;
pub(super) mod pointers;
mod schemas_in;
mod unresolved_ref;

/// All of them.
pub const RULES: &[&Rule] = &[&impossible_range::RULE, &invalid_default::RULE, &invalid_pattern::RULE, &unresolved_ref::RULE];
