//! The module tree of a package: which files its targets include, and as what.

use std::sync::Arc;

use compact_str::{CompactString, format_compact};
use rustc_hash::FxHashMap;
use syntax::{Namespace, Reference};
use workspace::{Db, Directory, Entry, File, RelPath};

use super::packages::package_in;
use crate::facts;
use crate::resolution::{Miss, Resolution};

/// Folders whose files, and whose folders with a `main.rs`, are targets of their own.
const TARGETS: [&str; 4] = ["src/bin", "tests", "examples", "benches"];

/// Where a file stands in a crate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The file its crate starts with.
    pub root: File,
    /// The path of the module that it is; empty for the root.
    pub module: CompactString,
    /// Whether its submodules lie beside it and not in a folder of its name: a root, `mod.rs`, a file named by `#[path]`.
    pub owns_folder: bool,
}

/// All files that the targets of a package include.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tree {
    /// A file that several crates include has several places.
    places: FxHashMap<File, Vec<Place>>,
    modules: FxHashMap<(CompactString, File), File>,
}

impl Tree {
    /// Whether the package has no target that could be found.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The places of `file`; none when no target includes it.
    pub fn places(&self, file: File) -> &[Place] {
        self.places.get(&file).map_or(&[], Vec::as_slice)
    }

    /// The file that the module `path` of the crate that starts with `root` is.
    pub fn module(&self, root: File, path: &str) -> Option<File> {
        self.modules.get(&(CompactString::from(path), root)).copied()
    }
}

/// The tree of the package in `folder`. Runs again when a `mod` of it changes, or a folder it looks into.
#[salsa::tracked(returns(clone))]
pub fn tree(db: &dyn Db, folder: Directory) -> Arc<Tree> {
    let mut out = Tree::default();
    let mut open: Vec<(File, Place)> =
        roots(db, folder).iter().map(|&root| (root, Place { root, module: CompactString::default(), owns_folder: true })).collect();
    open.reverse();
    while let Some((file, place)) = open.pop() {
        let places = out.places.entry(file).or_default();
        // A file that includes itself, by whatever detour, ends here: deeper paths are new places, equal files are not.
        if places.len() > 8 || places.iter().any(|known| known.root == place.root && known.owns_folder == place.owns_folder) {
            continue;
        }
        places.push(place.clone());
        out.modules.entry((place.module.clone(), place.root)).or_insert(file);
        for (name, below, owns_folder) in submodules(db, file, place.owns_folder).iter().rev() {
            let module = if place.module.is_empty() { name.clone() } else { format_compact!("{}::{name}", place.module) };
            open.push((*below, Place { root: place.root, module, owns_folder: *owns_folder }));
        }
    }
    Arc::new(out)
}

/// The files that the targets of the package in `folder` start with: those that the manifest names and those that Cargo finds.
#[salsa::tracked(returns(clone))]
fn roots(db: &dyn Db, folder: Directory) -> Arc<[File]> {
    let root = folder.root(db);
    let at = |path: &str| root.file(db, &folder.path(db).resolve(path)?);
    let mut out: Vec<File> = Vec::new();
    let mut add = |file: File| {
        if !out.contains(&file) {
            out.push(file);
        }
    };
    let package = package_in(db, folder);
    package.iter().filter_map(|package| package.library).for_each(&mut add);
    if let Some(package) = &package {
        let facts = facts(db, package.manifest);
        let named = facts.references.iter().filter(|reference| {
            reference.namespace == Namespace::FILE && matches!(reference.role, "lib" | "bin" | "test" | "bench" | "example" | "build")
        });
        named.filter_map(|reference| at(&reference.name)).for_each(&mut add);
    }
    ["src/lib.rs", "src/main.rs", "build.rs"].into_iter().filter_map(at).for_each(&mut add);
    for target in TARGETS {
        let Some(targets) = folder.path(db).resolve(target).and_then(|path| root.directory(db, &path)) else { continue };
        let entries = targets.entries(db);
        entries.files().filter(|file| file.path(db).extension() == Some("rs")).for_each(&mut add);
        entries.directories().filter_map(|below| below.entries(db).file("main.rs")).for_each(&mut add);
    }
    out.into()
}

/// A declared module that is a file: its path within the declaring file, the file, and whether that owns its folder.
type Submodule = (CompactString, File, bool);

/// The modules that `file` declares and that are there. Equal ones mean that the tree need not be built again.
#[salsa::tracked(returns(clone))]
fn submodules(db: &dyn Db, file: File, owns_folder: bool) -> Arc<[Submodule]> {
    let facts = facts(db, file);
    let declared = facts.references.iter().filter(|reference| reference.namespace == Namespace::RUST_MODULE);
    declared
        .filter_map(|reference| {
            let found = self::declared(db, file, owns_folder, reference).file()?;
            let owns = found.path(db).name() == "mod.rs" || reference.member.as_deref().is_some_and(|path| path.ends_with(".rs"));
            Some((reference.name.clone(), found, owns))
        })
        .collect()
}

/// What `mod x;` in `file` means.
pub(super) fn declared(db: &dyn Db, file: File, owns_folder: bool, reference: &Reference) -> Resolution {
    let Some(beside) = file.path(db).parent() else { return Resolution::Unknown };
    let own = if owns_folder { beside.clone() } else { beside.join(file.path(db).name().trim_end_matches(".rs")) };
    // Where the module may be: as written when that names a file, else with the two endings that Cargo's users know.
    let (base, path) = match reference.member.as_deref() {
        Some(path) => match path.strip_prefix("{}/") {
            Some(rest) => (&own, rest.replace('\\', "/")),
            None => (&beside, path.replace('\\', "/")),
        },
        None => (&own, reference.name.replace("::", "/")),
    };
    if path.starts_with('/') {
        return Resolution::Unknown;
    }
    let written = reference.member.is_some() && path.ends_with(".rs");
    let endings: &[&str] = if written {
        &[""]
    } else if reference.member.is_some() {
        &["", ".rs", "/mod.rs"]
    } else {
        &[".rs", "/mod.rs"]
    };
    let Some(root) = file.root(db) else { return Resolution::Unknown };
    let mut first: Option<RelPath> = None;
    for ending in endings {
        // Outside of the root nothing is known.
        let Some(candidate) = base.resolve(&format!("{path}{ending}")) else { return Resolution::Unknown };
        match root.entry(db, &candidate) {
            Some(Entry::File(found)) => return Resolution::File(found),
            Some(Entry::Directory(_)) | None => {}
            // Ignored files are made by builds, and read by them.
            Some(_) => return Resolution::Unknown,
        }
        first.get_or_insert(candidate);
    }
    let missing = first.unwrap_or(beside);
    let mut folder = missing.parent();
    while let Some(at) = folder {
        if let Some(directory) = root.directory(db, &at) {
            return Resolution::Missing(Miss::Part { folder: directory, name: missing.relative_to(&at).into() });
        }
        folder = at.parent();
    }
    Resolution::Unknown
}
