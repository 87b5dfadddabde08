//! The writer of one root's inputs: the first scan, and afterwards whatever changed.
//!
//! **Invariant:** the inputs after any series of changes are those of a fresh scan; a property test in
//! `oracle` holds it. That is why one function, [`Layout::visit`], reads a folder in both cases.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use compact_str::CompactString;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use salsa::{Durability, Setter};

use crate::cache::Cache;
use crate::db::Database;
use crate::environment::Environment;
use crate::ignore_rules::{IgnoreRules, RULE_FILES, is_tool_folder};
use crate::inputs::{Attributes, Directory, Entries, Entry, File, Root, Stamp};
use crate::overlay::Overlay;
use crate::path::RelPath;
use crate::settings::{ScanSettings, Settings};
use crate::system::{FileKind, FileSystem, Listed, Metadata};

/// Deeper folders are not entered: no repository is so deep, but a hostile one may be.
const MAX_DEPTH: usize = 200;

/// What a scan could not do, for messages; the findings about it come from the entries.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScanProblem {
    /// Where.
    pub path: RelPath,
    /// What the system said.
    pub message: String,
}

/// Keeps the inputs of one root equal to its folder.
pub struct Layout {
    root: Root,
    path: PathBuf,
    system: Arc<dyn FileSystem>,
    rules: IgnoreRules,
    directories: FxHashMap<RelPath, Directory>,
    files: FxHashMap<RelPath, File>,
    open: FxHashSet<RelPath>,
    problems: Vec<ScanProblem>,
    /// Listings that a scan under way made ahead.
    ahead: FxHashMap<RelPath, Vec<Listed>>,
}

impl Layout {
    /// Creates the root's inputs and scans it. `path` must be absolute and free of symlinks.
    pub fn open(db: &mut Database, path: PathBuf, settings: &ScanSettings, cache: Option<Cache>) -> Layout {
        let all = Settings { scan: settings.clone(), ..Settings::default() };
        let root = Root::builder(path.clone(), None, Arc::new(all), None, cache, Arc::default(), Arc::default())
            .durability(Durability::HIGH)
            .path_durability(Durability::NEVER_CHANGE)
            .new(db);
        let top = new_directory(db, root, None, RelPath::root());
        root.set_top(db).with_durability(Durability::NEVER_CHANGE).to(Some(top));
        let system = db.shared_system();
        let rules = IgnoreRules::new(&*system, &path, &settings.ignore);
        let mut layout = Layout {
            root,
            path,
            system,
            rules,
            directories: FxHashMap::from_iter([(RelPath::root(), top)]),
            files: FxHashMap::default(),
            open: FxHashSet::default(),
            problems: Vec::new(),
            ahead: FxHashMap::default(),
        };
        layout.rescan(db);
        layout
    }

