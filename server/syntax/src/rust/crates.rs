//! What a file uses from outside of itself: other crates, and other modules of its own crate.
//!
//! Without expanding macros and knowing the other files, a path's first segment only *may* be a crate. So each name
//! that is bound anywhere in the file is left out, and doubt is said: [`Flags::OPTIONAL`] on what stands in a macro's
//! arguments (role `macro`), and on what a glob import or a macro among the items of the file could have meant.

use std::collections::hash_map::Entry;

use ra_ap_parser::SyntaxKind::*;
use rustc_hash::{FxHashMap, FxHashSet};
use workspace::Span;

use super::cst::{Id, Tree, plain};
use super::scope::{Scopes, Walk};
use super::uses::{self, Leaf};
use crate::facts::{Flags, Namespace};
use crate::output::Output;

/// Always there, or no crates at all.
const NO_CRATES: [&str; 9] = ["crate", "self", "super", "Self", "std", "core", "alloc", "proc_macro", "test"];
/// Types of the language, whose names look like a crate's in `u8::MAX`.
const PRIMITIVES: [&str; 19] = [
    "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f16", "f32", "f64",
    "f128",
];
/// Attributes of the language, and of its own derives.
const BUILT_IN: [&str; 24] = [
    "allow",
    "warn",
    "deny",
    "forbid",
    "expect",
    "cfg",
    "cfg_attr",
    "derive",
    "doc",
    "inline",
    "must_use",
    "test",
    "bench",
    "repr",
    "path",
    "macro_use",
    "macro_export",
    "no_mangle",
    "non_exhaustive",
    "deprecated",
    "ignore",
    "should_panic",
    "default",
    "feature",
];
/// Tools that attributes may name.
const TOOLS: [&str; 6] = ["clippy", "rustfmt", "rustdoc", "miri", "diagnostic", "rust_analyzer"];

/// Refers to each crate once, where it is used least conditionally (a `use` before a path, the first before the next), and to
/// each path within the crate that a `use` names.
///
/// Paths of `self` and `super` are rewritten to be seen from the file's own module: in `mod tests`, `super::a` is `self::a`.
pub(super) fn refer(tree: &Tree<'_>, scopes: &Scopes, out: &mut Output) {
    let mut found = Found { bound: bound(tree), ..Found::default() };
    let mut walk = scopes.walk();
    for id in 0..tree.len() {
        match tree.kind(id) {
            USE => {
                walk.to(id);
                let public = tree.child(id, VISIBILITY).is_some();
                for leaf in uses::leaves(tree, id) {
                    found.leaf(tree, &leaf, public, &walk, out);
                }
            }
            EXTERN_CRATE => {
                walk.to(id);
                if let Some(name) = tree.child(id, NAME_REF) {
                    found.name(plain(tree.text(name)), "extern crate", true, walk.flags(), tree.span(name));
                }
            }
            // The innermost part of a path with several segments.
            PATH if tree.kind(tree.parent(id)) == PATH && tree.kind(id + 1) == PATH_SEGMENT => found.path(tree, id, &mut walk),
            MACRO_CALL => found.call(tree, id, &mut walk, out),
            ATTR => found.helper(tree, id, &mut walk),
            IDENT if tree.kind(tree.parent(id)) == TOKEN_TREE => found.token(tree, id, &mut walk),
            STRING if tree.kind(tree.parent(id)) == TOKEN_TREE && attribute(tree, id).is_some() => found.quoted(tree, id, &mut walk),
            _ => {}
        }
    }
    found.finish(out);
}

#[derive(Default)]
struct Found<'a> {
    bound: FxHashSet<&'a str>,
    glob: bool,
    /// A glob of another crate, whose modules are not known.
    foreign_glob: bool,
    /// A macro stands among the items.
    made: bool,
    crates: FxHashMap<String, Use>,
}

struct Use {
    role: &'static str,
    flags: Flags,
    span: Span,
}

impl Use {
    /// Less is better.
    fn rank(&self) -> (bool, bool, bool, u8, u32) {
        let role = ["use", "extern crate", "path", "macro"].iter().position(|role| *role == self.role).unwrap_or(4) as u8;
        (self.flags.has(Flags::OPTIONAL), self.flags.has(Flags::TEST), self.flags.has(Flags::CONDITIONAL), role, self.span.start)
    }
}

