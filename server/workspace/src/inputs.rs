//! The salsa inputs: roots, folders, files. Written by one thread only, through [`Layout`](crate::Layout).

#![allow(missing_docs)] // salsa's macros make methods that carry none

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use compact_str::CompactString;

use crate::cache::Cache;
use crate::db::Db;
use crate::environment::Environment;
use crate::overlay::Overlay;
use crate::path::RelPath;
use crate::probed::Probed;
use crate::settings::{Distrusted, Settings};

/// A folder a person opened, with its settings.
#[salsa::input(debug)]
pub struct Root {
    /// Absolute path.
    pub path: PathBuf,
    /// Its top folder; set once, right after creation.
    #[returns(copy)]
    pub top: Option<Directory>,
    /// From the DNA's `checks`.
    #[returns(clone)]
    pub settings: Arc<Settings>,
    /// The Python environment that belongs to it.
    #[returns(clone)]
    pub environment: Option<Arc<Environment>>,
    /// What earlier runs read of its files. Never changes what is read, only how fast.
    pub cache: Option<Cache>,
    /// Comments that accept nothing although they say so.
    #[returns(clone)]
    pub distrusted: Arc<Distrusted>,
    /// What came of probes, where somebody had them run.
    #[returns(clone)]
    pub probed: Arc<Probed>,
}

/// A folder below a root. Kept when the folder vanishes (then empty), so that ids stay stable.
#[salsa::input(debug)]
pub struct Directory {
    /// The root it belongs to.
    #[returns(copy)]
    pub root: Root,
    /// The folder above; `None` for the root's own.
    #[returns(copy)]
    pub parent: Option<Directory>,
    /// Path below the root.
    pub path: RelPath,
    /// What is in it.
    #[returns(clone)]
    pub entries: Arc<Entries>,
}

/// One document: a file below a root, or a buffer that has no place on disk.
#[salsa::input(debug)]
pub struct File {
    /// The folder it is in; `None` for buffers without one, which never enter the graph.
    #[returns(copy)]
    pub folder: Option<Directory>,
    /// Path below the root; just a name for buffers without a folder.
    pub path: RelPath,
    /// Which state of the disk's bytes is meant.
    #[returns(copy)]
    pub stamp: Stamp,
    /// The editor's text, while it has one.
    #[returns(clone)]
    pub overlay: Option<Overlay>,
    /// What `.gitattributes` says of it.
    #[returns(copy)]
    pub attributes: Attributes,
}

/// Identifies a state of a file on disk. Two equal stamps mean: read it no second time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Stamp {
    /// Bytes.
    pub len: u64,
    /// Modification time, in nanoseconds since the epoch.
    pub modified: u128,
    /// How often something said that the file changed although the rest is equal.
    pub bump: u32,
}

/// Attributes that change how a file is judged.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Attributes {
    /// `linguist-generated`: part of the graph, but nobody wants findings in it.
    pub generated: bool,
    /// `linguist-vendored`: whether it was brought here as others wrote it, where that is said.
    pub vendored: Option<bool>,
    /// A symbolic link to another file of the root: the same file under a second name. It is found by that name, and nothing is said
    /// of it, since what it says is judged where it lies.
    pub linked: bool,
}

/// The sorted content of one folder.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Entries(Vec<(CompactString, Entry)>);

/// What a name in a folder stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Entry {
    /// A file that is looked at.
    File(File),
    /// A folder that is looked at.
    Directory(Directory),
    /// A file that exists and is not looked at (ignored, a symlink, a device).
    OtherFile,
    /// A folder that exists and is not looked at (ignored, a symlink, a submodule): what is below it is unknown.
    OtherDirectory,
    /// A folder that may not be read.
    Unreadable,
}

impl Entries {
    /// Sorts `entries` by name.
    pub fn new(mut entries: Vec<(CompactString, Entry)>) -> Entries {
        entries.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        Entries(entries)
    }

    /// The entry with exactly this name.
    pub fn get(&self, name: &str) -> Option<Entry> {
        self.0.binary_search_by(|(entry, _)| entry.as_str().cmp(name)).ok().map(|at| self.0[at].1)
    }

    /// The file with exactly this name, when it is looked at.
    pub fn file(&self, name: &str) -> Option<File> {
        match self.get(name) {
            Some(Entry::File(file)) => Some(file),
            _ => None,
        }
    }

    /// The folder with exactly this name, when it is looked at.
    pub fn directory(&self, name: &str) -> Option<Directory> {
        match self.get(name) {
            Some(Entry::Directory(directory)) => Some(directory),
            _ => None,
        }
    }

