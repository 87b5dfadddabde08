//! pre-commit's configuration by itself.

use crate::rule::Rule;

mod invalid_file_pattern;
mod python_pattern;

/// All of them.
pub const RULES: &[&Rule] = &[&invalid_file_pattern::RULE];