impl Found<'_> {
    fn leaf(&mut self, tree: &Tree<'_>, leaf: &Leaf<'_>, public: bool, walk: &Walk<'_>, out: &mut Output) {
        let head = leaf.head();
        if !matches!(head, "crate" | "self" | "super") || leaf.rooted {
            // `pub(crate) use a_macro;` names a macro of the file, which is in scope by order of text.
            let alone = !leaf.path.contains("::") && !leaf.star && !leaf.rooted;
            let doubt = if alone { Flags::OPTIONAL } else { Flags::default() };
            match self.bound.contains(head) && !leaf.rooted {
                // A macro and a crate may share a name, as in `use lazy_static::lazy_static`.
                true => self.name(head, "macro", true, walk.flags() | Flags::OPTIONAL, tree.span(leaf.first)),
                false => self.name(head, "use", leaf.rooted, walk.flags() | doubt, tree.span(leaf.first)),
            }
            self.glob |= leaf.star;
            self.foreign_glob |= leaf.star && !NO_CRATES.contains(&head);
            return;
        }
        let path = from_file(tree, &leaf.path, walk);
        self.glob |= leaf.star && path != "self";
        let mut flags = walk.flags();
        if leaf.star {
            flags |= Flags::STAR;
        }
        if public {
            flags |= Flags::REEXPORT;
        }
        out.refer(Namespace::RUST_SYMBOL, "use", &path, None, flags, leaf.span);
    }

    fn path(&mut self, tree: &Tree<'_>, id: Id, walk: &mut Walk<'_>) {
        let segment = id + 1;
        let rooted = tree.kind(segment + 1) == COLON2;
        let Some(name) = tree.child(segment, NAME_REF).filter(|&name| tree.skip(name) == tree.skip(segment)) else { return };
        if in_use(tree, id) {
            return;
        }
        let text = plain(tree.text(name));
        let in_attribute = || {
            (0..6)
                .scan(id, |at, _| {
                    *at = tree.parent(*at);
                    Some(*at)
                })
                .any(|at| tree.kind(at) == ATTR)
        };
        if PRIMITIVES.contains(&text) && !rooted || TOOLS.contains(&text) && in_attribute() {
            return;
        }
        walk.to(id);
        self.name(text, "path", rooted, walk.flags(), tree.span(name));
    }

    /// A macro among items may define anything. One that includes what a build makes is said by itself (role `include`).
    fn call(&mut self, tree: &Tree<'_>, id: Id, walk: &mut Walk<'_>, out: &mut Output) {
        let Some(path) = tree.child(id, PATH) else { return };
        self.made |= matches!(tree.kind(tree.parent(id)), SOURCE_FILE | ITEM_LIST | MACRO_ITEMS);
        let name = tree.text(path).rsplit("::").next().unwrap_or_default();
        if name.starts_with("include") && !matches!(name, "include_str" | "include_bytes") {
            walk.to(id);
            out.refer(Namespace::RUST_CRATE, "include", name, None, walk.flags() | Flags::OPTIONAL, tree.span(path));
        }
    }

    /// `#[strum(…)]`: an attribute that a derive understands mostly has its crate's name.
    fn helper(&mut self, tree: &Tree<'_>, id: Id, walk: &mut Walk<'_>) {
        let meta = tree.child(id, PATH_META).or_else(|| tree.child(id, TOKEN_TREE_META));
        let Some(path) = meta.and_then(|meta| tree.child(meta, PATH)) else { return };
        let name = plain(tree.text(path));
        if !name.contains("::") && !BUILT_IN.contains(&name) {
            walk.to(id);
            self.name(name, "macro", false, walk.flags() | Flags::OPTIONAL, tree.span(path));
        }
    }

    /// `name ::` among the tokens that a macro or a derive is given.
    fn token(&mut self, tree: &Tree<'_>, id: Id, walk: &mut Walk<'_>) {
        let at = |id: Id| if id < tree.len() { tree.kind(id) } else { EOF };
        let path = at(id + 1) == COLON2 || at(id + 1) == COLON && at(id + 2) == COLON && tree.span(id + 1).end == tree.span(id + 2).start;
        let after = (at(id - 1), at(id - 2));
        let rooted = after.0 == COLON2 || after == (COLON, COLON);
        let before = if after.0 == COLON2 {
            at(id - 2)
        } else if rooted {
            at(id.saturating_sub(3))
        } else {
            after.0
        };
        if !path
            || matches!(before, DOLLAR | DOT)
            || rooted && matches!(before, IDENT | R_ANGLE | CRATE_KW | SELF_KW | SUPER_KW | SELF_TYPE_KW)
        {
            return;
        }
        let text = plain(tree.text(id));
        if PRIMITIVES.contains(&text) && !rooted || TOOLS.contains(&text) {
            return;
        }
        walk.to(id);
        match attribute(tree, id) {
            Some("derive") => self.name(text, "path", rooted, walk.flags(), tree.span(id)),
            // What other attributes mean by their tokens is theirs to say: `value_parser = humantime::parse_duration`.
            _ => self.name(text, "macro", rooted, walk.flags() | Flags::OPTIONAL, tree.span(id)),
        }
    }

    /// `#[serde(with = "a::b")]`: the text that an attribute is given may be a path, or code with paths in it.
    fn quoted(&mut self, tree: &Tree<'_>, id: Id, walk: &mut Walk<'_>) {
        let text = tree.text(id).trim_matches('"');
        let is_path = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':');
        let is_code = text.chars().all(|c| is_path(c) || "<>()&*,.!?;= ".contains(c));
        let is_alone = text.chars().all(is_path);
        if text.is_empty() || !is_code {
            return;
        }
        walk.to(id);
        for path in text.split(|c: char| !is_path(c)).filter(|path| is_alone || path.contains("::")) {
            let first = path.trim_start_matches("::").split("::").next().unwrap_or_default();
            if !first.contains(':') && !first.is_empty() && !PRIMITIVES.contains(&first) && !first.starts_with(|c: char| c.is_ascii_digit())
            {
                self.name(first, "macro", false, walk.flags() | Flags::OPTIONAL, tree.span(id));
            }
        }
    }

    fn name(&mut self, name: &str, role: &'static str, rooted: bool, flags: Flags, span: Span) {
        let snake =
            name.starts_with(|first: char| first.is_lowercase() || first == '_') && name != "_" && !name.contains(char::is_uppercase);
        if !snake || NO_CRATES.contains(&name) || !rooted && self.bound.contains(name) {
            return;
        }
        let new = Use { role, flags, span };
        match self.crates.entry(name.to_owned()) {
            Entry::Occupied(mut old) if new.rank() < old.get().rank() => {
                old.insert(new);
            }
            Entry::Occupied(_) => {}
            Entry::Vacant(place) => {
                place.insert(new);
            }
        }
    }

    fn finish(self, out: &mut Output) {
        let mut crates: Vec<(String, Use)> = self.crates.into_iter().collect();
        crates.sort_by_key(|(_, found)| found.span);
        for (name, found) in crates {
            let doubtful = match found.role {
                "path" => self.glob || self.made,
                "use" => self.foreign_glob || self.made,
                _ => false,
            };
            let doubt = if doubtful { Flags::OPTIONAL } else { Flags::default() };
            out.refer(Namespace::RUST_CRATE, found.role, &name, None, found.flags | doubt, found.span);
        }
    }
}

