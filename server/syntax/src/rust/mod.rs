//! Rust: what a file declares and uses, and whether it parses.
//!
//! The verdict is rust-analyzer's parser, the one that follows the language: tree-sitter's grammar lags it and
//! rejects files that `rustc` takes. Its tree also gives the facts, so a file is parsed once.

mod crates;
mod cst;
mod items;
mod modules;
mod nesting;
mod scope;
mod uses;
mod verdict;

use crate::output::{Output, Source};

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let Some(tree) = verdict::judge(source.text, out) else { return };
    let scopes = scope::Scopes::of(&tree);
    items::define(&tree, &scopes, out);
    modules::refer(&tree, &scopes, out);
    crates::refer(&tree, &scopes, out);
}
