//! OpenAPI documents by themselves.

use crate::rule::Rule;

mod duplicate_operation_id;
mod equivalent_path;
mod operations;
mod path_parameters;
mod undefined_security_scheme;

/// All of them.
pub const RULES: &[&Rule] = &[
    &duplicate_operation_id::RULE,
    &equivalent_path::RULE,
    &path_parameters::DUPLICATE,
    &path_parameters::UNDECLARED,
    &path_parameters::UNUSED,
    &undefined_security_scheme::RULE,
];
