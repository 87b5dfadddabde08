//! Mentions by namespace and name: gathered folder by folder and joined on the way up, without places, so that an edit which gives
//! no name another meaning gathers nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::CompactString;
use rustc_hash::FxHashMap;
use syntax::{Mention, Names, Namespace};
use workspace::{Db, Directory, File};

use crate::gathering;
use crate::names::names;

/// Mentions of one namespace by name.
pub type Index<M> = FxHashMap<CompactString, Vec<M>>;

/// Indexes by namespace. Those that only one folder adds to are shared, not copied.
pub type Indexes<M> = BTreeMap<Namespace, Arc<Index<M>>>;

/// The mentions in the files of a folder: `list` says which of a file's, `entry` makes one of its file and its number.
pub fn gathered<M>(db: &dyn Db, folder: Directory, list: fn(&Names) -> &[Mention], entry: fn(File, u32) -> M) -> Arc<Indexes<M>> {
    let mut own: BTreeMap<Namespace, Index<M>> = BTreeMap::new();
    // What a link leads to is mentioned where that lies.
    for file in folder.entries(db).files().filter(|file| !file.attributes(db).linked) {
        let Some(names) = names(db, file) else { continue };
        for (number, mention) in list(&names).iter().enumerate() {
            let index = own.entry(mention.namespace).or_default();
            index.entry(mention.name.clone()).or_default().push(entry(file, number as u32));
        }
    }
    Arc::new(own.into_iter().map(|(namespace, index)| (namespace, Arc::new(index))).collect())
}

/// All of them in one, in their order.
pub fn joined<M: Copy>(all: impl Iterator<Item = Arc<Indexes<M>>>) -> Arc<Indexes<M>> {
    gathering::joined(all, Indexes::is_empty, |out, indexes| {
        for (namespace, index) in indexes {
            match out.get_mut(namespace) {
                None => {
                    out.insert(*namespace, Arc::clone(index));
                }
                Some(own) => {
                    let own = Arc::make_mut(own);
                    index.iter().for_each(|(name, mentions)| own.entry(name.clone()).or_default().extend(mentions));
                }
            }
        }
    })
}