    /// The root that is written.
    pub fn root(&self) -> Root {
        self.root
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the last scans could not do.
    pub fn problems(&self) -> &[ScanProblem] {
        &self.problems
    }

    /// Reads everything again; only inputs that differ are written.
    pub fn rescan(&mut self, db: &mut Database) {
        self.problems.clear();
        let top = self.directories[&RelPath::root()];
        match self.system.list(&self.path) {
            Ok(listing) => {
                self.list_ahead(&listing);
                // One thread has the rest of the scan to do.
                if let Some(cache) = self.root.cache(db).as_ref() {
                    cache.read_ahead();
                }
                self.visit(db, top, listing, true);
                self.ahead.clear();
            }
            Err(error) => {
                self.problems.push(ScanProblem { path: RelPath::root(), message: error.to_string() });
                self.write_entries(db, top, Entries::default());
            }
        }
    }

    /// Takes new settings; scans again when they change which files are seen.
    pub fn configure(&mut self, db: &mut Database, settings: Settings) {
        let old = self.root.settings(db);
        if *old == settings {
            return;
        }
        let scan_changed = old.scan.ignore != settings.scan.ignore;
        if scan_changed {
            self.rules = IgnoreRules::new(&*self.system, &self.path, &settings.scan.ignore);
        }
        self.root.set_settings(db).with_durability(Durability::HIGH).to(Arc::new(settings));
        if scan_changed {
            self.rescan(db);
        }
    }

    /// Says which Python environment belongs to the root.
    pub fn set_environment(&mut self, db: &mut Database, environment: Option<Environment>) {
        let environment = environment.map(Arc::new);
        if self.root.environment(db) != environment {
            self.root.set_environment(db).with_durability(Durability::HIGH).to(environment);
        }
    }

    /// Takes note that something happened at these paths: written, created, removed, renamed.
    pub fn changed(&mut self, db: &mut Database, paths: impl IntoIterator<Item = RelPath>) {
        let (mut shallow, mut deep, mut touched) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        for path in paths {
            if path.as_str() == ".git/info/exclude" {
                let settings = self.root.settings(db);
                self.rules = IgnoreRules::new(&*self.system, &self.path, &settings.scan.ignore);
                deep.insert(RelPath::root());
                continue;
            }
            // Events in folders that are not looked at, not yet or no longer, end at the nearest one that is.
            let mut folder = path.parent();
            while let Some(at) = folder.clone().filter(|at| !self.looks_at(db, at)) {
                folder = at.parent();
            }
            let parent = folder.unwrap_or_else(RelPath::root);
            if RULE_FILES.contains(&path.name()) || path.as_str().is_empty() {
                deep.insert(parent);
            } else {
                if self.directories.contains_key(&path) {
                    deep.insert(path.clone());
                }
                shallow.insert(parent);
                touched.push(path);
            }
        }
        let before: Vec<_> = touched.iter().map(|path| self.files.get(path).map(|file| (*file, file.stamp(db)))).collect();
        for (folder, is_deep) in shallow.into_iter().map(|at| (at, false)).chain(deep.into_iter().map(|at| (at, true))) {
            // A folder that vanished just now is dealt with by the one above it, whose event is still to come.
            if let (Some(&directory), Ok(listing)) = (self.directories.get(&folder), self.system.list(&folder.under(&self.path))) {
                if !self.is_attached(db, directory) {
                    continue;
                }
                self.visit(db, directory, listing, is_deep);
            }
        }
        // Something was written although length and time are the same: read it again all the same.
        for (file, stamp) in before.into_iter().flatten() {
            if file.stamp(db) == stamp && !self.open.contains(file.path(db)) {
                file.set_stamp(db).with_durability(Durability::HIGH).to(Stamp { bump: stamp.bump + 1, ..stamp });
            }
        }
    }

    /// Gives `path` an editor's text, or takes it back. The file may not exist on disk yet.
    pub fn set_overlay(&mut self, db: &mut Database, path: &RelPath, overlay: Option<Overlay>) -> Option<File> {
        let opening = overlay.is_some();
        let newly = if opening { self.open.insert(path.clone()) } else { self.open.remove(path) };
        if opening && self.root.file(db, path).is_none() {
            self.list_parent(db, path);
        }
        let file = self.files.get(path).copied();
        if let Some(file) = file {
            // Open files change often, closed ones rarely: queries over closed files need no walk per keystroke.
            file.set_overlay(db).with_durability(if opening { Durability::LOW } else { Durability::HIGH }).to(overlay);
        }
        if !opening && newly {
            self.list_parent(db, path);
        }
        file
    }

    /// Whether `path` is a file of this root that is looked at, or could be once an editor saves it.
    pub fn would_see(&self, path: &RelPath) -> bool {
        path.parent().is_some_and(|parent| self.directories.contains_key(&parent)) && !self.rules.ignored(&self.path, path, false)
    }

    /// The file at `path`, present or not.
    pub fn known_file(&self, path: &RelPath) -> Option<File> {
        self.files.get(path).copied()
    }

    /// Every folder that is looked at, to be watched.
    pub fn folders(&self, db: &Database) -> Vec<RelPath> {
        let mut out: Vec<_> =
            self.directories.iter().filter(|(_, directory)| self.is_attached(db, **directory)).map(|(path, _)| path.clone()).collect();
        out.sort();
        out
    }

    /// Lists every folder that [`Layout::visit`] will enter, level by level, on all cores: waiting for the system is
    /// most of what a scan costs.
    fn list_ahead(&mut self, top: &[Listed]) {
        let mut level = self.folders_to_enter(&RelPath::root(), top);
        for _ in 0..MAX_DEPTH {
            let (system, root) = (&self.system, &self.path);
            let listed: Vec<_> = level.into_par_iter().map(|path| (system.list(&path.under(root)), path)).collect();
            level = Vec::new();
            for (listing, path) in listed {
                // What cannot be listed is asked again, and told, when it is visited.
                let Ok(listing) = listing else { continue };
                level.extend(self.folders_to_enter(&path, &listing));
                self.ahead.insert(path, listing);
            }
            if level.is_empty() {
                break;
            }
        }
    }

    /// Reads the rules in a folder, but not those that a link leads to: it may lead out of the root.
    fn enter(&mut self, folder: &RelPath, listing: &[Listed]) {
        let files = listing.iter().filter(|listed| listed.kind == FileKind::File);
        self.rules.enter(&*self.system, &self.path, folder, files.filter_map(|listed| listed.name.as_deref()));
    }

    fn folders_to_enter(&mut self, folder: &RelPath, listing: &[Listed]) -> Vec<RelPath> {
        if is_tool_folder(listing.iter().filter_map(|listed| listed.name.as_deref())) && !folder.as_str().is_empty() {
            return Vec::new();
        }
        self.enter(folder, listing);
        let folders = listing.iter().filter(|listed| listed.kind == FileKind::Directory);
        let paths = folders.filter_map(|listed| Some(folder.join(listed.name.as_deref()?)));
        paths.filter(|path| !self.rules.ignored(&self.path, path, true)).collect()
    }

    fn looks_at(&self, db: &Database, folder: &RelPath) -> bool {
        let is_known = self.directories.get(folder).is_some_and(|&directory| self.is_attached(db, directory));
        is_known && self.system.metadata(&folder.under(&self.path)).is_ok_and(|metadata| metadata.kind == FileKind::Directory)
    }

    fn is_attached(&self, db: &Database, directory: Directory) -> bool {
        match directory.parent(db) {
            None => true,
            Some(parent) => parent.entries(db).directory(directory.path(db).name()) == Some(directory) && self.is_attached(db, parent),
        }
    }

    fn list_parent(&mut self, db: &mut Database, path: &RelPath) {
        let Some((directory, listing)) =
            path.parent().and_then(|parent| Some((*self.directories.get(&parent)?, self.system.list(&parent.under(&self.path)).ok()?)))
        else {
            return;
        };
        self.visit(db, directory, listing, false);
    }

    /// Makes a folder's inputs equal to `listing`. Folders that are new are entered; known ones when `deep`.
    fn visit(&mut self, db: &mut Database, directory: Directory, listing: Vec<Listed>, deep: bool) {
        let folder = directory.path(db).clone();
        self.enter(&folder, &listing);
        let old = directory.entries(db);
        let mut entries = Vec::with_capacity(listing.len());
        for listed in listing {
            let Some(name) = listed.name else {
                self.problems.push(ScanProblem { path: folder.join(&listed.shown), message: "the name is not UTF-8".to_owned() });
                continue;
            };
            let path = folder.join(&name);
            let entry = match listed.kind {
                FileKind::Directory => self.folder_entry(db, directory, &path, &old, deep),
                FileKind::File => self.file_entry(db, directory, &path, listed.metadata, false),
                FileKind::Symlink => self.link_entry(db, directory, &path),
                FileKind::Other => Some(Entry::OtherFile),
                FileKind::Repository => Some(Entry::OtherDirectory),
            };
            entries.extend(entry.map(|entry| (CompactString::from(name), entry)));
        }
        let unsaved: Vec<RelPath> = self.open.iter().filter(|path| path.parent().as_ref() == Some(&folder)).cloned().collect();
        for path in unsaved {
            if !entries.iter().any(|(name, _)| name == path.name()) && !self.rules.ignored(&self.path, &path, false) {
                let file = self.file(db, directory, &path, Stamp::default(), false);
                entries.push((CompactString::from(path.name()), Entry::File(file)));
            }
        }
        // A submodule that is not laid out holds what nobody here sees.
        for path in self.rules.submodules_in(&folder) {
            if !entries.iter().any(|(name, _)| name == path.name()) {
                entries.push((CompactString::from(path.name()), Entry::OtherDirectory));
            }
        }
        self.write_entries(db, directory, Entries::new(entries));
    }

    fn write_entries(&self, db: &mut Database, directory: Directory, entries: Entries) {
        if *directory.entries(db) != entries {
            directory.set_entries(db).with_durability(Durability::HIGH).to(Arc::new(entries));
        }
    }

    fn folder_entry(&mut self, db: &mut Database, parent: Directory, path: &RelPath, old: &Entries, deep: bool) -> Option<Entry> {
        if self.rules.ignored(&self.path, path, true) || path.parts().count() > MAX_DEPTH {
            return Some(Entry::OtherDirectory);
        }
        if let (false, Some(entry @ Entry::Directory(_))) = (deep, old.get(path.name())) {
            return Some(entry);
        }
        let listed = self.ahead.remove(path).map_or_else(|| self.system.list(&path.under(&self.path)), Ok);
        let listing = match listed {
            Ok(listing) => listing,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
            Err(error) => {
                self.problems.push(ScanProblem { path: path.clone(), message: error.to_string() });
                return Some(Entry::Unreadable);
            }
        };
        if is_tool_folder(listing.iter().filter_map(|listed| listed.name.as_deref())) {
            return Some(Entry::OtherDirectory);
        }
        let directory = match self.directories.get(path) {
            Some(&directory) => directory,
            None => {
                let directory = new_directory(db, self.root, Some(parent), path.clone());
                self.directories.insert(path.clone(), directory);
                directory
            }
        };
        // What a folder held before it vanished must not come back unseen.
        let listing_is_new = !matches!(old.get(path.name()), Some(Entry::Directory(_)));
        self.visit(db, directory, listing, deep || listing_is_new);
        Some(Entry::Directory(directory))
    }

    fn file_entry(&mut self, db: &mut Database, parent: Directory, path: &RelPath, known: Option<Metadata>, linked: bool) -> Option<Entry> {
        if self.rules.ignored(&self.path, path, false) {
            return Some(Entry::OtherFile);
        }
        let metadata = match known.map_or_else(|| self.system.metadata(&path.under(&self.path)), Ok) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
            Err(_) => return Some(Entry::OtherFile),
        };
        let stamp = Stamp { len: metadata.len, modified: metadata.modified, bump: 0 };
        Some(Entry::File(self.file(db, parent, path, stamp, linked)))
    }

