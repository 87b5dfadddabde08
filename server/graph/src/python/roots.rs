//! Source roots: the folders that absolute imports start from.
//!
//! A folder is one for certain when a Python project's manifest lies in it, when a manifest names it, or when it is
//! the `src` of a project. It is taken for one when it holds a package, or a `conftest.py`, for which pytest puts it on the path of
//! modules, without being part of a package, unless it lies
//! below a folder that sources are known to start from: then it is a namespace package (PEP 420). So every package
//! of a monorepo is found from everywhere in it, the nearest first.

use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::CompactString;
use syntax::Role;
use workspace::{Db, Directory, Entry, File, Root};

use super::{init_of, manifests};

/// Which source roots hold which top-level name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TopLevels {
    by_name: BTreeMap<CompactString, Vec<Directory>>,
    roots: Vec<Directory>,
    guessed: Vec<Directory>,
    provided: Vec<CompactString>,
}

impl TopLevels {
    /// The source roots with an entry that `import name` could mean.
    pub fn candidates(&self, name: &str) -> &[Directory] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a source root is one by its looks only.
    pub fn is_guessed(&self, source_root: Directory) -> bool {
        self.guessed.contains(&source_root)
    }

    /// Whether some manifest says that a build makes a module of this name.
    pub fn is_provided(&self, name: &str) -> bool {
        self.provided.iter().any(|module| module.split('.').next() == Some(name))
    }

    /// Whether a name is that of a module of the repository with the number of a release, under which several may be installed beside one
    /// another: `elasticsearch8`.
    pub fn is_release_of_one(&self, name: &str) -> bool {
        let plain = name.trim_end_matches(|c: char| c.is_ascii_digit());
        plain.len() < name.len() && !self.candidates(plain).is_empty()
    }

    /// All top-level names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(CompactString::as_str)
    }
}

/// The index of a whole root. Changes only when folders or manifests do.
#[salsa::tracked(returns(clone))]
pub fn top_levels(db: &dyn Db, root: Root) -> Arc<TopLevels> {
    let mut out = TopLevels::default();
    let Some(top) = root.top(db) else { return Arc::new(out) };
    let mut roots = vec![top];
    let mut add = |directory: Directory| {
        if !roots.contains(&directory) {
            roots.push(directory);
        }
    };
    let found = roots_below(db, top);
    found.projects.iter().chain(&found.sources).copied().for_each(&mut add);
    let below_sources = |folder: &Directory| {
        std::iter::successors(folder.parent(db), |folder| folder.parent(db)).any(|above| found.sources.contains(&above))
    };
    let guessed = found.guessed.iter().copied().filter(|folder| *folder != top && !found.projects.contains(folder));
    out.guessed = guessed.filter(|folder| !found.sources.contains(folder) && !below_sources(folder)).collect();
    out.guessed.iter().copied().for_each(&mut add);
    out.provided = found.provided.clone();
    for &directory in &roots {
        for (name, entry) in directory.entries(db).iter() {
            let module = match entry {
                Entry::Directory(_) | Entry::OtherDirectory => Some(name),
                Entry::File(_) | Entry::OtherFile => name.strip_suffix(".py").or_else(|| name.strip_suffix(".pyi")),
                Entry::Unreadable => None,
            };
            if let Some(module) = module.filter(|module| *module != "__init__") {
                let holders = out.by_name.entry(CompactString::from(module)).or_default();
                if holders.last() != Some(&directory) {
                    holders.push(directory);
                }
            }
        }
    }
    out.roots = roots;
    Arc::new(out)
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Found {
    /// Folders with a manifest of a project.
    projects: Vec<Directory>,
    /// Folders that a project's sources are known to start from.
    sources: Vec<Directory>,
    /// Folders that look like one.
    guessed: Vec<Directory>,
    provided: Vec<CompactString>,
}

#[salsa::tracked(returns(clone))]
fn roots_below(db: &dyn Db, folder: Directory) -> Arc<Found> {
    let mut out = Found::default();
    let entries = folder.entries(db);
    let root = folder.root(db);
    let in_package = init_of(db, folder).is_some();
    for (_, facts) in manifests(db, folder) {
        let Some(manifest) = &facts.manifest else { continue };
        out.provided.extend(manifest.provided.iter().cloned());
        // Parts of a package may have requirements of their own; that makes them no projects, and what lies in
        // them (a `typing.py`, say) no top-level modules.
        if in_package && facts.kind.role != Role::Pyproject || facts.kind.role == Role::PreCommit {
            continue;
        }
        out.projects.push(folder);
        out.sources.extend(entries.directory("src"));
        out.sources.extend(manifest.source_roots.iter().filter_map(|path| root.directory(db, &folder.path(db).resolve(path)?)));
    }
    if !in_package && entries.file("setup.py").is_some() {
        out.projects.push(folder);
        out.sources.extend(entries.directory("src"));
    }
    let is_taken_by_pytest = entries.file("conftest.py").is_some();
    if !in_package && (is_taken_by_pytest || entries.directories().any(|below| init_of(db, below).is_some())) {
        out.guessed.push(folder);
    }
    for below in entries.directories() {
        let found = roots_below(db, below);
        out.projects.extend(&found.projects);
        out.sources.extend(&found.sources);
        out.guessed.extend(&found.guessed);
        out.provided.extend(found.provided.iter().cloned());
    }
    Arc::new(out)
}

/// The dotted name of a module, as its innermost source root sees it; `None` for what is no module.
#[salsa::tracked(returns(clone))]
pub fn module_name(db: &dyn Db, file: File) -> Option<CompactString> {
    let name = file.path(db).name();
    let stem = name.strip_suffix(".py").or_else(|| name.strip_suffix(".pyi"))?;
    let mut parts = if stem == "__init__" { Vec::new() } else { vec![stem] };
    let mut folder = file.folder(db)?;
    let top = folder.root(db).top(db);
    let tops = top_levels(db, folder.root(db));
    loop {
        let package = init_of(db, folder).is_some();
        let Some(parent) = folder.parent(db) else {
            if package {
                parts.push(folder.root(db).path(db).file_name().and_then(|name| name.to_str())?);
            }
            break;
        };
        // Without `__init__` it may be a namespace package, if what is above is a source root or one too.
        if !package && (Some(folder) == top || tops.roots.contains(&folder) || folder.path(db).name() == "src") {
            break;
        }
        parts.push(folder.path(db).name());
        folder = parent;
    }
    parts.reverse();
    (!parts.is_empty()).then(|| CompactString::from(parts.join(".")))
}
