//! Manifests of packages by themselves: `pyproject.toml`, `package.json`, `Cargo.toml`.

use crate::rule::Rule;

/// All of them.
pub const RULES: &[&Rule] = &[];
