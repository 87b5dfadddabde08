//! Imports of Protocol Buffers: paths below folders that only the compiler's command line names.
//!
//! What the types are that come with them, `types` says.
//!
//! Which folders those are is guessed from the paths: an import stands for the one file whose path ends in it; of several copies, for
//! the one that lies nearest below a folder above the importing file. Where a folder of the repository has the import's folders at its end, holds `.proto` files and not this one, the file is missing.

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
    // What the path is seen from, were it this folder's.
    let base = |at: &Directory| {
        let base = at.path(db).as_str().strip_suffix(above)?;
        (base.is_empty() || base.ends_with('/')).then_some(base)
    };
    let folders: Vec<Directory> = folders(db, folder.root(db)).iter().copied().filter(|at| base(at).is_some()).collect();
    let mut found: Vec<File> = folders.iter().filter_map(|at| at.entries(db).file(name)).collect();
    if found.len() > 1 {
        let own = format!("{}/", folder.path(db));
        let holding = folders.iter().filter(|at| base(at).is_some_and(|base| own.starts_with(base)));
        let nearest = holding.filter_map(|at| Some((base(at)?.len(), at.entries(db).file(name)?))).max_by_key(|(length, _)| *length);
        found.splice(.., nearest.map(|(_, file)| file));
    }
    match (&found[..], &folders[..]) {
        ([one], _) => Resolution::File(*one),
        ([], [only]) if !is_from_elsewhere(above) && !matches!(only.entries(db).get(name), Some(Entry::OtherFile)) => {
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