    /// All entries, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Entry)> {
        self.0.iter().map(|(name, entry)| (name.as_str(), *entry))
    }

    /// All files that are looked at, by name.
    pub fn files(&self) -> impl Iterator<Item = File> {
        self.0.iter().filter_map(|(_, entry)| if let Entry::File(file) = entry { Some(*file) } else { None })
    }

    /// All folders that are looked at, by name.
    pub fn directories(&self) -> impl Iterator<Item = Directory> {
        self.0.iter().filter_map(|(_, entry)| if let Entry::Directory(directory) = entry { Some(*directory) } else { None })
    }
}

impl fmt::Debug for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// What reading a file gave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Content {
    /// An open buffer's text.
    Buffer(Arc<str>),
    /// The disk's bytes, not yet decoded.
    Bytes(Vec<u8>),
    /// Not read.
    Unreadable(Unreadable),
}

/// Why a file was not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unreadable {
    /// It has more bytes than the settings allow.
    TooLarge {
        /// Its size, in bytes.
        len: u64,
        /// The limit, in bytes.
        limit: u64,
    },
    /// It was there when its folder was listed and is gone.
    Vanished,
    /// The system's own words.
    Failed(String),
}

impl File {
    /// The root it belongs to; `None` for buffers without a place.
    pub fn root(self, db: &dyn Db) -> Option<Root> {
        self.folder(db).map(|folder| folder.root(db))
    }

    /// Reads the text. To be called inside a query: depends on overlay and stamp, and on the size limit.
    pub fn content(self, db: &dyn Db) -> Content {
        if let Some(overlay) = self.overlay(db) {
            return Content::Buffer(overlay.text());
        }
        let Some(root) = self.root(db) else { return Content::Unreadable(Unreadable::Vanished) };
        if let Some(too_large) = self.too_large(db) {
            return Content::Unreadable(too_large);
        }
        match db.system().read(&self.path(db).under(root.path(db))) {
            Ok(bytes) => Content::Bytes(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Content::Unreadable(Unreadable::Vanished),
            Err(error) => Content::Unreadable(Unreadable::Failed(error.to_string())),
        }
    }
}

impl File {
    /// Why the disk's text is not to be read, when it has too many bytes.
    pub fn too_large(self, db: &dyn Db) -> Option<Unreadable> {
        let (len, limit) = (self.stamp(db).len, size_limit(db, self.root(db)?));
        (len > limit).then_some(Unreadable::TooLarge { len, limit })
    }
}

#[salsa::tracked(returns(copy))]
fn size_limit(db: &dyn Db, root: Root) -> u64 {
    root.settings(db).scan.max_file_size
}

impl Root {
    /// What `path` stands for, as far as folders are looked at. `None`: nothing is there.
    pub fn entry(self, db: &dyn Db, path: &RelPath) -> Option<Entry> {
        let mut directory = self.top(db)?;
        let mut parts = path.parts().peekable();
        let mut found = Entry::Directory(directory);
        while let Some(part) = parts.next() {
            found = directory.entries(db).get(part)?;
            match found {
                Entry::Directory(next) => directory = next,
                // What is below a folder that is not looked at is unknown, so it may exist.
                Entry::OtherDirectory | Entry::Unreadable => {
                    return Some(if parts.peek().is_some() { Entry::OtherDirectory } else { found });
                }
                Entry::File(_) | Entry::OtherFile if parts.peek().is_some() => return None,
                _ => {}
            }
        }
        Some(found)
    }

    /// The file at `path`, when it is looked at.
    pub fn file(self, db: &dyn Db, path: &RelPath) -> Option<File> {
        match self.entry(db, path)? {
            Entry::File(file) => Some(file),
            _ => None,
        }
    }

    /// The folder at `path`, when it is looked at.
    pub fn directory(self, db: &dyn Db, path: &RelPath) -> Option<Directory> {
        match self.entry(db, path)? {
            Entry::Directory(directory) => Some(directory),
            _ => None,
        }
    }

    /// Every file of the root, folders in order of name, depth first.
    pub fn files(self, db: &dyn Db) -> Vec<File> {
        let mut out = Vec::new();
        let mut stack: Vec<Directory> = self.top(db).into_iter().collect();
        while let Some(directory) = stack.pop() {
            let entries = directory.entries(db);
            out.extend(entries.files());
            let folders: Vec<_> = entries.directories().collect();
            stack.extend(folders.into_iter().rev());
        }
        out
    }
}
