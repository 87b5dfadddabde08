//! Errors that CPython's compiler finds after parsing: `return` outside a function and the like.

use ruff_python_ast::ModModule;

use crate::output::Output;

/// Reports them.
pub fn check(_module: &ModModule, _stub: bool, _out: &mut Output) {}
