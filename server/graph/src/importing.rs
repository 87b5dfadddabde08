//! Which file imports which, as sets: without places, gathered folder by folder.
//!
//! An edit that moves an import, or adds one of something that is no file of the root, leaves all of this equal,
//! so that nothing which is computed from the whole graph (cycles, chains between components) runs again.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use syntax::{Flags, SpanId};
use workspace::{Db, Directory, File, Root};

use crate::edge::{Edge, EdgeKind, edges};
use crate::facts;

/// A file that another one imports.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Imported {
    /// The file.
    pub file: File,
    /// Whether any of the imports is more than one for a type checker.
    pub runs: bool,
}

/// A file with the files it imports.
pub type Importing = (File, Arc<[Imported]>);

/// The files that `file` imports, each once, in order of appearance.
#[salsa::tracked(returns(clone))]
pub fn imports(db: &dyn Db, file: File) -> Arc<[Imported]> {
    // Most files of a root are data.
    if facts(db, file).references.is_empty() {
        return Arc::default();
    }
    let (mut out, mut places) = (Vec::<Imported>::new(), FxHashMap::default());
    for edge in edges(db, file).iter().filter(|edge| edge.kind == EdgeKind::Import) {
        let place = *places.entry(edge.target).or_insert(out.len());
        if place == out.len() {
            out.push(Imported { file: edge.target, runs: false });
        }
        out[place].runs |= runs(edge);
    }
    out.into()
}

/// The place of the first import of `to` in `from` that is more than one for a type checker, or for the program that `from` may be, too.
pub fn first_import(db: &dyn Db, from: File, to: File) -> Option<SpanId> {
    edges(db, from).iter().find(|edge| edge.kind == EdgeKind::Import && runs(edge) && edge.target == to).map(|edge| edge.span)
}

fn runs(edge: &Edge) -> bool {
    !edge.flags.has(Flags::TYPE_ONLY) && !edge.flags.has(Flags::AS_PROGRAM)
}

/// Every file of the root that imports another, folder by folder.
#[salsa::tracked(returns(clone))]
pub fn import_graph(db: &dyn Db, root: Root) -> Arc<[Arc<[Importing]>]> {
    root.top(db).map_or_else(|| Arc::from([]), |top| below(db, top))
}

#[salsa::tracked(returns(clone))]
fn here(db: &dyn Db, folder: Directory) -> Arc<[Importing]> {
    let files = folder.entries(db);
    files.files().map(|file| (file, imports(db, file))).filter(|(_, imports)| !imports.is_empty()).collect()
}

#[salsa::tracked(returns(clone))]
fn below(db: &dyn Db, folder: Directory) -> Arc<[Arc<[Importing]>]> {
    let own = here(db, folder);
    let mut out = Vec::new();
    if !own.is_empty() {
        out.push(own);
    }
    for directory in folder.entries(db).directories() {
        out.extend(below(db, directory).iter().cloned());
    }
    out.into()
}
