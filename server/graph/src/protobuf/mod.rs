//! Imports of Protocol Buffers: paths below folders that only the compiler's command line names.
//!
//! Which folders those are is guessed from the paths: an import stands for the one file whose path ends in it; of several copies, for
//! the one that lies nearest below a folder above the importing file. Where a folder of the repository has the import's folders at
//! its end, holds `.proto` files and not this one, the file is missing. What the types are that come with them, `types` says.

mod types;

use std::sync::Arc;

use syntax::{Language, Reference};
use workspace::{Db, Directory, Entry, File, Root};

use crate::facts;
use crate::resolution::{Miss, Resolution};

pub(crate) use types::as_they_count;
pub use types::{candidates, types_in_sight};

/// What an import in a file of `folder` stands for.
pub fn resolve(db: &dyn Db, folder: Directory, reference: &Reference) -> Resolution {
    let path = reference.name.as_str();
    let Some((above, name)) = path.rsplit_once('/') else {
        // Beside it, or anywhere.
        return folder.entries(db).file(path).map_or(Resolution::Unknown, Resolution::File);
    };
    // Each with what the path is seen from, were it that folder's.
    let all = folders(db, folder.root(db));
    let ends = |at: &Directory| {
        let base = at.path(db).as_str().strip_suffix(above)?;
        (base.is_empty() || base.ends_with('/')).then_some((*at, base))
    };
    let folders: Vec<(Directory, &str)> = all.iter().filter_map(ends).collect();
    let mut found: Vec<(File, &str)> = folders.iter().filter_map(|(at, base)| Some((at.entries(db).file(name)?, *base))).collect();
    if found.len() > 1 {
        let own = format!("{}/", folder.path(db));
        found = found.into_iter().filter(|(_, base)| own.starts_with(base)).max_by_key(|(_, base)| base.len()).into_iter().collect();
    }
    match (&found[..], &folders[..]) {
        ([(one, _)], _) => Resolution::File(*one),
        ([], [(only, _)]) if !is_from_elsewhere(above) && !matches!(only.entries(db).get(name), Some(Entry::OtherFile)) => {
            Resolution::Missing(Miss::Part { folder: *only, name: name.into() })
        }
        _ => Resolution::Unknown,
    }
}

/// Whether the files of a folder come with the compiler or with what everybody takes.
fn is_from_elsewhere(folder: &str) -> bool {
    ["google/", "buf/", "validate", "gogoproto", "openapiv3", "protoc-gen-"].iter().any(|start| folder.starts_with(start))
}

/// The folders of a root that hold `.proto` files.
#[salsa::tracked(returns(clone))]
fn folders(db: &dyn Db, root: Root) -> Arc<[Directory]> {
    root.top(db).map(|top| below(db, top)).unwrap_or_else(|| Arc::from([]))
}

#[salsa::tracked(returns(clone))]
fn below(db: &dyn Db, folder: Directory) -> Arc<[Directory]> {
    let entries = folder.entries(db);
    let own = entries.files().any(|file| file.path(db).extension() == Some("proto") && facts(db, file).kind.language == Language::Protobuf);
    let inner = entries.directories().flat_map(|folder| below(db, folder).to_vec());
    own.then_some(folder).into_iter().chain(inner).collect()
}
