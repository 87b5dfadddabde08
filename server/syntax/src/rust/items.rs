//! The items at the top level of a file and of its inline modules: what others can name.

use ra_ap_parser::SyntaxKind::*;

use super::cst::{Id, Tree};
use super::scope::Scopes;
use crate::facts::{DefinitionKind, Namespace};
use crate::output::Output;

/// Defines them as `name`, or `a::b::name` inside inline modules.
pub(super) fn define(tree: &Tree<'_>, scopes: &Scopes, out: &mut Output) {
    let mut walk = scopes.walk();
    for id in 0..tree.len() {
        let kind = match tree.kind(id) {
            FN | MACRO_RULES | MACRO_DEF => DefinitionKind::Function,
            STRUCT | ENUM | UNION | TRAIT | TYPE_ALIAS => DefinitionKind::Type,
            CONST | STATIC => DefinitionKind::Variable,
            MODULE => DefinitionKind::Module,
            // `extern crate a as b;` makes a name that the whole crate knows.
            RENAME if tree.kind(tree.parent(id)) == EXTERN_CRATE || passes_on(tree, id) => DefinitionKind::Import,
            _ => continue,
        };
        let parent = match kind {
            DefinitionKind::Import if passes_on(tree, id) => tree.parent(tree.parent(tree.parent(id))),
            DefinitionKind::Import => tree.parent(tree.parent(id)),
            _ => tree.parent(id),
        };
        let top = match tree.kind(parent) {
            SOURCE_FILE => true,
            ITEM_LIST => in_modules_only(tree, parent),
            EXTERN_ITEM_LIST => tree.kind(tree.parent(tree.parent(parent))) == SOURCE_FILE,
            _ => false,
        };
        if let Some((name, text)) = tree.name(id).filter(|_| top) {
            walk.to(id);
            out.define(Namespace::RUST_SYMBOL, kind, &walk.qualified(tree, text), tree.span(name));
        }
    }
}

/// Whether nothing but inline modules is around: a module inside a function can be named by nobody.
fn in_modules_only(tree: &Tree<'_>, mut list: usize) -> bool {
    loop {
        match tree.kind(list) {
            SOURCE_FILE => return true,
            ITEM_LIST | MODULE => list = tree.parent(list),
            _ => return false,
        }
    }
}

/// Whether a name is given to something that a `pub use` passes on: `pub use ::opendal as core;`.
fn passes_on(tree: &Tree<'_>, rename: Id) -> bool {
    let import = tree.parent(tree.parent(rename));
    tree.kind(tree.parent(rename)) == USE_TREE && tree.kind(import) == USE && tree.child(import, VISIBILITY).is_some()
}
