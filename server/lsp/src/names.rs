//! The two names of everything: the client's URI, and the document or path the rest of Ouroboros knows.
//!
//! Clients spell one file in several ways: percent signs or not, through symlinks or not. A root is entered by
//! its real path, and what is below it is told to the client as the client named it.

use std::path::{Path, PathBuf};
use std::sync::RwLock;

use dashmap::DashMap;
use oracle::Document;
use tower_lsp::ls_types::Uri;
use workspace::FileSystem;

/// A folder the client opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Folder {
    /// As the client wrote it.
    pub uri: Uri,
    /// The path in that.
    pub given: PathBuf,
    /// The same, free of symlinks: the root.
    pub real: PathBuf,
}

/// A document that the client has open.
#[derive(Clone, Debug)]
pub struct Open {
    /// As the client wrote it.
    pub uri: Uri,
    /// The newest version that was received, which the writer may not have seen yet.
    pub version: i32,
}

/// All names in use.
#[derive(Default)]
pub struct Names {
    folders: RwLock<Vec<Folder>>,
    open: DashMap<Document, Open>,
}

impl Names {
    /// The folders, in the order they were opened.
    pub fn folders(&self) -> Vec<Folder> {
        self.folders.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Opens a folder; `None` when there is none at that place.
    pub fn add_folder(&self, system: &dyn FileSystem, uri: &Uri) -> Option<Folder> {
        let given = path(uri)?;
        let real = system.canonicalize(&given).ok()?;
        system.metadata(&real).ok().filter(|metadata| metadata.kind == workspace::FileKind::Directory)?;
        let folder = Folder { uri: uri.clone(), given, real };
        let mut folders = self.folders.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !folders.contains(&folder) {
            folders.push(folder.clone());
        }
        Some(folder)
    }

    /// Closes a folder. `None` when it was not open, or is still open under another name.
    pub fn remove_folder(&self, uri: &Uri) -> Option<Folder> {
        let given = path(uri)?;
        let mut folders = self.folders.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        let at = folders.iter().position(|folder| folder.given == given)?;
        let gone = folders.remove(at);
        (!folders.iter().any(|folder| folder.real == gone.real)).then_some(gone)
    }

    /// The document that a URI stands for.
    pub fn document(&self, uri: &Uri) -> Document {
        match path(uri) {
            Some(given) => Document::Disk(self.real(given)),
            None => Document::Virtual(uri.as_str().to_owned()),
        }
    }

    /// The path that a URI of a file stands for, without the folder's symlinks.
    pub fn real_path(&self, uri: &Uri) -> Option<PathBuf> {
        path(uri).map(|given| self.real(given))
    }

    fn real(&self, given: PathBuf) -> PathBuf {
        let folders = self.folders.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let holding = folders.iter().filter_map(|folder| Some((folder, given.strip_prefix(&folder.given).ok()?)));
        match holding.max_by_key(|(folder, _)| folder.given.as_os_str().len()) {
            Some((folder, rest)) if folder.given != folder.real => join(&folder.real, rest),
            _ => given,
        }
    }

    /// What the client calls a path.
    pub fn uri(&self, real: &Path) -> Option<Uri> {
        if let Some(open) = self.open.get(&Document::Disk(real.to_path_buf())) {
            return Some(open.uri.clone());
        }
        let folders = self.folders.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let holding = folders.iter().filter_map(|folder| Some((folder, real.strip_prefix(&folder.real).ok()?)));
        match holding.max_by_key(|(folder, _)| folder.real.as_os_str().len()) {
            Some((folder, rest)) if rest.as_os_str().is_empty() => Some(folder.uri.clone()),
            Some((folder, rest)) => Uri::from_file_path(folder.given.join(rest)),
            None => Uri::from_file_path(real),
        }
    }

    /// Remembers that the client opened a document, or what version it is at.
    pub fn opened(&self, document: Document, open: Open) {
        self.open.insert(document, open);
    }

    /// Remembers a new version of an open document.
    pub fn edited(&self, document: &Document, version: i32) {
        if let Some(mut open) = self.open.get_mut(document) {
            open.version = version;
        }
    }

    /// Forgets a document that the client closed.
    pub fn closed(&self, document: &Document) {
        self.open.remove(document);
    }

    /// What is known of a document while it is open.
    pub fn open(&self, document: &Document) -> Option<Open> {
        self.open.get(document).map(|open| open.clone())
    }
}

/// The path of a `file:` URI, without a slash at its end; `None` for all others.
fn path(uri: &Uri) -> Option<PathBuf> {
    if !uri.scheme().as_str().eq_ignore_ascii_case("file") {
        return None;
    }
    // Components drop doubled and last slashes and single dots.
    uri.to_file_path().map(|path| path.components().collect()).filter(|path: &PathBuf| path.is_absolute())
}

fn join(folder: &Path, rest: &Path) -> PathBuf {
    if rest.as_os_str().is_empty() { folder.to_path_buf() } else { folder.join(rest) }
}

#[cfg(all(test, unix))]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::*;

    fn uri(text: &str) -> Uri {
        text.parse().unwrap()
    }

    #[test]
    fn a_file_has_one_document_however_it_is_spelled() {
        let names = Names::default();
        for spelled in ["file:///r/a%5B1%5D.py", "file:///r/a%5b1%5D.py", "FILE:///r//./a%5B1%5D.py"] {
            assert_eq!(names.document(&uri(spelled)), Document::Disk("/r/a[1].py".into()), "{spelled}");
        }
        for buffer in ["untitled:Untitled-1", "vscode-notebook-cell:/r/a.ipynb#x"] {
            assert_eq!(names.document(&uri(buffer)), Document::Virtual(buffer.to_owned()));
        }
    }

    #[test]
    fn an_open_document_keeps_the_name_the_client_gave_it() {
        let names = Names::default();
        let spelled = uri("file:///r/a%3Ab.py");
        assert_eq!(names.uri(Path::new("/r/a:b.py")).unwrap().as_str(), "file:///r/a%3Ab.py");
        let odd = uri("file:///r/a:b.py");
        names.opened(names.document(&odd), Open { uri: odd.clone(), version: 1 });
        assert_eq!(names.uri(&names.real_path(&spelled).unwrap()), Some(odd.clone()));
        names.closed(&names.document(&odd));
        assert_eq!(names.uri(Path::new("/r/a:b.py")), Some(spelled));
    }

    #[test]
    fn a_root_behind_a_symlink_keeps_its_given_name() {
        let place = tempfile::tempdir().unwrap();
        let place = std::fs::canonicalize(place.path()).unwrap();
        std::fs::create_dir(place.join("real")).unwrap();
        std::os::unix::fs::symlink(place.join("real"), place.join("link")).unwrap();
        let names = Names::default();
        let given = Uri::from_file_path(place.join("link")).unwrap();
        let folder = names.add_folder(&workspace::Disk, &given).unwrap();
        assert_eq!(folder.real, place.join("real"));
        let file = Uri::from_file_path(place.join("link/a.py")).unwrap();
        assert_eq!(names.document(&file), Document::Disk(place.join("real/a.py")));
        assert_eq!(names.uri(&place.join("real/a.py")), Some(file));
        assert_eq!(names.uri(&folder.real), Some(given.clone()));
        assert!(names.add_folder(&workspace::Disk, &uri("file:///there/is/none")).is_none());
        assert_eq!(names.remove_folder(&given), Some(folder));
    }
}
