//! A repository's history, read with a library and never through the `git` program.
//!
//! What a repository says about itself may be hostile: its configuration names programs to run (`core.fsmonitor`,
//! filters, hooks, aliases), its links and alternates lead elsewhere. So of gitoxide only the object store and the
//! merge base are used. No configuration is read at all, of the repository or of the person; no environment
//! variable counts; nothing is run, and nothing outside the repository is opened.
//!
//! [`Repository`] finds commits by what people call them; [`GitTree`] shows the files of a commit as a
//! [`FileSystem`](crate::FileSystem), so that whatever can be asked of the disk can be asked of the past.

mod changes;
mod objects;
mod pinned;
mod place;
mod problem;
mod refs;
mod revision;
mod similarity;
mod tree;

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

pub use changes::{Change, changes};
pub use pinned::{Pin, Pinned, Pins};
pub use problem::Problem;
pub use similarity::{Candidate, renames};
pub use tree::GitTree;

use crate::path::RelPath;
use objects::Objects;
use place::Place;

/// The name of a commit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Commit(gix_hash::ObjectId);

impl Commit {
    /// The first digits of its name, as people write it.
    pub fn short(self) -> String {
        self.0.to_hex_with_len(10).to_string()
    }
}

impl fmt::Display for Commit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for Commit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The repository around a root.
pub struct Repository {
    place: Place,
    objects: Arc<Objects>,
    /// Commits whose parents a shallow clone left out.
    shallow: BTreeSet<gix_hash::ObjectId>,
}

impl Repository {
    /// Opens the repository that `root`, an absolute path free of symlinks, lies in.
    ///
    /// # Errors
    /// There is none, it is bare, or something about it is not safe to read.
    pub fn around(root: &Path) -> Result<Repository, Problem> {
        let place = Place::around(root)?;
        let objects = Objects::open(&place)?;
        let shallow = place.read("shallow")?.unwrap_or_default();
        let shallow = shallow.split(|&byte| byte == b'\n').filter_map(|line| gix_hash::ObjectId::from_hex(line.trim_ascii()).ok());
        Ok(Repository { shallow: shallow.collect(), place, objects: Arc::new(objects) })
    }

    /// The folder that has the `.git`.
    pub fn top(&self) -> &Path {
        &self.place.top
    }

    /// The files of a commit below the folder `at` of this repository, to be found at the same paths.
    ///
    /// # Errors
    /// Objects that are missing or broken; a tree that is too large to be true; a folder of another repository.
    pub fn tree(&self, commit: Commit, at: &Path) -> Result<GitTree, Problem> {
        let below = RelPath::below(&self.place.top, at)
            .ok_or_else(|| Problem::Refused(format!("{} is not in the repository {}", at.display(), self.place.top.display())))?;
        let tree = self.objects.commit(commit.0)?.tree;
        GitTree::open(Arc::clone(&self.objects), tree, &below, at)
    }
}
