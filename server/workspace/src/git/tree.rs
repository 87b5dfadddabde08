//! The files of a commit, as a file system.
//!
//! All folders are read at once, each distinct one once, so that a tree that names itself a thousand times over
//! costs nothing and is counted before anybody walks it. Blobs are read when they are asked for.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, RwLock};

use gix_hash::ObjectId;
use gix_object::{Kind, TreeRefIter};
use rustc_hash::FxHashMap;

use super::objects::{LIMIT, Objects};
use super::problem::Problem;
use crate::path::RelPath;
use crate::system::{FileKind, FileSystem, Listed, Metadata};

/// More files and folders than this make no honest tree.
const MAX_ENTRIES: u64 = 2_000_000;

/// Deeper folders are known to exist and not entered, as on disk.
const MAX_DEPTH: usize = 200;

/// Links may lead to links; systems follow as many.
const MAX_LINKS: usize = 40;

/// A link's target of more bytes leads nowhere.
const MAX_TARGET: u64 = 4096;

/// One folder.
pub(super) struct Folder {
    pub id: ObjectId,
    /// By name.
    pub nodes: Vec<Node>,
}

/// One name of a folder.
pub(super) struct Node {
    pub name: Vec<u8>,
    pub what: What,
}

/// What a name stands for.
#[derive(Clone)]
pub(super) enum What {
    File(ObjectId),
    Link(ObjectId),
    Folder(Arc<Folder>),
    /// A submodule, or a folder that is too deep.
    Opaque,
}

/// The files of a commit below a root, at the root's path.
pub struct GitTree {
    root: PathBuf,
    pub(super) objects: Arc<Objects>,
    pub(super) top: Arc<Folder>,
    /// Of the blobs that were asked for: whoever reads a file has asked for its size before.
    sizes: RwLock<FxHashMap<ObjectId, u64>>,
    failure: OnceLock<Problem>,
}

impl GitTree {
    /// Reads the folders of `tree` below `prefix`, to be found below `root`.
    pub(super) fn open(objects: Arc<Objects>, tree: ObjectId, prefix: &RelPath, root: &Path) -> Result<GitTree, Problem> {
        let mut id = Some(tree);
        for part in prefix.parts() {
            let parent = id.map(|id| entries(&objects, id)).transpose()?.unwrap_or_default();
            let found = parent.into_iter().find(|(name, _, _)| name == part.as_bytes());
            id = found.filter(|(_, mode, _)| *mode == FileKind::Directory).map(|(_, _, id)| id);
        }
        let mut known = FxHashMap::default();
        let top = match id {
            Some(id) => load(&objects, id, 0, &mut known)?.0,
            // The folder did not exist then: it had no files.
            None => Arc::new(Folder { id: ObjectId::empty_tree(gix_hash::Kind::Sha1), nodes: Vec::new() }),
        };
        Ok(GitTree { root: root.to_path_buf(), objects, top, sizes: RwLock::default(), failure: OnceLock::new() })
    }

    /// Where it is to be found; its paths are seen from here.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The first thing that could not be read although the commit has it. What was computed from this tree is not
    /// to be believed then.
    pub fn failure(&self) -> Option<&Problem> {
        self.failure.get()
    }

    /// Whether the commit has this very file, links not followed.
    pub fn has_file(&self, path: &RelPath) -> bool {
        let mut folder = &self.top;
        let mut parts = path.parts().peekable();
        while let Some(part) = parts.next() {
            match folder.get(part.as_bytes()) {
                Some(What::Folder(next)) => folder = next,
                Some(What::File(_)) => return parts.peek().is_none(),
                _ => return false,
            }
        }
        false
    }

    /// Every file and link of the tree.
    pub fn files(&self) -> Vec<RelPath> {
        let mut out = Vec::new();
        let mut rest = vec![(RelPath::root(), &self.top)];
        while let Some((at, folder)) = rest.pop() {
            for node in &folder.nodes {
                let Ok(name) = std::str::from_utf8(&node.name) else { continue };
                match &node.what {
                    What::Folder(folder) => rest.push((at.join(name), folder)),
                    What::File(_) | What::Link(_) => out.push(at.join(name)),
                    What::Opaque => {}
                }
            }
        }
        out.sort();
        out
    }

