//! JSON Schemas by themselves.

use crate::rule::Rule;

mod impossible_range;
pub(super) mod pointers;
mod schemas_in;
mod unresolved_ref;

/// All of them.
pub const RULES: &[&Rule] = &[&impossible_range::RULE, &unresolved_ref::RULE];
