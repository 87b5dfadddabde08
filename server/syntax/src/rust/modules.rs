//! `mod x;`: the files that a file says belong to it.
//!
//! The name is the module's path within the file, `a::x` inside `mod a { … }`. Where `#[path = "…"]` has a say,
//! `member` is the path that comes of it: as written for a module at the top level, seen from the folder of the file;
//! inside inline modules, theirs and its own joined (`thread_files/tls.rs`). When an inline module without `#[path]`
//! starts it, the path begins with `{}/`, which stands for the folder of this file's submodules (the file's own for
//! `mod.rs`, `lib.rs`, `main.rs`; the one named like the file for others). When only inline modules have a `#[path]`,
//! it ends in the module's bare name, to be completed by `.rs` or `/mod.rs`.

use ra_ap_parser::SyntaxKind::*;

use super::cst::{Id, Tree, plain};
use super::scope::{Scopes, Walk};
use crate::facts::{Flags, Namespace};
use crate::output::Output;

/// Refers to every module that is declared without a body.
pub(super) fn refer(tree: &Tree<'_>, scopes: &Scopes, out: &mut Output) {
    let mut walk = scopes.walk();
    let mut id = 0;
    while id < tree.len() {
        match tree.kind(id) {
            // What a macro makes is not written here, and its pattern declares nothing.
            MACRO_RULES | MACRO_DEF => {
                id = tree.skip(id);
                continue;
            }
            MODULE if tree.child(id, ITEM_LIST).is_none() => {
                walk.to(id);
                declared(tree, id, &walk, out);
            }
            MOD_KW if tree.kind(tree.parent(id)) == TOKEN_TREE => {
                walk.to(id);
                in_macro(tree, id, &walk, out);
            }
            _ => {}
        }
        id += 1;
    }
}

fn declared(tree: &Tree<'_>, id: Id, walk: &Walk<'_>, out: &mut Output) {
    let Some((name, text)) = tree.name(id) else { return };
    let qualified = walk.qualified(tree, text);
    let (mut flags, span) = (walk.flags(), tree.span(name));
    let choices: Vec<&str> = attributes(tree, id).flat_map(|attr| conditional_paths(tree, attr)).collect();
    if !choices.is_empty() {
        flags |= Flags::CONDITIONAL;
    }
    let member = member(tree, walk, own_path(tree, id), text);
    out.refer(Namespace::RUST_MODULE, "mod", &qualified, member.as_deref(), flags, span);
    for choice in choices {
        let member = self::member(tree, walk, Some(choice), text);
        out.refer(Namespace::RUST_MODULE, "mod", &qualified, member.as_deref(), flags, span);
    }
}

/// `cfg_if! { … mod x; … }`: very likely a declaration, but the macro decides.
fn in_macro(tree: &Tree<'_>, keyword: Id, walk: &Walk<'_>, out: &mut Output) {
    let (name, end) = (keyword + 1, keyword + 2);
    if end < tree.len() && tree.kind(name) == IDENT && tree.kind(end) == SEMICOLON && tree.kind(keyword - 1) != DOLLAR {
        let qualified = walk.qualified(tree, plain(tree.text(name)));
        let flags = walk.flags() | Flags::CONDITIONAL | Flags::OPTIONAL;
        out.refer(Namespace::RUST_MODULE, "mod", &qualified, None, flags, tree.span(name));
    }
}

/// The `member` of a module as the head of this file describes it.
fn member(tree: &Tree<'_>, walk: &Walk<'_>, own: Option<&str>, name: &str) -> Option<String> {
    let around: Vec<(Option<&str>, &str)> =
        walk.modules().filter_map(|module| Some((own_path(tree, module), tree.name(module)?.1))).collect();
    if own.is_none() && around.iter().all(|(path, _)| path.is_none()) {
        return None;
    }
    let mut parts = Vec::new();
    if around.first().is_some_and(|(path, _)| path.is_none()) {
        parts.push("{}");
    }
    parts.extend(around.iter().map(|(path, name)| path.unwrap_or(name)));
    parts.push(own.unwrap_or(name));
    Some(parts.join("/"))
}

fn attributes<'t>(tree: &'t Tree<'_>, item: Id) -> impl Iterator<Item = Id> + 't {
    tree.children(item).filter(|&child| tree.kind(child) == ATTR)
}

/// The value of `#[path = "…"]`.
fn own_path<'a>(tree: &Tree<'a>, item: Id) -> Option<&'a str> {
    attributes(tree, item).find_map(|attr| path_value(tree, tree.child(attr, KEY_VALUE_META)?))
}

/// The values of `#[cfg_attr(…, path = "…")]`.
fn conditional_paths<'a>(tree: &Tree<'a>, attr: Id) -> Vec<&'a str> {
    if tree.child(attr, CFG_ATTR_META).is_none() {
        return Vec::new();
    }
    tree.subtree(attr).filter(|&id| tree.kind(id) == KEY_VALUE_META).filter_map(|meta| path_value(tree, meta)).collect()
}

fn path_value<'a>(tree: &Tree<'a>, meta: Id) -> Option<&'a str> {
    let path = tree.child(meta, PATH).filter(|&path| tree.text(path) == "path");
    let value = tree.text(tree.child(meta, LITERAL).filter(|_| path.is_some())?);
    value.strip_prefix('r').unwrap_or(value).trim_matches('#').strip_prefix('"')?.strip_suffix('"')
}