    /// A link to a file inside the root is that file under a second name; any other is only known to exist.
    fn link_entry(&mut self, db: &mut Database, parent: Directory, path: &RelPath) -> Option<Entry> {
        let absolute = path.under(&self.path);
        let target = self.system.canonicalize(&absolute).ok()?;
        let metadata = self.system.metadata(&target).ok()?;
        match metadata.kind {
            FileKind::Directory => Some(Entry::OtherDirectory),
            FileKind::File if target.starts_with(&self.path) => self.file_entry(db, parent, path, Some(metadata), true),
            _ => Some(Entry::OtherFile),
        }
    }

    fn file(&mut self, db: &mut Database, parent: Directory, path: &RelPath, stamp: Stamp, linked: bool) -> File {
        let attributes = Attributes { linked, ..self.rules.attributes(&self.path, path) };
        let Some(&file) = self.files.get(path) else {
            let file = File::builder(Some(parent), path.clone(), stamp, None, attributes)
                .durability(Durability::HIGH)
                .folder_durability(Durability::NEVER_CHANGE)
                .path_durability(Durability::NEVER_CHANGE)
                .new(db);
            self.files.insert(path.clone(), file);
            return file;
        };
        let known = file.stamp(db);
        // The disk's state of an open file counts once it is closed, and its folder is listed then. Until that,
        // saving it must not cost what any change of a closed file does: a walk over everything.
        if (known.len, known.modified) != (stamp.len, stamp.modified) && !self.open.contains(path) {
            file.set_stamp(db).with_durability(Durability::HIGH).to(Stamp { bump: known.bump, ..stamp });
        }
        if file.attributes(db) != attributes {
            file.set_attributes(db).with_durability(Durability::HIGH).to(attributes);
        }
        file
    }
}

/// Where a folder or a file is never changes: what is asked of it costs no query a dependency.
fn new_directory(db: &Database, root: Root, parent: Option<Directory>, path: RelPath) -> Directory {
    Directory::builder(root, parent, path, Arc::default())
        .root_durability(Durability::NEVER_CHANGE)
        .parent_durability(Durability::NEVER_CHANGE)
        .path_durability(Durability::NEVER_CHANGE)
        .entries_durability(Durability::HIGH)
        .new(db)
}
