//! The object store: what a name of an object stands for.
//!
//! Objects are read by gitoxide, which allocates no more than it is allowed to, whatever a pack says of sizes.
//! Before it looks, the folders it will look in are looked through: a link, or something that is no file, would
//! make it open what is elsewhere, or wait forever.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use gix_hash::{ObjectId, Prefix};
use gix_object::{CommitRefIter, Find, Kind, TagRefIter};
use gix_odb::{HandleArc, Header, Store};

use super::place::Place;
use super::problem::Problem;
use crate::system::{Disk, FileKind, FileSystem};

/// No object of more bytes is read, nor is any buffer for one made.
pub const LIMIT: usize = 64 << 20;

/// Handles are for one thread each: whoever needs one takes one that idles.
pub struct Objects {
    store: Arc<Store>,
    idle: Mutex<Vec<(HandleArc, Vec<u8>)>>,
}

/// What a commit says.
pub struct CommitData {
    /// Its files.
    pub tree: ObjectId,
    /// Where it comes from.
    pub parents: Vec<ObjectId>,
}

impl Objects {
    /// Opens the store of a repository.
    pub fn open(place: &Place) -> Result<Objects, Problem> {
        let folder = place.common.join("objects");
        if Disk.canonicalize(&folder).ok().as_ref() != Some(&folder) {
            return Err(unsafe_to_read(&folder, "it is a symbolic link, or does not exist"));
        }
        look_through(&folder)?;
        for alternate in alternates(&folder)? {
            let real = Disk.canonicalize(&alternate).ok().filter(|real| place.holds(real));
            let Some(real) = real else {
                return Err(unsafe_to_read(
                    &folder.join("info/alternates"),
                    "the repository borrows objects from outside of it: `git repack -a -d` copies them, then that file can go",
                ));
            };
            look_through(&real)?;
            if !alternates(&real)?.is_empty() {
                return Err(unsafe_to_read(&real, "it borrows objects in turn"));
            }
        }
        let options = gix_odb::store::init::Options {
            // One kind of index is enough, and one kind less to be wrong.
            use_multi_pack_index: false,
            alloc_limit_bytes: Some(LIMIT),
            ..Default::default()
        };
        // No replacements: whoever could add one could say what a commit holds.
        let store = Store::at_opts(folder, gix_hash::Kind::Sha1, &mut std::iter::empty(), options);
        Ok(Objects { store: Arc::new(store.map_err(|error| Problem::Broken(error.to_string()))?), idle: Mutex::default() })
    }

    /// Lends a handle and a buffer. A panic of the library, which only objects made to cause one should, is an error.
    pub fn with<T>(&self, work: impl FnOnce(&HandleArc, &mut Vec<u8>) -> Result<T, Problem>) -> Result<T, Problem> {
        let idle = self.idle.lock().expect("no holder panics").pop();
        let (handle, mut buffer) = idle.unwrap_or_else(|| (self.store.to_cache_arc(), Vec::new()));
        let done = catch_unwind(AssertUnwindSafe(|| work(&handle, &mut buffer)))
            .map_err(|_| Problem::Broken("an object made the reader fail".to_owned()))?;
        self.idle.lock().expect("no holder panics").push((handle, buffer));
        done
    }

    /// What kind of object it is.
    pub fn kind(&self, id: ObjectId) -> Result<Kind, Problem> {
        self.header(id).map(|(kind, _)| kind)
    }

    /// What kind of object it is, and its bytes.
    pub fn header(&self, id: ObjectId) -> Result<(Kind, u64), Problem> {
        self.with(|handle, _| match handle.try_header(&id) {
            Ok(Some(header)) => Ok((header.kind(), header.size())),
            Ok(None) => Err(Problem::Missing(id.to_string())),
            Err(error) => Err(broken(id, &error)),
        })
    }

    /// Hands the content of an object to `read`.
    pub fn read<T>(&self, id: ObjectId, kind: Kind, read: impl FnOnce(&[u8]) -> Result<T, Problem>) -> Result<T, Problem> {
        self.with(|handle, buffer| match handle.try_find(&id, buffer) {
            Ok(Some(data)) if data.kind == kind => read(data.data),
            Ok(Some(data)) => Err(Problem::Broken(format!("the object {id} is a {}, not a {kind}", data.kind))),
            Ok(None) => Err(Problem::Missing(id.to_string())),
            Err(error) => Err(broken(id, &error)),
        })
    }

    /// What a commit says.
    pub fn commit(&self, id: ObjectId) -> Result<CommitData, Problem> {
        self.read(id, Kind::Commit, |data| {
            let tree = CommitRefIter::from_bytes(data, id.kind()).tree_id().map_err(|error| broken(id, &error))?;
            Ok(CommitData { tree, parents: CommitRefIter::from_bytes(data, id.kind()).parent_ids().collect() })
        })
    }

    /// What a tag stands for.
    pub fn tagged(&self, id: ObjectId) -> Result<ObjectId, Problem> {
        self.read(id, Kind::Tag, |data| TagRefIter::from_bytes(data, id.kind()).target_id().map_err(|error| broken(id, &error)))
    }

    /// All objects whose names start with these digits, sorted.
    pub fn starting_with(&self, digits: &str) -> Result<Vec<ObjectId>, Problem> {
        let Ok(prefix) = Prefix::from_hex(digits) else { return Ok(Vec::new()) };
        self.with(|handle, _| {
            let mut found = std::collections::HashSet::new();
            handle.lookup_prefix(prefix, Some(&mut found)).map_err(|error| Problem::Broken(error.to_string()))?;
            let mut found: Vec<ObjectId> = found.into_iter().collect();
            found.sort();
            Ok(found)
        })
    }
}

fn broken(id: ObjectId, error: &dyn std::fmt::Display) -> Problem {
    Problem::Broken(format!("the object {id} cannot be read: {error}"))
}

/// Whether everything in a store is a plain file in a plain folder.
fn look_through(folder: &Path) -> Result<(), Problem> {
    let list = |at: &Path| Disk.list(at).map_err(|error| unsafe_to_read(at, &error.to_string()));
    for listed in list(folder)? {
        let at = folder.join(&listed.shown);
        let inner = if listed.kind == FileKind::Directory { list(&at)? } else { vec![listed] };
        if let Some(other) = inner.iter().find(|listed| !matches!(listed.kind, FileKind::File | FileKind::Directory)) {
            return Err(unsafe_to_read(&at.join(&other.shown), "it is a link or no regular file"));
        }
    }
    Ok(())
}

/// The stores that a store borrows from.
fn alternates(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let file = folder.join("info/alternates");
    // Folders that were looked through hold no links.
    let Ok(metadata) = Disk.metadata(&file) else { return Ok(Vec::new()) };
    if metadata.len > 1 << 20 {
        return Err(unsafe_to_read(&file, "it is too large"));
    }
    let text = Disk.read(&file).map_err(|error| unsafe_to_read(&file, &error.to_string()))?;
    let paths = gix_odb::alternate::parse(&text).map_err(|error| unsafe_to_read(&file, &error.to_string()))?;
    Ok(paths.into_iter().map(|path| folder.join(path)).collect())
}

fn unsafe_to_read(path: &Path, why: &str) -> Problem {
    Problem::Refused(format!("the repository's objects are not read: `{}`: {why}", path.display()))
}