    pub(super) fn blob(&self, id: ObjectId) -> Result<Vec<u8>, Problem> {
        self.objects.read(id, Kind::Blob, |data| Ok(data.to_vec()))
    }

    fn size(&self, id: ObjectId) -> io::Result<u64> {
        if let Some(&size) = self.sizes.read().expect("no holder panics").get(&id) {
            return Ok(size);
        }
        let (_, size) = self.objects.header(id).map_err(|problem| self.failed(problem))?;
        self.sizes.write().expect("no holder panics").insert(id, size);
        Ok(size)
    }

    /// Takes note of a failure that is the repository's, not the asker's.
    fn failed(&self, problem: Problem) -> io::Error {
        let text = problem.to_string();
        let _ = self.failure.set(problem);
        io::Error::other(text)
    }

    /// What `path` leads to, links followed, and where that is.
    fn find(&self, path: &Path) -> io::Result<(RelPath, What)> {
        let below = RelPath::below(&self.root, path).ok_or_else(not_found)?;
        let mut rest: VecDeque<String> = below.parts().map(str::to_owned).collect();
        let mut way: Vec<(String, Arc<Folder>)> = Vec::new();
        let mut links = 0;
        while let Some(part) = rest.pop_front() {
            if part == ".." {
                // What is above the root is not in the tree.
                way.pop().ok_or_else(not_found)?;
                continue;
            }
            let folder = way.last().map_or(&self.top, |(_, folder)| folder);
            match folder.get(part.as_bytes()).ok_or_else(not_found)? {
                What::Folder(next) => way.push((part, Arc::clone(next))),
                What::Link(id) => {
                    links += 1;
                    let target = if links > MAX_LINKS { None } else { self.target(*id)? };
                    let target = target.ok_or_else(not_found)?;
                    if target.starts_with('/') {
                        let inside = RelPath::below(&self.root, Path::new(&target)).ok_or_else(not_found)?;
                        way.clear();
                        prepend(&mut rest, inside.as_str());
                    } else {
                        prepend(&mut rest, &target);
                    }
                }
                found if rest.is_empty() => {
                    let names: Vec<&str> = way.iter().map(|(name, _)| name.as_str()).chain([part.as_str()]).collect();
                    return Ok((RelPath::new(&names.join("/")), found.clone()));
                }
                _ => return Err(not_found()),
            }
        }
        let names: Vec<&str> = way.iter().map(|(name, _)| name.as_str()).collect();
        let folder = way.last().map_or(&self.top, |(_, folder)| folder);
        Ok((RelPath::new(&names.join("/")), What::Folder(Arc::clone(folder))))
    }

    fn target(&self, link: ObjectId) -> io::Result<Option<String>> {
        if self.size(link)? > MAX_TARGET {
            return Ok(None);
        }
        Ok(String::from_utf8(self.blob(link).map_err(|problem| self.failed(problem))?).ok())
    }
}

impl FileSystem for GitTree {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let (_, What::File(id)) = self.find(path)? else { return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")) };
        if self.size(id)? > LIMIT as u64 {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "the file is too large to be read"));
        }
        self.blob(id).map_err(|problem| self.failed(problem))
    }

    fn is_of_commit(&self) -> bool {
        true
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Listed>> {
        let (_, What::Folder(folder)) = self.find(path)? else { return Err(io::Error::from(io::ErrorKind::NotADirectory)) };
        let listed = folder.nodes.iter().map(|node| {
            let (name, shown) = match std::str::from_utf8(&node.name) {
                Ok(name) => (Some(name.to_owned()), name.to_owned()),
                Err(_) => (None, String::from_utf8_lossy(&node.name).into_owned()),
            };
            Listed { name, shown, kind: node.what.kind(), metadata: None }
        });
        Ok(listed.collect())
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        let (_, what) = self.find(path)?;
        Ok(match what {
            What::File(id) => Metadata { kind: FileKind::File, len: self.size(id)?, modified: stamp(id) },
            What::Folder(folder) => Metadata { kind: FileKind::Directory, len: 0, modified: stamp(folder.id) },
            What::Link(_) | What::Opaque => Metadata { kind: what.kind(), len: 0, modified: 0 },
        })
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        self.find(path).map(|(found, _)| found.under(&self.root))
    }
}