/// Every name of the file that a path could begin with and that is no crate.
fn bound<'a>(tree: &Tree<'a>) -> FxHashSet<&'a str> {
    let mut bound = FxHashSet::default();
    for id in 0..tree.len() {
        match tree.kind(id) {
            MODULE | STRUCT | ENUM | UNION | TRAIT | TYPE_ALIAS | TYPE_PARAM => bound.extend(tree.name(id).map(|(_, name)| name)),
            // In a macro's arguments, as in `cfg_if! { … mod x; … }`.
            MOD_KW if tree.kind(tree.parent(id)) == TOKEN_TREE && id + 1 < tree.len() => {
                bound.insert(plain(tree.text(id + 1)));
            }
            USE => {
                for leaf in uses::leaves(tree, id) {
                    // The leaf's text outlives it: look it up where it is written.
                    if let Some(name) = leaf.binds() {
                        let written = leaf.alias.unwrap_or_else(|| last_written(tree, &leaf, name));
                        bound.insert(written);
                    }
                }
            }
            EXTERN_CRATE => bound.extend(tree.child(id, RENAME).and_then(|rename| tree.name(rename)).map(|(_, name)| name)),
            _ => {}
        }
    }
    bound
}

/// The text in the file of the segment that binds `name`: the leaf itself, or what stands before its `{self}`.
fn last_written<'a>(tree: &Tree<'a>, leaf: &Leaf<'_>, name: &str) -> &'a str {
    let written = tree.slice(leaf.span);
    if written != "self" {
        return plain(written);
    }
    (leaf.first..tree.len()).find(|&id| tree.kind(id) == IDENT && plain(tree.text(id)) == name).map_or("", |id| plain(tree.text(id)))
}

/// A path of `crate`, `self` or `super`, as seen from the module that the file is.
fn from_file(tree: &Tree<'_>, path: &str, walk: &Walk<'_>) -> String {
    if path == "crate" || path.starts_with("crate::") {
        return path.to_owned();
    }
    let mut around: Vec<&str> = walk.modules().filter_map(|module| Some(tree.name(module)?.1)).collect();
    let mut above = 0;
    let mut rest = path.split("::").peekable();
    while let Some(step) = rest.next_if(|step| matches!(*step, "self" | "super")) {
        if step == "super" && around.pop().is_none() {
            above += 1;
        }
    }
    let start = if above == 0 { vec!["self"] } else { vec!["super"; above] };
    start.into_iter().chain(around).chain(rest).collect::<Vec<_>>().join("::")
}

/// Whether a path belongs to a `use`, whose leaves are read as a whole.
fn in_use(tree: &Tree<'_>, mut id: Id) -> bool {
    while tree.kind(id) == PATH {
        id = tree.parent(id);
    }
    tree.kind(id) == USE_TREE
}

/// The name of the attribute whose tokens `id` is among. Looked for a few levels up only: attributes are shallow, and
/// a macro's arguments may be deep everywhere.
fn attribute<'a>(tree: &Tree<'a>, mut id: Id) -> Option<&'a str> {
    for _ in 0..16 {
        if tree.kind(tree.parent(id)) == TOKEN_TREE {
            id = tree.parent(id);
        }
    }
    let meta = tree.parent(id);
    (tree.kind(meta) == TOKEN_TREE_META).then(|| tree.child(meta, PATH).map_or("", |path| tree.text(path)))
}
