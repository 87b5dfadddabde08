//! GitHub workflows and actions by themselves.

mod constant_condition;
mod deprecated_command;
mod duplicate_step_id;
mod expression;
mod filters;
mod schedules;
mod script_injection;
mod steps;
mod unavailable_context;
mod unknown_member;
mod unknown_need;
mod uses;
mod workflow_expression;

pub use uses::{Use, uses};

use crate::rule::Rule;

/// All of them.
pub const RULES: &[&Rule] = &[
    &constant_condition::RULE,
    &deprecated_command::RULE,
    &duplicate_step_id::RULE,
    &filters::CLASH,
    &filters::PATTERN,
    &schedules::BAD,
    &schedules::FREQUENT,
    &script_injection::RULE,
    &unavailable_context::RULE,
    &unknown_member::RULE,
    &unknown_need::RULE,
    &workflow_expression::RULE,
];
