//! The scopes of a module, what they bind, and what is looked up in them.

use ruff_text_size::TextRange;
use rustc_hash::{FxHashMap, FxHashSet};

use super::builtins;

/// What a scope belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The module; the first scope.
    Module,
    /// The body of a class, which functions inside it do not see.
    Class,
    /// A function or a `lambda`.
    Function,
    /// A comprehension.
    Comprehension,
    /// What `[T]` binds. It sees the class around it.
    TypeParameters,
}

/// What is known of a name in the scope that binds it.
pub type Bound = u8;
/// An import binds it.
pub const IMPORTED: Bound = 1;
/// Something else does.
pub const MADE: Bound = 1 << 1;
/// Something looked it up.
pub const USED: Bound = 1 << 2;
/// It is what a caller gives.
pub const PARAMETER: Bound = 1 << 3;

/// One scope.
pub struct Scope<'a> {
    pub kind: Kind,
    /// The scope around it; the module's is itself.
    pub outer: u32,
    /// Names that it binds, and what is known of them: a set of the constants.
    pub names: FxHashMap<&'a str, Bound>,
}

/// A name that is read.
#[derive(Clone, Copy)]
pub struct Use<'a> {
    pub name: &'a str,
    pub range: TextRange,
    pub scope: u32,
    /// Whether it may have no binding all the same: where its absence is caught, or nothing runs.
    pub excused: bool,
}

/// All scopes and uses of a module.
pub struct Table<'a> {
    /// Outer ones before those inside.
    pub scopes: Vec<Scope<'a>>,
    pub uses: Vec<Use<'a>>,
    /// Names that stand in text somebody reads as code: annotations in quotes, doctests, `__all__`.
    pub mentioned: FxHashSet<&'a str>,
    /// Names that are read where their absence is caught.
    pub guarded: FxHashSet<&'a str>,
    /// Somewhere names are bound that nobody can read here.
    pub binds_more: bool,
    /// Somewhere names are read that nobody can read here.
    pub reads_more: bool,
}

impl<'a> Table<'a> {
    pub fn new() -> Table<'a> {
        let module = Scope { kind: Kind::Module, outer: 0, names: FxHashMap::default() };
        Table {
            scopes: vec![module],
            uses: Vec::new(),
            mentioned: FxHashSet::default(),
            guarded: FxHashSet::default(),
            binds_more: false,
            reads_more: false,
        }
    }

    /// Binds `name` in a scope, by an import or otherwise.
    pub fn bind(&mut self, scope: u32, name: &'a str, how: Bound) {
        *self.scopes[scope as usize].names.entry(name).or_default() |= how;
    }

    /// Whether the module itself binds `name`.
    pub fn has(&self, name: &str) -> bool {
        self.scopes[0].names.contains_key(name)
    }

    /// Looks all uses up. The numbers of those that find nothing are given back.
    pub fn resolve(&mut self) -> Vec<usize> {
        let mut unknown = Vec::new();
        for number in 0..self.uses.len() {
            let Use { name, scope, excused, .. } = self.uses[number];
            if !self.look_up(name, scope) && !excused && !builtins::has(name) {
                unknown.push(number);
            }
        }
        unknown
    }

    fn look_up(&mut self, name: &str, scope: u32) -> bool {
        let (mut at, mut sees_class, mut found) = (scope as usize, true, false);
        loop {
            let scope = &mut self.scopes[at];
            if (scope.kind != Kind::Class || sees_class)
                && let Some(bound) = scope.names.get_mut(name)
            {
                *bound |= USED;
                // What a class binds later, its body reads from outside first.
                if scope.kind != Kind::Class {
                    return true;
                }
                found = true;
            }
            if scope.kind == Kind::Module {
                return found;
            }
            sees_class &= scope.kind == Kind::TypeParameters;
            at = scope.outer as usize;
        }
    }

    /// Whether a class around a scope binds `name`, which cannot be seen from there.
    pub fn is_of_class(&self, name: &str, scope: u32) -> bool {
        let mut at = &self.scopes[scope as usize];
        while at.kind != Kind::Module {
            at = &self.scopes[at.outer as usize];
            if at.kind == Kind::Class && at.names.contains_key(name) {
                return true;
            }
        }
        false
    }

    /// The names that can be seen from a scope.
    pub fn visible(&self, scope: u32) -> impl Iterator<Item = &'a str> {
        let mut at = Some(scope as usize);
        std::iter::from_fn(move || {
            let scope = &self.scopes[at?];
            at = (scope.kind != Kind::Module).then_some(scope.outer as usize);
            Some(scope.names.keys().copied())
        })
        .flatten()
    }
}
