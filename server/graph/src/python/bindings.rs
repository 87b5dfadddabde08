//! The names a module offers to `from module import name`.

use std::sync::Arc;

use compact_str::CompactString;
use syntax::{Flags, Namespace, Status};
use workspace::{Db, File};

use crate::facts;

/// What can be imported from a module. Equal exports mean that no importer has to be looked at again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Exports {
    names: Vec<CompactString>,
    /// It may offer more than can be read off: a star import, `__getattr__`, writes to `globals()`, syntax errors.
    pub opaque: bool,
    /// It may have submodules that are no files: it changes `__path__` or `sys.modules`.
    pub opaque_path: bool,
}

impl Exports {
    /// Whether the module binds `name` at its top level.
    pub fn has(&self, name: &str) -> bool {
        self.names.binary_search_by(|known| known.as_str().cmp(name)).is_ok()
            || matches!(name, "__file__" | "__name__" | "__path__" | "__doc__" | "__spec__" | "__loader__" | "__package__" | "__dict__")
    }

    /// All names, sorted.
    pub fn names(&self) -> &[CompactString] {
        &self.names
    }
}

/// What `file` exports.
#[salsa::tracked(returns(clone))]
pub fn exports(db: &dyn Db, file: File) -> Arc<Exports> {
    let facts = facts(db, file);
    let mut names: Vec<_> = facts
        .definitions
        .iter()
        .filter(|definition| definition.namespace == Namespace::PYTHON_SYMBOL)
        .map(|definition| definition.name.clone())
        .collect();
    names.sort_unstable();
    names.dedup();
    let has = |name: &str| names.iter().any(|known| known == name);
    let dynamic = has("*dynamic*") || has("__path__");
    let star = facts.references.iter().any(|reference| reference.flags.has(Flags::STAR));
    let opaque = facts.status != Status::Parsed || star || dynamic || has("__getattr__");
    Arc::new(Exports { opaque, opaque_path: facts.status != Status::Parsed || dynamic, names })
}
