//! Which file imports which, as sets: without places and without kinds, gathered folder by folder.
//!
//! An edit that moves an import, or adds one of something that is no file of the root, leaves all of this equal,
//! so that nothing which is computed from the whole graph (cycles, chains between components) runs again.

use std::sync::Arc;

use rustc_hash::FxHashSet;
use syntax::{Flags, SpanId};
use workspace::{Db, Directory, File, Root};

use crate::edge::{Edge, EdgeKind, edges};

/// A file with the files it imports.
pub type Importing = (File, Arc<[File]>);

/// The files that `file` imports, each once, in order of appearance. What only a type checker follows does not count.
#[salsa::tracked(returns(clone))]
pub fn imports(db: &dyn Db, file: File) -> Arc<[File]> {
    let edges = edges(db, file);
    let mut seen = FxHashSet::default();
    edges.iter().filter(|edge| runs(edge)).map(|edge| edge.target).filter(|target| seen.insert(*target)).collect()
}

/// The place of the first import that makes `to` one of the [`imports`] of `from`.
pub fn first_import(db: &dyn Db, from: File, to: File) -> Option<SpanId> {
    edges(db, from).iter().find(|edge| runs(edge) && edge.target == to).map(|edge| edge.span)
}

fn runs(edge: &Edge) -> bool {
    edge.kind == EdgeKind::Import && !edge.flags.has(Flags::TYPE_ONLY)
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
