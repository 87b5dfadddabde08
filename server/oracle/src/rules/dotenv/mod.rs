//! `.env` files by themselves.

use crate::rule::Rule;

mod bad_quoting;
mod duplicate_variable;
mod invalid_variable;

/// All of them.
pub const RULES: &[&Rule] = &[&bad_quoting::RULE, &duplicate_variable::RULE, &invalid_variable::RULE];