impl Folder {
    pub(super) fn get(&self, name: &[u8]) -> Option<&What> {
        self.nodes.binary_search_by(|node| node.name.as_slice().cmp(name)).ok().map(|at| &self.nodes[at].what)
    }
}

impl What {
    fn kind(&self) -> FileKind {
        match self {
            What::File(_) => FileKind::File,
            What::Link(_) => FileKind::Symlink,
            What::Folder(_) => FileKind::Directory,
            What::Opaque => FileKind::Repository,
        }
    }
}

/// A number that differs between two contents.
pub(super) fn stamp(id: ObjectId) -> u128 {
    id.as_bytes().first_chunk().map_or(0, |bytes: &[u8; 16]| u128::from_be_bytes(*bytes))
}

/// The folder and everything below it, with how many names that is.
fn load(
    objects: &Objects,
    id: ObjectId,
    depth: usize,
    known: &mut FxHashMap<ObjectId, (Arc<Folder>, u64)>,
) -> Result<(Arc<Folder>, u64), Problem> {
    if let Some(known) = known.get(&id) {
        return Ok(known.clone());
    }
    let (mut nodes, mut count) = (Vec::new(), 0u64);
    for (name, kind, id) in entries(objects, id)? {
        let what = match kind {
            FileKind::Directory if depth < MAX_DEPTH => {
                let (folder, below) = load(objects, id, depth + 1, known)?;
                count = count.saturating_add(below);
                What::Folder(folder)
            }
            FileKind::File => What::File(id),
            FileKind::Symlink => What::Link(id),
            _ => What::Opaque,
        };
        count = count.saturating_add(1);
        nodes.push(Node { name, what });
    }
    if count > MAX_ENTRIES {
        return Err(Problem::Refused(format!("the commit holds more than {MAX_ENTRIES} files, which is not read")));
    }
    nodes.sort_by(|a, b| a.name.cmp(&b.name));
    // A name that stands twice cannot be checked out; the first counts.
    nodes.dedup_by(|later, first| later.name == first.name);
    let loaded = (Arc::new(Folder { id, nodes }), count);
    known.insert(id, loaded.clone());
    Ok(loaded)
}

/// The names in one folder that can be names of files; git checks out no others.
fn entries(objects: &Objects, id: ObjectId) -> Result<Vec<(Vec<u8>, FileKind, ObjectId)>, Problem> {
    objects.read(id, Kind::Tree, |data| {
        let mut out = Vec::new();
        for entry in TreeRefIter::from_bytes(data, id.kind()) {
            let entry = entry.map_err(|error| Problem::Broken(format!("the tree {id} cannot be read: {error}")))?;
            let name: &[u8] = entry.filename;
            if is_name(name) {
                let kind = match entry.mode.value() & 0o170_000 {
                    0o040_000 => FileKind::Directory,
                    0o120_000 => FileKind::Symlink,
                    0o160_000 => FileKind::Repository,
                    _ => FileKind::File,
                };
                out.push((name.to_vec(), kind, entry.oid.to_owned()));
            }
        }
        Ok(out)
    })
}

fn is_name(name: &[u8]) -> bool {
    let bad = |byte: &u8| *byte == b'/' || *byte == 0 || (cfg!(windows) && matches!(byte, b'\\' | b':'));
    !matches!(name, b"" | b"." | b"..") && !name.eq_ignore_ascii_case(b".git") && !name.iter().any(bad)
}

/// Puts the parts of `path` before `rest`.
fn prepend(rest: &mut VecDeque<String>, path: &str) {
    for part in path.split('/').rev().filter(|part| !part.is_empty() && *part != ".") {
        rest.push_front(part.to_owned());
    }
}

fn not_found() -> io::Error {
    io::Error::from(io::ErrorKind::NotFound)
}
