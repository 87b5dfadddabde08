//! What version control has of a root: an ignore file says nothing of what it has already.

use std::path::Path;

use filetime::FileTime;
use gix_index::State;
use gix_index::decode::Options;

use crate::path::RelPath;
use crate::system::FileSystem;

/// A longer index is not read, in bytes: it would have more than a million files.
const MAX_LEN: u64 = 128 << 20;

/// The files that version control has.
#[derive(Default)]
pub enum Tracked {
    /// Nobody knows: there is no repository, or it lies above the root.
    #[default]
    Unknown,
    /// Those of an index, as it was when the rules were read.
    Listed(Box<State>),
    /// All there are: they are those of a commit.
    All,
}

impl Tracked {
    /// Of `root`. An index that cannot be read, or is reached by a link, says nothing.
    pub fn of(system: &dyn FileSystem, root: &Path) -> Tracked {
        if system.is_of_commit() {
            return Tracked::All;
        }
        let path = root.join(".git/index");
        let is_own = system.canonicalize(&path).is_ok_and(|real| real == path);
        let bytes = is_own.then(|| system.read_small(&path, MAX_LEN).ok()).flatten();
        let options = Options { thread_limit: Some(1), alloc_limit_bytes: Some(2 * MAX_LEN as usize), ..Options::default() };
        let read = bytes.and_then(|bytes| State::from_bytes(&bytes, FileTime::zero(), gix_hash::Kind::Sha1, options).ok());
        read.map_or(Tracked::Unknown, |(state, _)| Tracked::Listed(Box::new(state)))
    }

    /// Whether the file `path` is among them, or a file below the folder `path`.
    pub fn has(&self, path: &RelPath, is_folder: bool) -> bool {
        match self {
            Tracked::Unknown => false,
            Tracked::All => true,
            Tracked::Listed(state) if is_folder => {
                let below = format!("{path}/");
                let (Ok(at) | Err(at)) = state.entry_index_by_path(below.as_str().into());
                state.entries().get(at).is_some_and(|entry| entry.path(state).starts_with(below.as_bytes()))
            }
            Tracked::Listed(state) => state.entry_index_by_path(path.as_str().into()).is_ok(),
        }
    }
}
