//! Rust and Go, where the nearest manifest alone says what may be used.

use std::collections::BTreeSet;

use compact_str::CompactString;
use graph::{go, rust};
use syntax::{Namespace, Reference};

use super::RULE;
use crate::finding::{Anchor, Finding};
use crate::rule::FileContext;

/// Whether `name` may be what the library of a declared package is called: no file names that package by its own name, which starts
/// like it (`libcst_native` of `libcst`).
fn may_be_library_of(package: &rust::Package, mentioned: &BTreeSet<CompactString>, name: &str) -> bool {
    let starts = |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| rest.starts_with('_'));
    package.dependencies.iter().filter(|dependency| dependency.path.is_none()).any(|dependency| {
        let called = rust::called(dependency);
        let is_alike = starts(name, &called) || starts(&called, name) || called.replace('_', "") == name.replace('_', "");
        is_alike && !mentioned.contains(&called)
    })
}

/// The finding about a crate or Go module that the nearest manifest does not name.
pub(super) fn judge(context: &FileContext<'_>, reference: &Reference, name: &str) -> Option<Finding> {
    let db = context.db;
    let message = if reference.namespace == Namespace::RUST_CRATE {
        let package = rust::package_of(db, context.folder)?;
        if may_be_library_of(&package, &rust::mentioned_below(db, package.folder).crates, name) {
            return None;
        }
        format!("crate `{name}` is used but not declared: `{}` has no such dependency", package.manifest.path(db))
    } else {
        let module = go::module_of(db, context.folder)?;
        let manifest = module.folder.path(db).join("go.mod");
        format!("package `{name}` is imported but not declared: `{manifest}` requires no module that has it")
    };
    Some(Finding::new(RULE.code, RULE.severity, context.file, Anchor::Fact(reference.span), message))
}
