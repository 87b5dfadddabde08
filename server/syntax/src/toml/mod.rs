//! TOML: the verdict of L1, and the manifests that are written in it.
//!
//! The grammar is toml_edit's own parser (`toml_parser`), which goes on after a mistake; what its events
//! mean - tables, dotted keys, what may not be defined twice - is [`build`]'s.

mod build;
#[cfg(test)]
mod tests;
mod text;

use crate::kind::Role;
use crate::manifest::{self, tree::Tree};
use crate::names;
use crate::output::{Output, Source};

/// The tree of a text, whatever is wrong with it; `None` when it nests too deep.
pub fn tree(text: &str) -> Option<Tree<'_>> {
    build::build(text, &mut Output::default())
}

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let tree = build::build(source.text, out);
    let root = tree.as_ref().and_then(|tree| tree.root());
    if let Some(root) = root {
        names::document::collect(&source.set.rules_about(source), source, root, out);
    }
    if let Some(root) = root.filter(|_| source.kind.role != Role::Plain) {
        manifest::read_toml(source.path, source.kind.role, root, out);
    }
}
