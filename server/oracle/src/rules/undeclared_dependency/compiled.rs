//! Rust and Go, where the nearest manifest alone says what may be used.

use graph::{go, rust};
use syntax::{Namespace, Reference};

use super::RULE;
use crate::finding::{Anchor, Finding};
use crate::rule::FileContext;

/// The finding about a crate or Go module that the nearest manifest does not name.
pub(super) fn judge(context: &FileContext<'_>, reference: &Reference, name: &str) -> Option<Finding> {
    let db = context.db;
    let message = if reference.namespace == Namespace::RUST_CRATE {
        let package = rust::package_of(db, context.folder)?;
        format!("crate `{name}` is used but not declared: `{}` has no such dependency", package.manifest.path(db))
    } else {
        let module = go::module_of(db, context.folder)?;
        let manifest = module.folder.path(db).join("go.mod");
        format!("package `{name}` is imported but not declared: `{manifest}` requires no module that has it")
    };
    Some(Finding::new(RULE.code, RULE.severity, context.file, Anchor::Fact(reference.span), message))
}
