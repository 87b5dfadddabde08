//! Where in a file something stands: in which inline modules, and under which conditions.

use ra_ap_parser::SyntaxKind::*;

use super::cst::{Id, Tree, plain};
use crate::facts::Flags;

/// An inline module, or the reach of an attribute.
struct Scope {
    /// Ids it covers: from, up to.
    from: Id,
    to: Id,
    /// The conditions it adds.
    flags: Flags,
    /// The module it opens.
    module: Option<Id>,
}

/// All scopes of a file, outer ones first.
pub(super) struct Scopes(Vec<Scope>);

impl Scopes {
    /// Finds them in one pass.
    pub(super) fn of(tree: &Tree<'_>) -> Scopes {
        let mut scopes = Vec::new();
        for id in 0..tree.len() {
            match tree.kind(id) {
                ATTR => {
                    let flags = conditions(tree, id);
                    if flags != Flags::default() {
                        let owner = tree.parent(id);
                        // An inner attribute of a module's braces is the module's.
                        scopes.push(Scope { from: owner, to: tree.skip(owner), flags, module: None });
                    }
                }
                MODULE => {
                    if let Some(list) = tree.child(id, ITEM_LIST) {
                        scopes.push(Scope { from: list, to: tree.skip(list), flags: Flags::default(), module: Some(id) });
                    }
                }
                _ => {}
            }
        }
        // An attribute is met inside the item whose start it holds from.
        scopes.sort_by_key(|scope: &Scope| scope.from);
        Scopes(scopes)
    }

    /// A cursor that is asked for ids in ascending order.
    pub(super) fn walk(&self) -> Walk<'_> {
        Walk { scopes: &self.0, next: 0, open: Vec::new() }
    }
}

/// Knows the scopes of the place it has come to.
pub(super) struct Walk<'a> {
    scopes: &'a [Scope],
    next: usize,
    open: Vec<&'a Scope>,
}

impl Walk<'_> {
    /// Moves on to `id`, which must not be before the last one.
    pub(super) fn to(&mut self, id: Id) {
        while let Some(scope) = self.scopes.get(self.next).filter(|scope| scope.from <= id) {
            self.open.push(scope);
            self.next += 1;
        }
        self.open.retain(|scope| id < scope.to);
    }

    /// All conditions that hold here.
    pub(super) fn flags(&self) -> Flags {
        self.open.iter().fold(Flags::default(), |flags, scope| flags | scope.flags)
    }

    /// The inline modules around, outermost first.
    pub(super) fn modules(&self) -> impl DoubleEndedIterator<Item = Id> + '_ {
        self.open.iter().filter_map(|scope| scope.module)
    }

    /// `name` with the path of the inline modules before it, `a::b::name`.
    pub(super) fn qualified(&self, tree: &Tree<'_>, name: &str) -> String {
        let mut path = String::new();
        for (_, module) in self.modules().filter_map(|id| tree.name(id)) {
            path.push_str(module);
            path.push_str("::");
        }
        path.push_str(name);
        path
    }
}

/// What an attribute makes of its item: [`Flags::TEST`] for `cfg(test)` and `#[test]`, [`Flags::CONDITIONAL`] for
/// every other `cfg`, both for `cfg(all(test, …))`.
fn conditions(tree: &Tree<'_>, attr: Id) -> Flags {
    if let Some(cfg) = tree.child(attr, CFG_META) {
        let Some(predicate) = tree.children(cfg).find(|&child| matches!(tree.kind(child), CFG_ATOM | CFG_COMPOSITE)) else {
            return Flags::CONDITIONAL;
        };
        let is_test = |id: Id| tree.kind(id) == CFG_ATOM && tree.text(id) == "test";
        let all = tree.kind(predicate) == CFG_COMPOSITE && tree.text(predicate).starts_with("all");
        return match () {
            () if is_test(predicate) => Flags::TEST,
            () if all && tree.children(predicate).any(is_test) => Flags::TEST | Flags::CONDITIONAL,
            () => Flags::CONDITIONAL,
        };
    }
    let path = tree.child(attr, PATH_META).or_else(|| tree.child(attr, TOKEN_TREE_META)).and_then(|meta| tree.child(meta, PATH));
    match path.map(|path| tree.text(path).rsplit("::").next().unwrap_or_default()) {
        Some(last) if matches!(plain(last), "test" | "bench" | "rstest" | "test_case") => Flags::TEST,
        _ => Flags::default(),
    }
}
