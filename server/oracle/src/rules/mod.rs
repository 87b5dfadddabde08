//! The rules. One file each, with its page beside it; a new one is its two files and a line here.

use std::sync::LazyLock;

use workspace::{Db, Root, Settings};

use crate::rule::Rule;

mod broken_anchor;
mod broken_link;
mod build_context;
mod circle;
mod compose;
mod denied_dependency;
mod dna_mistakes;
mod dockerfile;
mod dotenv;
mod drift;
mod dummy;
mod duplicate_dna;
mod forbidden_chain;
pub mod generation;
mod gitlab;
mod import_cycle;
mod import_order;
mod json_schema;
mod kubernetes;
mod migration_order;
mod missing_component;
mod missing_copy_source;
mod missing_file;
mod missing_required_file;
mod names;
mod openapi;
mod packages;
mod per_package;
mod pre_commit;
mod probe;
mod prometheus;
mod python;
mod reading;
mod slip;
mod start_order;
mod templates;
mod undeclared_dependency;
mod unreadable;
mod unresolved_import;
mod unusable_schema;
mod unused_dependency;
mod workflow_plan;
pub(crate) mod workflows;

pub(crate) use missing_component::any_matches;

/// Every rule, by code.
pub static ALL: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    let mut all = [SINGLE, &FAMILIES.concat(), &names::SHIPPED.concat()].concat();
    all.sort_by_key(|rule| rule.code);
    all
});

/// The rules of formats that have many, a folder each.
const FAMILIES: &[&[&Rule]] = &[
    compose::RULES,
    dockerfile::RULES,
    dotenv::RULES,
    drift::RULES,
    gitlab::RULES,
    json_schema::RULES,
    kubernetes::RULES,
    names::RULES,
    openapi::RULES,
    packages::RULES,
    pre_commit::RULES,
    prometheus::RULES,
    python::RULES,
    templates::RULES,
    workflows::RULES,
];

/// All others.
const SINGLE: &[&Rule] = &[
    &duplicate_dna::RULE,
    &missing_component::RULE,
    &missing_file::RULE,
    &missing_required_file::RULE,
    &unreadable::RULE,
    &reading::ADVISORY_SYNTAX,
    &reading::CONFLICT_MARKER,
    &reading::DUPLICATE_KEY,
    &reading::ENCODING,
    &reading::INTERNAL_ERROR,
    &reading::SYNTAX_ERROR,
    &reading::TOO_DEEP,
    &reading::TOO_LARGE,
    &reading::TOO_SLOW,
    &dna_mistakes::SCHEMA_VIOLATION,
    &unusable_schema::RULE,
    &dna_mistakes::DUPLICATE_PATH,
    &reading::EXPIRED_SUPPRESSION,
    &generation::PYTHON_HELPER,
    &reading::SUPPRESSION_DATE,
    &generation::UNDEFINED_VARIABLE,
    &generation::UNKNOWN_FILTER,
    &generation::UNUSED_PARTIAL,
    &dna_mistakes::UNKNOWN_RULE,
    &broken_anchor::RULE,
    &dna_mistakes::BROKEN_EXTENDS,
    &broken_link::RULE,
    &denied_dependency::DENIED,
    &denied_dependency::DEPRECATED,
    &dna_mistakes::DUPLICATE_ID,
    &forbidden_chain::RULE,
    &import_cycle::RULE,
    &denied_dependency::LAYER,
    &missing_copy_source::RULE,
    &generation::MISSING_TEMPLATE,
    &undeclared_dependency::RULE,
    &dna_mistakes::UNKNOWN_ID,
    &unresolved_import::RULE,
    &unused_dependency::RULE,
    &build_context::RULE,
    &generation::GENERATED_SCHEMA,
    &generation::GENERATED_SYNTAX,
    &generation::GOLDEN_MISMATCH,
    &generation::HAND_EDITED,
    &import_order::RULE,
    &migration_order::RULE,
    &generation::NOT_IDEMPOTENT,
    &generation::ORPHAN,
    &generation::PATH_COLLISION,
    &generation::PATH_ESCAPES,
    &probe::FAILURE,
    &probe::PENDING,
    &generation::RENDER_FAILURE,
    &generation::STALE,
    &start_order::RULE,
    &workflow_plan::RULE,
];

/// The codes of all rules, sorted.
pub fn codes() -> Vec<&'static str> {
    ALL.iter().map(|rule| rule.code).collect()
}

/// A root's settings: what its DNA says, else the defaults. `None`: there is a DNA and it cannot be read, so
/// whatever held before goes on.
pub fn settings(db: &dyn Db, root: Root) -> Option<Settings> {
    let declared = dna::declared(db, root);
    (!declared.is_unreadable()).then(|| (*dna::settings(db, root)).clone())
}
