//! Names that are given twice in one place, which Nix refuses when it parses: arguments of a function, attributes
//! of a set or a `let`.

use rnix::ast::{Attr, AttrSet, AttrpathValue, Entry, Expr, HasEntry, LetIn, PatEntry, Pattern};
use rnix::{Root, TextRange};
use rowan::ast::AstNode;
use rustc_hash::FxHashMap;
use workspace::Span;

use super::MAX_REPORTED;
use crate::json::shown;
use crate::output::Output;

/// Reports them all, in order.
pub(super) fn check(root: &Root, out: &mut Output) {
    for node in root.syntax().descendants() {
        if out.problems.len() >= MAX_REPORTED {
            return;
        }
        if let Some(set) = AttrSet::cast(node.clone()) {
            attributes(set.entries(), out);
        } else if let Some(bindings) = LetIn::cast(node.clone()) {
            attributes(bindings.entries(), out);
        } else if let Some(pattern) = Pattern::cast(node) {
            arguments(&pattern, out);
        }
    }
}

fn span(range: TextRange) -> Span {
    Span::new(range.start().into(), range.end().into())
}

fn arguments(pattern: &Pattern, out: &mut Output) {
    let mut seen: FxHashMap<String, Span> = FxHashMap::default();
    let bound = pattern.pat_bind().and_then(|bind| bind.ident());
    let idents = pattern.pat_entries().filter_map(|entry: PatEntry| entry.ident()).chain(bound);
    for ident in idents {
        let (name, place) = (ident.syntax().text().to_string(), span(ident.syntax().text_range()));
        match seen.get(&name) {
            Some(&first) => {
                out.syntax_error(place.max(first), format!("the argument `{}` stands twice: expected it once", shown(&name)));
                out.related(place.min(first), "it stands here first");
            }
            None => drop(seen.insert(name, place)),
        }
    }
}

/// Sets of the same name are put together, so only names of which one is no set are given twice.
fn attributes(entries: impl Iterator<Item = Entry>, out: &mut Output) {
    let mut seen: FxHashMap<String, (Span, bool)> = FxHashMap::default();
    for entry in entries {
        let named: Vec<(String, Span, bool)> = match entry {
            Entry::AttrpathValue(value) => path(&value).into_iter().collect(),
            Entry::Inherit(inherit) => inherit
                .attrs()
                .filter_map(|attr| match attr {
                    Attr::Ident(ident) => Some((ident.syntax().text().to_string(), span(ident.syntax().text_range()), false)),
                    _ => None,
                })
                .collect(),
        };
        for (name, place, set) in named {
            match seen.get(&name) {
                Some(&(first, first_set)) if !(set && first_set) => {
                    out.problem("L1/duplicate-key", place, format!("duplicate attribute `{}`: expected it once in a set", shown(&name)));
                    out.related(first, "the attribute is first here");
                }
                Some(_) => {}
                None => drop(seen.insert(name, (place, set))),
            }
        }
    }
}

/// `a.b.c` when all of it is plain names, its place, and whether its value is a set as written.
fn path(value: &AttrpathValue) -> Option<(String, Span, bool)> {
    let path = value.attrpath()?;
    let mut name = String::new();
    for attr in path.attrs() {
        let Attr::Ident(ident) = attr else { return None };
        if !name.is_empty() {
            name.push('.');
        }
        name += &ident.syntax().text().to_string();
    }
    Some((name, span(path.syntax().text_range()), matches!(value.value(), Some(Expr::AttrSet(_)))))
}
