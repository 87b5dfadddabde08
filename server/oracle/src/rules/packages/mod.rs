//! Manifests of packages by themselves: `pyproject.toml`, `package.json`, `Cargo.toml`; and `tsconfig.json`.

use crate::rule::Rule;

mod dependencies;
mod duplicate_dependency;
mod invalid_classifier;
mod invalid_compiler_option;
mod invalid_license;
mod invalid_requirement;
mod invalid_version;
mod license_classifiers;
mod missing_version;
mod npm;
mod pep440;
mod pep508;
mod spdx;
mod static_and_dynamic;

/// All of them.
pub const RULES: &[&Rule] = &[
    &duplicate_dependency::RULE,
    &invalid_classifier::RULE,
    &invalid_compiler_option::RULE,
    &invalid_license::RULE,
    &invalid_requirement::RULE,
    &invalid_version::RULE,
    &missing_version::RULE,
    &static_and_dynamic::RULE,
];
