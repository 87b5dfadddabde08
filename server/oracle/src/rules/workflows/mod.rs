//! GitHub workflows and actions by themselves.

mod constant_condition;
mod dependabot;
mod deprecated_command;
mod duplicate_step_id;
mod expression;
mod expression_type;
mod filters;
mod input_declaration;
mod runners;
mod runtimes;
mod schedules;
mod script_injection;
mod steps;
mod types;
mod unavailable_context;
mod unknown_member;
mod unknown_need;
mod unknown_runner;
mod unknown_shell;
mod unmatched_exclude;
mod uses;
mod workflow_expression;

pub use uses::{Use, uses};

use crate::rule::Rule;

/// All of them.
pub const RULES: &[&Rule] = &[
    &constant_condition::RULE,
    &dependabot::DUPLICATE,
    &dependabot::REGISTRY,
    &deprecated_command::RULE,
    &duplicate_step_id::RULE,
    &expression_type::RULE,
    &filters::CLASH,
    &filters::PATTERN,
    &input_declaration::RULE,
    &runtimes::DEPRECATED,
    &runtimes::OUTDATED,
    &runtimes::RETIRED,
    &schedules::BAD,
    &schedules::FREQUENT,
    &script_injection::RULE,
    &unavailable_context::RULE,
    &unknown_member::RULE,
    &unknown_need::RULE,
    &unknown_runner::RULE,
    &unknown_shell::RULE,
    &unmatched_exclude::RULE,
    &workflow_expression::RULE,
];
