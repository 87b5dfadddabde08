//! GitHub workflows and actions by themselves.

mod duplicate_step_id;
mod expression;
mod unavailable_context;
mod unknown_member;
mod unknown_need;
mod uses;
mod workflow_expression;

pub use uses::{Use, uses};

use crate::rule::Rule;

/// All of them.
pub const RULES: &[&Rule] =
    &[&duplicate_step_id::RULE, &unavailable_context::RULE, &unknown_member::RULE, &unknown_need::RULE, &workflow_expression::RULE];
