//! Paths relative to a root: `/` between parts, no `.` or `..`, the root itself empty.

use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// A path below a root, with `/` on every platform. Cheap to clone; compares byte by byte.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RelPath(Arc<str>);

impl RelPath {
    /// The root itself.
    pub fn root() -> Self {
        RelPath(Arc::from(""))
    }

    /// Wraps text that already has the shape. Debug builds check it.
    pub fn new(text: &str) -> Self {
        debug_assert!(
            text.is_empty() || text.split('/').all(|part| !part.is_empty() && part != "." && part != ".."),
            "not a normalised relative path: {text:?}"
        );
        RelPath(Arc::from(text))
    }

    /// Normalises `text` (either slash on Windows) as seen from the folder `self`; `None` when it
    /// climbs out of the root. A leading `/` means the root.
    pub fn resolve(&self, text: &str) -> Option<RelPath> {
        let mut parts: Vec<&str> = if text.starts_with('/') || self.0.is_empty() { Vec::new() } else { self.0.split('/').collect() };
        for part in text.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Some(RelPath(Arc::from(parts.join("/"))))
    }

    /// What `path` is called below `root`; `None` when it is not below it or is not UTF-8.
    pub fn below(root: &Path, path: &Path) -> Option<RelPath> {
        let rest = path.strip_prefix(root).ok()?;
        let mut parts = Vec::new();
        for component in rest.components() {
            match component {
                Component::Normal(part) => parts.push(part.to_str()?),
                Component::CurDir => {}
                _ => return None,
            }
        }
        Some(RelPath(Arc::from(parts.join("/"))))
    }

    /// The absolute path below `root`.
    pub fn under(&self, root: &Path) -> PathBuf {
        if self.0.is_empty() { root.to_path_buf() } else { root.join(&*self.0) }
    }

    /// This path with one more part.
    pub fn join(&self, name: &str) -> RelPath {
        if self.0.is_empty() { RelPath(Arc::from(name)) } else { RelPath(Arc::from(format!("{}/{name}", self.0))) }
    }

    /// The last part; empty for the root.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or("")
    }

    /// The folder it is in; `None` for the root.
    pub fn parent(&self) -> Option<RelPath> {
        if self.0.is_empty() {
            return None;
        }
        Some(RelPath(Arc::from(self.0.rfind('/').map_or("", |at| &self.0[..at]))))
    }

    /// The name's part after its last dot, when it has one that does not start the name.
    pub fn extension(&self) -> Option<&str> {
        let name = self.name();
        name.rfind('.').filter(|&at| at > 0).map(|at| &name[at + 1..])
    }

    /// Whether it is `folder` or lies below it.
    pub fn starts_with(&self, folder: &str) -> bool {
        folder.is_empty() || self.0.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Its parts, none for the root.
    pub fn parts(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/').filter(|part| !part.is_empty())
    }

    /// How to write `self` as seen from the folder `from`: with `../` as needed.
    pub fn relative_to(&self, from: &RelPath) -> String {
        let (mine, theirs): (Vec<_>, Vec<_>) = (self.parts().collect(), from.parts().collect());
        let common = mine.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
        let mut out = vec![".."; theirs.len() - common];
        out.extend(&mine[common..]);
        out.join("/")
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "." } else { &self.0 })
    }
}

impl fmt::Debug for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolving_stays_below_the_root() {
        let docs = RelPath::new("a/docs");
        assert_eq!(docs.resolve("../b.md").unwrap().as_str(), "a/b.md");
        assert_eq!(docs.resolve("./x/./y").unwrap().as_str(), "a/docs/x/y");
        assert_eq!(docs.resolve("/x").unwrap().as_str(), "x");
        assert!(docs.resolve("../../../etc/passwd").is_none());
    }

    #[test]
    fn parts_of_a_path() {
        let path = RelPath::new("a/b.tar.gz");
        assert_eq!((path.name(), path.extension()), ("b.tar.gz", Some("gz")));
        assert_eq!(path.parent().unwrap().as_str(), "a");
        assert_eq!(RelPath::new(".env").extension(), None);
        assert!(path.starts_with("a") && !RelPath::new("ab/c").starts_with("a"));
        assert_eq!(RelPath::new("x/y").relative_to(&RelPath::new("x/z/w")), "../../y");
    }
}
