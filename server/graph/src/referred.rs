//! Who uses which name: the counterpart of [`crate::names::defined`], for rules that judge a namespace as a whole.

use std::sync::Arc;

use syntax::{Mention, Namespace};
use workspace::{Db, Directory, File, Root};

use crate::indexes::{self, Indexes};
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
pub type Index = indexes::Index<Referred>;

#[salsa::tracked(returns(clone))]
fn here(db: &dyn Db, folder: Directory) -> Arc<Indexes<Referred>> {
    indexes::gathered(db, folder, |names| &names.references, |file, number| Referred { file, number })
}

#[salsa::tracked(returns(clone))]
fn below(db: &dyn Db, folder: Directory) -> Arc<Indexes<Referred>> {
    let entries = folder.entries(db);
    indexes::joined(std::iter::once(here(db, folder)).chain(entries.directories().map(|folder| below(db, folder))))
}

/// The references to names of a namespace in a root.
#[salsa::tracked(returns(clone))]
pub fn referred(db: &dyn Db, root: Root, namespace: &'static str) -> Arc<Index> {
    root.top(db).and_then(|top| below(db, top).get(&Namespace::named(namespace)).cloned()).unwrap_or_default()
}
