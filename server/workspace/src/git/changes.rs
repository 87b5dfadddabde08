//! Which paths differ between two trees.

use super::problem::Problem;
use super::similarity::{Candidate, renames};
use super::tree::{Folder, GitTree, What, stamp};
use crate::path::RelPath;

/// What happened to one file. Links are files here; submodules are passed over.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Change {
    /// It is new.
    Added(RelPath),
    /// It is gone.
    Removed(RelPath),
    /// Its content differs.
    Modified(RelPath),
    /// It has another name.
    Renamed {
        /// The old one.
        from: RelPath,
        /// The new one.
        to: RelPath,
        /// How much of the content is the same, in percent.
        similarity: u8,
    },
}

impl Change {
    /// The path in the newer tree, else the one that is gone.
    pub fn path(&self) -> &RelPath {
        match self {
            Change::Added(path) | Change::Removed(path) | Change::Modified(path) | Change::Renamed { to: path, .. } => path,
        }
    }
}

/// What differs between `old` and `new`, by path.
///
/// # Errors
/// Objects that are missing or broken.
pub fn changes(old: &GitTree, new: &GitTree) -> Result<Vec<Change>, Problem> {
    let mut found = Found::default();
    found.compare(Some(&old.top), Some(&new.top), &RelPath::root());
    let candidates = |tree: &GitTree, files: &[(RelPath, gix_hash::ObjectId)]| -> Result<Vec<Candidate>, Problem> {
        let candidate = |(path, id): &(RelPath, gix_hash::ObjectId)| {
            Ok(Candidate { path: path.clone(), len: tree.objects.header(*id)?.1, content: stamp(*id) })
        };
        files.iter().map(candidate).collect()
    };
    let (gone, come) = (candidates(old, &found.gone)?, candidates(new, &found.come)?);
    let text = |went: bool, at: usize| if went { old.blob(found.gone[at].1) } else { new.blob(found.come[at].1) }.ok();
    let pairs = renames(&gone, &come, &text);
    let mut out: Vec<Change> = found.modified.into_iter().map(Change::Modified).collect();
    let renamed = |&(from, to, similarity): &(usize, usize, u8)| Change::Renamed {
        from: gone[from].path.clone(),
        to: come[to].path.clone(),
        similarity,
    };
    out.extend(pairs.iter().map(renamed));
    let rest = |files: Vec<Candidate>, taken: Vec<usize>| {
        files.into_iter().enumerate().filter(move |(at, _)| !taken.contains(at)).map(|(_, candidate)| candidate.path)
    };
    out.extend(rest(gone.clone(), pairs.iter().map(|pair| pair.0).collect()).map(Change::Removed));
    out.extend(rest(come.clone(), pairs.iter().map(|pair| pair.1).collect()).map(Change::Added));
    out.sort_by(|a, b| a.path().cmp(b.path()));
    Ok(out)
}

#[derive(Default)]
struct Found {
    modified: Vec<RelPath>,
    gone: Vec<(RelPath, gix_hash::ObjectId)>,
    come: Vec<(RelPath, gix_hash::ObjectId)>,
}

impl Found {
    fn compare(&mut self, old: Option<&Folder>, new: Option<&Folder>, at: &RelPath) {
        if old.map(|folder| folder.id) == new.map(|folder| folder.id) {
            return;
        }
        let names = |folder: Option<&Folder>| folder.map(|folder| folder.nodes.iter().map(|node| node.name.clone()).collect::<Vec<_>>());
        let mut all: Vec<Vec<u8>> = names(old).into_iter().chain(names(new)).flatten().collect();
        all.sort();
        all.dedup();
        // Names that are no text are known to nobody else either.
        for name in all.iter().filter_map(|name| std::str::from_utf8(name).ok()) {
            let path = at.join(name);
            let (before, after) = [old, new].map(|folder| folder.and_then(|folder| folder.get(name.as_bytes()))).into();
            let folder = |what: Option<&What>| if let Some(What::Folder(folder)) = what { Some(folder.clone()) } else { None };
            if let (Some(before), Some(after)) = (file(before), file(after)) {
                if before != after {
                    self.modified.push(path);
                }
                continue;
            }
            self.gone.extend(file(before).map(|id| (path.clone(), id)));
            self.come.extend(file(after).map(|id| (path.clone(), id)));
            self.compare(folder(before).as_deref(), folder(after).as_deref(), &path);
        }
    }
}

fn file(what: Option<&What>) -> Option<gix_hash::ObjectId> {
    match what {
        Some(What::File(id) | What::Link(id)) => Some(*id),
        _ => None,
    }
}
