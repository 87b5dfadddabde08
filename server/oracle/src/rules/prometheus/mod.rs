//! Rules of Prometheus by themselves, and the queries of dashboards.

use crate::rule::Rule;

mod alert_template;
mod duplicate_rule;
mod groups;
mod invalid_duration;
mod invalid_relabeling;
mod invalid_rule;
mod promql_syntax;
mod template;

/// All of them.
pub const RULES: &[&Rule] = &[
    &alert_template::RULE,
    &duplicate_rule::RULE,
    &invalid_duration::RULE,
    &invalid_relabeling::RULE,
    &invalid_rule::RULE,
    &promql_syntax::RULE,
];
