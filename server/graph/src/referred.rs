//! Who uses which name: the counterpart of [`crate::names::defined`], for rules that judge a namespace as a whole.
//!
//! Gathered folder by folder and joined on the way up, without places.

use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::CompactString;
use rustc_hash::FxHashMap;
use syntax::{Mention, Namespace};
use workspace::{Db, Directory, File, Root};

use crate::names::names;

/// A reference: the file and its number among the references of the file's names.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Referred {
    /// The file.
    pub file: File,
    /// The number.
    pub number: u32,
}

impl Referred {
    /// What it says.
    pub fn mention(self, db: &dyn Db) -> Mention {
        names(db, self.file).map(|names| names.references[self.number as usize].clone()).expect("a reference is one of its file's")
    }
}

/// The references of one namespace by name.
pub type Index = FxHashMap<CompactString, Vec<Referred>>;

type Indexes = BTreeMap<Namespace, Arc<Index>>;

#[salsa::tracked(returns(clone))]
fn here(db: &dyn Db, folder: Directory) -> Arc<Indexes> {
    let mut own: BTreeMap<Namespace, Index> = BTreeMap::new();
    for file in folder.entries(db).files() {
        let Some(names) = names(db, file) else { continue };
        for (number, mention) in names.references.iter().enumerate() {
            let index = own.entry(mention.namespace).or_default();
            index.entry(mention.name.clone()).or_default().push(Referred { file, number: number as u32 });
        }
    }
    Arc::new(own.into_iter().map(|(namespace, index)| (namespace, Arc::new(index))).collect())
}

#[salsa::tracked(returns(clone))]
fn below(db: &dyn Db, folder: Directory) -> Arc<Indexes> {
    let entries = folder.entries(db);
    let inner = entries.directories().map(|folder| below(db, folder));
    let mut filled = std::iter::once(here(db, folder)).chain(inner).filter(|indexes| !indexes.is_empty());
    let Some(first) = filled.next() else { return Arc::default() };
    let Some(second) = filled.next() else { return first };
    let mut out = Indexes::clone(&first);
    for (namespace, index) in std::iter::once(second).chain(filled).flat_map(|indexes| Indexes::clone(&indexes)) {
        let own = Arc::make_mut(out.entry(namespace).or_default());
        index.iter().for_each(|(name, referred)| own.entry(name.clone()).or_default().extend(referred));
    }
    Arc::new(out)
}

/// The references to names of a namespace in a folder and below it.
pub fn referred_in(db: &dyn Db, folder: Directory, namespace: Namespace) -> Arc<Index> {
    below(db, folder).get(&namespace).cloned().unwrap_or_default()
}

/// The same for a root.
#[salsa::tracked(returns(clone))]
pub fn referred(db: &dyn Db, root: Root, namespace: &'static str) -> Arc<Index> {
    root.top(db).map(|top| referred_in(db, top, Namespace::named(namespace))).unwrap_or_default()
}
