//! The files of one state, but for some names, which are as a commit has them.
//!
//! So whoever may change the files cannot change what they are judged by.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::tree::GitTree;
use crate::path::RelPath;
use crate::system::{FileKind, FileSystem, Listed, Metadata};

/// Where a file comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pin {
    /// The state itself.
    Own,
    /// The commit, where the state has its folder.
    Commit,
    /// The commit, even when the state has not even its folder.
    CommitAlways,
}

/// Says of a path below the root where its file comes from.
pub type Pins = Arc<dyn Fn(&RelPath) -> Pin + Send + Sync>;

/// A state of the files, with those of a commit in some places.
pub struct Pinned {
    root: PathBuf,
    state: Arc<dyn FileSystem>,
    commit: Arc<GitTree>,
    pins: Pins,
    /// Folders that hold files which are always the commit's.
    held: std::collections::BTreeSet<RelPath>,
}

impl Pinned {
    /// `state`, but for the files below `root`, where `commit` is to be found, that `pins` says are the commit's.
    pub fn new(root: PathBuf, state: Arc<dyn FileSystem>, commit: Arc<GitTree>, pins: Pins) -> Pinned {
        let always = commit.files().into_iter().filter(|path| pins(path) == Pin::CommitAlways && commit.has_file(path));
        let held = always.flat_map(|path| std::iter::successors(path.parent(), RelPath::parent)).collect();
        Pinned { root, state, commit, pins, held }
    }

    /// The path below the root, when the commit decides what is there.
    fn pinned(&self, path: &Path) -> Option<RelPath> {
        RelPath::below(&self.root, path).filter(|path| (self.pins)(path) != Pin::Own)
    }

    /// Whether `path` is a folder that is there for the commit's sake only.
    fn is_revived(&self, path: &Path) -> bool {
        RelPath::below(&self.root, path).is_some_and(|path| self.held.contains(&path)) && !is_folder_itself(&*self.state, path)
    }

    /// Whether the commit has this very file; links are not pinned, since what they lead to is not.
    fn has(&self, path: &RelPath) -> io::Result<()> {
        if self.commit.has_file(path) { Ok(()) } else { Err(io::Error::from(io::ErrorKind::NotFound)) }
    }
}

impl FileSystem for Pinned {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.pinned(path) {
            Some(below) => self.has(&below).and_then(|()| self.commit.read(path)),
            None => self.state.read(path),
        }
    }

    fn is_of_commit(&self) -> bool {
        self.state.is_of_commit()
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Listed>> {
        let Some(folder) = RelPath::below(&self.root, path) else { return self.state.list(path) };
        let mut out = if self.is_revived(path) { Vec::new() } else { self.state.list(path)? };
        let is_pinned = |listed: &Listed| (self.pins)(&folder.join(&listed.shown)) != Pin::Own;
        let is_held = |listed: &Listed| self.held.contains(&folder.join(&listed.shown));
        out.retain(|listed| !is_pinned(listed) && (listed.kind == FileKind::Directory || !is_held(listed)));
        // The folder may be new.
        let then = self.commit.list(path).unwrap_or_default().into_iter();
        let then: Vec<Listed> = then
            .filter(|listed| match listed.kind {
                FileKind::File => is_pinned(listed),
                FileKind::Directory => is_held(listed) && !out.iter().any(|now| now.shown == listed.shown),
                _ => false,
            })
            .collect();
        out.extend(then);
        Ok(out)
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        match self.pinned(path) {
            Some(below) => self.has(&below).and_then(|()| self.commit.metadata(path)),
            None if self.is_revived(path) => self.commit.metadata(path),
            None => self.state.metadata(path),
        }
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        match self.pinned(path) {
            Some(below) => self.has(&below).map(|()| path.to_path_buf()),
            None if self.is_revived(path) => Ok(path.to_path_buf()),
            None => self.state.canonicalize(path),
        }
    }
}

/// Whether `path` is a folder itself, and no link to one.
fn is_folder_itself(system: &dyn FileSystem, path: &Path) -> bool {
    system.metadata(path).is_ok_and(|metadata| metadata.kind == FileKind::Directory)
        && system.canonicalize(path).is_ok_and(|real| real == path)
}
