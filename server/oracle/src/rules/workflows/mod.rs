//! GitHub workflows and actions by themselves.

mod expression;
mod unavailable_context;
mod uses;
mod workflow_expression;

pub use uses::{Use, uses};

use crate::rule::Rule;

/// All of them.
pub const RULES: &[&Rule] = &[&unavailable_context::RULE, &workflow_expression::RULE];
