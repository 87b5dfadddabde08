//! The modules of a root: what each `go.mod` is called and requires.

use std::collections::BTreeSet;
use std::sync::Arc;

use compact_str::CompactString;
use syntax::Namespace;
use workspace::{Db, Directory, Entry, Root};

use crate::facts;
use crate::resolution::Resolution;

/// One module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Module {
    /// The folder of its `go.mod`.
    pub folder: Directory,
    /// Its path.
    pub name: CompactString,
    /// The modules it requires, each with the folder that replaces it.
    pub requires: Vec<(CompactString, Option<CompactString>)>,
    /// Whether that is all it may use.
    pub complete: bool,
    /// Whether copies of what it requires lie in `vendor`, or a `go.work` adds modules.
    pub has_vendor: bool,
}

/// The module that a folder belongs to.
#[salsa::tracked(returns(clone))]
pub fn module_of(db: &dyn Db, folder: Directory) -> Option<Arc<Module>> {
    match folder.entries(db).get("go.mod") {
        Some(_) => module_in(db, folder),
        None => module_of(db, folder.parent(db)?),
    }
}

#[salsa::tracked(returns(clone))]
fn module_in(db: &dyn Db, folder: Directory) -> Option<Arc<Module>> {
    let entries = folder.entries(db);
    let facts = facts(db, entries.file("go.mod")?);
    let manifest = facts.manifest.as_ref()?;
    let shared = |folder: Directory| folder.entries(db).get("go.work").is_some();
    let above = std::iter::successors(Some(folder), |folder| folder.parent(db));
    Some(Arc::new(Module {
        folder,
        name: manifest.name.clone()?,
        requires: manifest.dependencies.iter().map(|dependency| (dependency.name.clone(), dependency.path.clone())).collect(),
        complete: manifest.complete,
        has_vendor: matches!(entries.get("vendor"), Some(Entry::Directory(_) | Entry::OtherDirectory)) || above.into_iter().any(shared),
    }))
}

#[salsa::tracked(returns(clone))]
fn modules_below(db: &dyn Db, folder: Directory) -> Arc<[Arc<Module>]> {
    let inner: Vec<_> = folder.entries(db).directories().flat_map(|folder| modules_below(db, folder).to_vec()).collect();
    module_in(db, folder).into_iter().chain(inner).collect()
}

/// The module of the root whose path is the longest prefix of an import, with what remains of the import. Where there are two of
/// one path, that of the importing file, `own`, is meant.
pub(super) fn in_root<'p>(db: &dyn Db, root: Root, own: &Module, path: &'p str) -> Option<(Arc<Module>, &'p str)> {
    let modules = modules_below(db, root.top(db)?);
    let matching = modules.iter().filter_map(|module| Some((module.clone(), below(path, &module.name)?)));
    matching.min_by_key(|(module, rest)| (rest.len(), module.folder != own.folder))
}

/// What remains of an import path below a module's.
pub(super) fn below<'p>(path: &'p str, module: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(module)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// The required modules that files below a folder import. `None` among them says that some import is unaccounted for.
#[salsa::tracked(returns(clone))]
pub fn imported_below(db: &dyn Db, folder: Directory) -> Arc<BTreeSet<Option<CompactString>>> {
    let mut out = BTreeSet::new();
    let entries = folder.entries(db);
    for file in entries.files() {
        if !matches!(file.path(db).extension(), Some("go" | "mod")) {
            continue;
        }
        let facts = facts(db, file);
        // What was not read may import anything.
        if facts.status != syntax::Status::Parsed {
            out.insert(None);
        }
        let resolutions = crate::resolutions(db, file);
        for (reference, resolution) in facts.references.iter().zip(resolutions.iter()) {
            if reference.namespace != Namespace::GO_PACKAGE {
                continue;
            }
            // What a `replace` sends into this repository is required all the same.
            let module = module_of(db, folder);
            let required = module.iter().flat_map(|module| &module.requires).filter(|(name, _)| below(&reference.name, name).is_some());
            out.extend(required.map(|(name, _)| Some(name.clone())));
            if matches!(resolution, Resolution::Missing(_)) {
                out.insert(None);
            }
        }
    }
    for below in entries.directories() {
        out.extend(imported_below(db, below).iter().cloned());
    }
    Arc::new(out)
}
