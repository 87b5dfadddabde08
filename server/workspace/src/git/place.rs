//! Where a repository keeps its things, and whether it is safe to look there.
//!
//! A `.git` is a folder, or a file that names one: so it is for linked worktrees and submodules. Who wrote the
//! repository may have written that file too, so what it names is believed only when it is in the root, below
//! the `.git` of a folder above (a submodule's), or names this worktree in turn (a linked worktree's).

use std::path::{Path, PathBuf};

use super::problem::Problem;
use crate::system::{Disk, FileKind, FileSystem};

/// Files of a repository are small, but for the list of packed refs.
const LIMIT: u64 = 64 << 20;

/// The folders of a repository, canonical.
#[derive(Debug)]
pub struct Place {
    /// The folder that has the `.git`.
    pub top: PathBuf,
    /// What belongs to this worktree alone: `HEAD`.
    pub own: PathBuf,
    /// What all worktrees share: objects, branches, tags.
    pub common: PathBuf,
}

impl Place {
    /// Finds the repository around `root`.
    pub fn around(root: &Path) -> Result<Place, Problem> {
        let Some((top, kind)) = root.ancestors().find_map(|folder| Some((folder, git_entry(folder)?))) else {
            let is_bare = ["HEAD", "objects", "refs"].iter().all(|name| Disk.metadata(&root.join(name)).is_ok());
            return Err(if is_bare { Problem::Bare(root.to_path_buf()) } else { Problem::NoRepository(root.to_path_buf()) });
        };
        let entry = top.join(".git");
        let own = match kind {
            FileKind::Directory => entry,
            FileKind::File => named(top, &entry)?,
            // A link that stays in the folder is as good as a folder.
            FileKind::Symlink => match Disk.canonicalize(&entry) {
                Ok(target) if target.starts_with(top) && target != top && is_folder(&target) => target,
                _ => return Err(refused(&entry, "it is a symbolic link that leaves the repository or leads nowhere")),
            },
            _ => return Err(refused(&entry, "it is neither a folder nor a file")),
        };
        let common = match read(&own.join("commondir"), std::slice::from_ref(&own))? {
            None => own.clone(),
            Some(text) => {
                let common = Disk.canonicalize(&own.join(path_of(&text)));
                // Worktrees are kept in the repository they share, in `.git/worktrees/NAME`.
                common
                    .ok()
                    .filter(|common| own.parent().and_then(Path::parent) == Some(common))
                    .ok_or_else(|| refused(&own.join("commondir"), "it names a folder that does not hold this worktree"))?
            }
        };
        Ok(Place { top: top.to_path_buf(), own, common })
    }

    /// A file that all worktrees share; `None` when there is none.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Problem> {
        read(&self.common.join(name), &self.inside())
    }

    /// A file of this worktree alone.
    pub fn read_own(&self, name: &str) -> Result<Option<Vec<u8>>, Problem> {
        read(&self.own.join(name), &self.inside())
    }

    /// Whether a path, links resolved, is the repository's own.
    pub fn holds(&self, path: &Path) -> bool {
        [&self.top, &self.common].iter().any(|folder| path.starts_with(folder))
    }

    fn inside(&self) -> [PathBuf; 2] {
        [self.own.clone(), self.common.clone()]
    }
}

/// The folder that the file `.git` names.
fn named(top: &Path, entry: &Path) -> Result<PathBuf, Problem> {
    let text = read(entry, &[top.to_path_buf()])?.unwrap_or_default();
    let Some(target) = text.strip_prefix(b"gitdir:") else { return Err(refused(entry, "it is a file that does not say `gitdir: PATH`")) };
    let target = Disk
        .canonicalize(&top.join(path_of(target)))
        .ok()
        .filter(|target| is_folder(target))
        .ok_or_else(|| refused(entry, "the folder that it names does not exist"))?;
    let submodule = || {
        top.ancestors().skip(1).any(|above| {
            let git = above.join(".git");
            is_folder(&git) && (target.starts_with(git.join("modules")) || target.starts_with(git.join("worktrees")))
        })
    };
    let names_back = || {
        let back = read(&target.join("gitdir"), std::slice::from_ref(&target)).ok().flatten();
        back.is_some_and(|back| Disk.canonicalize(&target.join(path_of(&back))).is_ok_and(|back| back == *entry))
    };
    if target.starts_with(top) || submodule() || names_back() {
        return Ok(target);
    }
    Err(refused(entry, "it names a folder outside that does not name it in turn (`git worktree repair` mends a worktree that was moved)"))
}

/// What is called `.git` in `folder`, links not followed. What only looks like a repository is passed over, as git does.
fn git_entry(folder: &Path) -> Option<FileKind> {
    let kind = link_kind(&folder.join(".git"))?;
    let is_empty = kind == FileKind::Directory && Disk.metadata(&folder.join(".git/HEAD")).is_err();
    (!is_empty).then_some(kind)
}

/// What `path` is itself, links not followed.
#[allow(clippy::disallowed_methods)] // the file system's trait follows links
fn link_kind(path: &Path) -> Option<FileKind> {
    std::fs::symlink_metadata(path).ok().map(|metadata| crate::system::kind_of(metadata.file_type()))
}

fn is_folder(path: &Path) -> bool {
    Disk.metadata(path).is_ok_and(|metadata| metadata.kind == FileKind::Directory)
}

/// Reads a file of the repository, when it lies `inside` one of these folders, links resolved.
fn read(path: &Path, inside: &[PathBuf]) -> Result<Option<Vec<u8>>, Problem> {
    let Ok(real) = Disk.canonicalize(path) else { return Ok(None) };
    if !inside.iter().any(|folder| real.starts_with(folder)) {
        return Err(refused(path, "it leads out of the repository"));
    }
    match Disk.metadata(&real) {
        Ok(metadata) if metadata.kind != FileKind::File => Ok(None),
        Ok(metadata) if metadata.len > LIMIT => Err(refused(path, "it is too large")),
        Ok(_) => Disk.read(&real).map(Some).map_err(|error| refused(path, &error.to_string())),
        Err(_) => Ok(None),
    }
}

fn path_of(text: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(text).trim())
}

fn refused(path: &Path, why: &str) -> Problem {
    Problem::Refused(format!("the repository cannot be read: `{}`: {why}", path.display()))
}
