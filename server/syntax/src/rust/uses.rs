//! `use` declarations, taken apart into one path per name they bring in.

use ra_ap_parser::SyntaxKind::*;
use workspace::Span;

use super::cst::{Id, Tree, plain};

/// Longer paths exist only to exhaust memory: nested groups repeat what is before them.
const LONGEST: usize = 1000;

/// One name that a `use` brings in.
pub(super) struct Leaf<'a> {
    /// `a::b::c`, groups and `self` at the end resolved; `a::b` for `a::b::*`.
    pub path: String,
    /// Whether it began with `::`.
    pub rooted: bool,
    /// Its first segment's token.
    pub first: Id,
    /// The last segment as written, or the `*`.
    pub span: Span,
    /// Whether it takes everything.
    pub star: bool,
    /// The name after `as`.
    pub alias: Option<&'a str>,
}

impl Leaf<'_> {
    /// The first segment.
    pub(super) fn head(&self) -> &str {
        self.path.split("::").next().unwrap_or_default()
    }

    /// The name that it binds, when that is a new one: `use serde;` binds nothing that was not `serde` before.
    pub(super) fn binds(&self) -> Option<&str> {
        let last = self.alias.or_else(|| self.path.rsplit("::").next().filter(|_| !self.star))?;
        (last != self.head() && last != "_").then_some(last)
    }
}

/// All names of one `use` item, in order.
pub(super) fn leaves<'a>(tree: &Tree<'a>, item: Id) -> Vec<Leaf<'a>> {
    let mut leaves = Vec::new();
    // A tree yet to be read, what stands before it, whether that began with `::`, and its first segment.
    let mut open: Vec<(Id, String, bool, Option<Id>)> = Vec::new();
    open.extend(tree.child(item, USE_TREE).map(|root| (root, String::new(), false, None)));
    while let Some((id, mut path, mut rooted, mut first)) = open.pop() {
        let mut last = None;
        if let Some(written) = tree.child(id, PATH) {
            let segments: Vec<Id> = tree.subtree(written).filter(|&at| tree.kind(at) == PATH_SEGMENT).collect();
            for segment in segments {
                rooted |= path.is_empty() && tree.kind(segment + 1) == COLON2;
                let Some(token) = tree.child(segment, NAME_REF).map(|name| name + 1).filter(|&token| token < tree.skip(segment)) else {
                    continue;
                };
                first.get_or_insert(token);
                last = Some(token);
                // `a::{self}` is `a`.
                if tree.kind(token) == SELF_KW && !path.is_empty() {
                    continue;
                }
                if !path.is_empty() {
                    path.push_str("::");
                }
                path.push_str(plain(tree.text(token)));
            }
        }
        if path.len() > LONGEST {
            continue;
        }
        if let Some(list) = tree.child(id, USE_TREE_LIST) {
            let inner: Vec<Id> = tree.children(list).filter(|&child| tree.kind(child) == USE_TREE).collect();
            open.extend(inner.into_iter().rev().map(|child| (child, path.clone(), rooted, first)));
            continue;
        }
        let star = tree.child(id, STAR);
        if let (Some(first), Some(last)) = (first, star.or(last)) {
            let alias = tree.child(id, RENAME).and_then(|rename| tree.name(rename)).map(|(_, name)| name);
            leaves.push(Leaf { path, rooted, first, span: tree.span(last), star: star.is_some(), alias });
        }
    }
    leaves
}
