//! Python modules by themselves. What is found needs the tree that reading has, so it is found there: in `syntax::python`.

use crate::rule::Rule;

/// All of them.
pub const RULES: &[&Rule] = &[];
