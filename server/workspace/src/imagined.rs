//! Files as they would be: some texts laid over a file system, for whoever wants to know what a change would do before
//! it is made.
//!
//! Unlike the overlay of an open document such a text may be in a folder that does not exist yet, and everything that
//! reads files sees it: ignore rules, the DNA, generators. Nothing is ever written.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use xxhash_rust::xxh3::xxh3_64;

use crate::system::{FileKind, FileSystem, Listed, Metadata};

/// By absolute path: the text that a file would have; `None`: it would be gone.
pub type Texts = BTreeMap<PathBuf, Option<Arc<str>>>;

/// A file system with texts laid over it.
pub struct Imagined {
    under: Arc<dyn FileSystem>,
    texts: RwLock<Texts>,
}

impl Imagined {
    /// Over `under`, with no texts yet.
    pub fn new(under: Arc<dyn FileSystem>) -> Imagined {
        Imagined { under, texts: RwLock::default() }
    }

    /// From now on these texts are seen and no others. Gives the paths at which something may have changed: whoever keeps
    /// what was read has to be told.
    pub fn set(&self, texts: Texts) -> Vec<PathBuf> {
        let mut current = self.texts.write().unwrap_or_else(PoisonError::into_inner);
        let known = std::mem::replace(&mut *current, texts);
        let all: BTreeSet<&PathBuf> = known.keys().chain(current.keys()).collect();
        all.into_iter().filter(|path| known.get(*path) != current.get(*path)).cloned().collect()
    }

    fn text(&self, path: &Path) -> Option<Option<Arc<str>>> {
        self.texts.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    /// Whether a text is below `path`, which makes a folder of it.
    fn is_folder(&self, path: &Path) -> bool {
        let texts = self.texts.read().unwrap_or_else(PoisonError::into_inner);
        texts.iter().any(|(at, text)| text.is_some() && at != path && at.starts_with(path))
    }
}

fn gone() -> io::Error {
    io::Error::from(io::ErrorKind::NotFound)
}

/// The time is made of the text, so that no two texts are taken for one another.
fn metadata(text: &str) -> Metadata {
    let modified = u128::from(xxh3_64(text.as_bytes())) | 1 << 100;
    Metadata { kind: FileKind::File, len: text.len() as u64, modified }
}

impl FileSystem for Imagined {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.text(path) {
            Some(Some(text)) => Ok(text.as_bytes().to_vec()),
            Some(None) => Err(gone()),
            None => self.under.read(path),
        }
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Listed>> {
        let mut out = match self.under.list(path) {
            Ok(out) => out,
            Err(_) if self.is_folder(path) => Vec::new(),
            Err(error) => return Err(error),
        };
        let texts = self.texts.read().unwrap_or_else(PoisonError::into_inner);
        let below = texts.iter().filter_map(|(at, text)| Some((at.strip_prefix(path).ok()?, text)));
        for (rest, text) in below {
            let mut parts = rest.components();
            let Some(name) = parts.next().and_then(|part| part.as_os_str().to_str()) else { continue };
            let is_here = parts.next().is_none();
            let known = out.iter().position(|listed| listed.shown == name);
            let (kind, metadata) = match (is_here, text) {
                (true, None) => {
                    known.map(|at| out.remove(at));
                    continue;
                }
                (false, None) => continue,
                (true, Some(text)) => (FileKind::File, Some(metadata(text))),
                (false, Some(_)) => (FileKind::Directory, None),
            };
            let listed = Listed { name: Some(name.to_owned()), shown: name.to_owned(), kind, metadata };
            match known {
                Some(at) if is_here => out[at] = listed,
                Some(_) => {}
                None => out.push(listed),
            }
        }
        Ok(out)
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        match self.text(path) {
            Some(Some(text)) => Ok(metadata(&text)),
            Some(None) => Err(gone()),
            None => match self.under.metadata(path) {
                Err(_) if self.is_folder(path) => Ok(Metadata { kind: FileKind::Directory, len: 0, modified: 0 }),
                known => known,
            },
        }
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        match self.text(path) {
            Some(Some(_)) => Ok(path.to_path_buf()),
            Some(None) => Err(gone()),
            None => match self.under.canonicalize(path) {
                Err(_) if self.is_folder(path) => Ok(path.to_path_buf()),
                known => known,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MemoryFileSystem;

    #[test]
    fn what_is_imagined_is_seen_and_goes_again() {
        let memory = MemoryFileSystem::new();
        memory.write(PathBuf::from("/r/a.py"), "a".to_owned());
        memory.write(PathBuf::from("/r/b.py"), "b".to_owned());
        let system = Imagined::new(Arc::new(memory));
        let names = |path: &str| {
            let mut out: Vec<String> = system.list(Path::new(path)).unwrap().into_iter().map(|listed| listed.shown).collect();
            out.sort();
            out
        };
        let texts: Texts = [("/r/a.py", Some("x")), ("/r/b.py", None), ("/r/new/deep/c.py", Some("c"))]
            .into_iter()
            .map(|(path, text)| (PathBuf::from(path), text.map(Arc::from)))
            .collect();
        assert_eq!(system.set(texts.clone()).len(), 3);
        assert_eq!(system.set(texts).len(), 0, "the same again changes nothing");
        assert_eq!(names("/r"), ["a.py", "new"]);
        assert_eq!(names("/r/new"), ["deep"]);
        assert_eq!(system.read(Path::new("/r/a.py")).unwrap(), b"x");
        assert_eq!(system.read(Path::new("/r/new/deep/c.py")).unwrap(), b"c");
        assert!(system.read(Path::new("/r/b.py")).is_err() && system.metadata(Path::new("/r/b.py")).is_err());
        assert_eq!(system.set(Texts::new()).len(), 3);
        assert_eq!(names("/r"), ["a.py", "b.py"]);
        // Nothing is left of it: whether that is an error is for what lies below to say.
        assert!(system.list(Path::new("/r/new")).is_ok_and(|listed| listed.is_empty()));
    }
}
