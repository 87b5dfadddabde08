//! The rules. One file each, with its page beside it; a new one is its two files and a line here.

use workspace::{Db, Root, Settings};

use crate::rule::Rule;

mod import_cycle;
mod missing_file;
mod reading;
mod undeclared_dependency;
mod unreadable;
mod unresolved_import;
mod unused_dependency;

/// Every rule, by code.
pub const ALL: &[&Rule] = &[
    &missing_file::RULE,
    &unreadable::RULE,
    &reading::CONFLICT_MARKER,
    &reading::DUPLICATE_KEY,
    &reading::ENCODING,
    &reading::INTERNAL_ERROR,
    &reading::SYNTAX_ERROR,
    &reading::TOO_DEEP,
    &reading::TOO_LARGE,
    &import_cycle::RULE,
    &undeclared_dependency::RULE,
    &unresolved_import::RULE,
    &unused_dependency::RULE,
];

/// A root's settings: what its DNA says, else the defaults.
pub fn settings(_db: &dyn Db, _root: Root) -> Settings {
    Settings::default()
}
