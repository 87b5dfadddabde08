//! The file system that the resolver believes in: a [`Tree`], with the repository's own packages linked
//! into a `node_modules` that package managers would make. No disk is touched.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use compact_str::CompactString;
use oxc_resolver::{FileMetadata, FileSystem, ResolveError};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Value, json};
use workspace::RelPath;

use super::settings::parse;
use super::tree::{Node, Tree};

/// Where the root lies in the file system that the resolver sees.
pub const TOP: &str = if cfg!(windows) { "C:\\" } else { "/" };

const MODULES: &str = "node_modules";

/// See the module.
#[derive(Default)]
pub struct System {
    top: Arc<Tree>,
    /// From a package's name to its folder.
    links: FxHashMap<CompactString, RelPath>,
    scopes: FxHashSet<CompactString>,
}

/// What is at a path.
enum Found<'t> {
    File(Option<&'t Arc<str>>),
    Folder,
    Link(&'t RelPath),
}

impl System {
    /// The tree below `top`, with `links` from names of packages to their folders.
    pub fn new(top: Arc<Tree>, links: FxHashMap<CompactString, RelPath>) -> System {
        let scopes = links.keys().filter(|name| name.starts_with('@')).filter_map(|name| Some(name.split_once('/')?.0.into())).collect();
        System { top, links, scopes }
    }

    fn find(&self, path: &Path) -> Option<Found<'_>> {
        let path = RelPath::below(Path::new(TOP), path)?;
        let Some(below) = path.as_str().strip_prefix(MODULES).filter(|_| !self.links.is_empty()) else { return self.walk(&path) };
        let Some(below) = below.strip_prefix('/') else {
            return if below.is_empty() { Some(Found::Folder) } else { self.walk(&path) };
        };
        if let Some(target) = self.links.get(below) {
            return Some(Found::Link(target));
        }
        if self.scopes.contains(below) {
            return Some(Found::Folder);
        }
        let linked = below.match_indices('/').find_map(|(at, _)| Some((self.links.get(&below[..at])?, &below[at + 1..])));
        match linked {
            Some((target, rest)) => self.walk(&target.resolve(rest)?),
            None => self.walk(&path),
        }
    }

    fn walk(&self, path: &RelPath) -> Option<Found<'_>> {
        let mut folder = &self.top;
        let mut parts = path.parts().peekable();
        while let Some(part) = parts.next() {
            let last = parts.peek().is_none();
            match folder.get(part) {
                Some(Node::Folder(next)) => folder = next,
                Some(Node::Settings(text)) if last => return Some(Found::File(Some(text))),
                Some(Node::File) if last => return Some(Found::File(None)),
                Some(Node::Opaque) if last => return Some(Found::Folder),
                // Without TypeScript the same is said in `jsconfig.json`.
                None if last && part == "tsconfig.json" => match folder.get("jsconfig.json") {
                    Some(Node::Settings(text)) => return Some(Found::File(Some(text))),
                    _ => return None,
                },
                _ => return None,
            }
        }
        Some(Found::Folder)
    }

    fn text(&self, path: &Path) -> io::Result<String> {
        let Some(Found::File(Some(text))) = self.find(path) else { return Err(not_found()) };
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name == "package.json" {
            return Ok(text.to_string());
        }
        Ok(self.project(path, text).unwrap_or_else(|| text.to_string()))
    }

    /// A configuration of TypeScript without what cannot be followed: a base that only an installation
    /// would bring must not make its heirs unreadable.
    fn project(&self, path: &Path, text: &str) -> Option<String> {
        let mut value = parse(text)?;
        let project = value.as_object_mut()?;
        let folder = path.parent()?;
        let bases: Vec<Value> = match project.remove("extends") {
            Some(Value::String(base)) => vec![Value::String(base)],
            Some(Value::Array(bases)) => bases,
            _ => Vec::new(),
        };
        let bases: Vec<Value> = bases.iter().filter_map(|base| self.base(folder, base.as_str()?)).map(Value::String).collect();
        if !bases.is_empty() {
            project.insert("extends".into(), Value::Array(bases));
        }
        let references: Vec<Value> = match project.remove("references") {
            Some(Value::Array(references)) => references,
            _ => Vec::new(),
        };
        let references: Vec<Value> = references
            .iter()
            .filter_map(|reference| self.settings_at(&folder.join(reference.get("path")?.as_str()?)))
            .filter(|other| other != path)
            .map(|other| json!({ "path": other }))
            .collect();
        let is_main = matches!(path.file_name()?.to_str()?, "tsconfig.json" | "jsconfig.json");
        if is_main && (references.is_empty() || !project.contains_key("include")) {
            // Tests and tools beside the sources use the same names, whatever the compiler is asked to compile.
            project.insert("include".into(), json!(["**/*"]));
            project.insert("exclude".into(), json!([]));
            project.remove("files");
        }
        if !references.is_empty() {
            project.insert("references".into(), Value::Array(references));
        }
        serde_json::to_string(&value).ok()
    }

    fn base(&self, folder: &Path, base: &str) -> Option<String> {
        let path = match base.as_bytes().first()? {
            b'.' => folder.join(base),
            b'/' | b'#' => return None,
            _ => Path::new(TOP).join(MODULES).join(base),
        };
        self.settings_at(&path)?.to_str().map(str::to_owned)
    }

    /// The configuration meant by `path`, which may leave out `.json` or name a folder.
    fn settings_at(&self, path: &Path) -> Option<PathBuf> {
        let path = normalise(path)?;
        let mut with_extension = path.clone().into_os_string();
        with_extension.push(".json");
        let candidates = [path.clone(), PathBuf::from(with_extension), path.join("tsconfig.json")];
        candidates.into_iter().find(|path| matches!(self.find(path), Some(Found::File(Some(_)))))
    }
}

/// Takes out `.` and `..`; `None` above the top.
fn normalise(path: &Path) -> Option<PathBuf> {
    use std::path::Component;
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                if !out.pop() {
                    return None;
                }
            }
            other => out.push(other),
        }
    }
    Some(out)
}

fn not_found() -> io::Error {
    io::Error::from(io::ErrorKind::NotFound)
}

impl FileSystem for System {
    fn new() -> Self {
        System::default()
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.text(path).map(String::into_bytes)
    }

    fn read_to_string(&self, path: &Path) -> io::Result<String> {
        self.text(path)
    }

    fn metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        match self.find(path).ok_or_else(not_found)? {
            Found::File(_) => Ok(FileMetadata::new(true, false, false)),
            Found::Folder | Found::Link(_) => Ok(FileMetadata::new(false, true, false)),
        }
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        match self.find(path).ok_or_else(not_found)? {
            Found::Link(_) => Ok(FileMetadata::new(false, false, true)),
            Found::File(_) => Ok(FileMetadata::new(true, false, false)),
            Found::Folder => Ok(FileMetadata::new(false, true, false)),
        }
    }

    fn read_link(&self, path: &Path) -> Result<PathBuf, ResolveError> {
        match self.find(path) {
            Some(Found::Link(target)) => Ok(target.under(Path::new(TOP))),
            _ => Err(ResolveError::from(not_found())),
        }
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        match self.find(path).ok_or_else(not_found)? {
            Found::Link(target) => Ok(target.under(Path::new(TOP))),
            _ => Ok(path.to_path_buf()),
        }
    }
}
