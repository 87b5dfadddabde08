//! Rust's modules and crates, as far as manifests and `mod` declarations tell.
//!
//! A file is judged only when the module tree of a package reaches it: what no target includes is not compiled, and what
//! it names proves nothing. Paths are followed as far as modules are files; what macros and globs bring is unknown.

mod packages;
mod targets;

use std::collections::BTreeSet;
use std::sync::Arc;

use compact_str::CompactString;
use syntax::{DefinitionKind, Flags, Namespace, Reference};
use workspace::{Db, Directory, File};

pub use packages::{Package, called, is_library, may_bring, package_of};
pub use targets::{Place, Tree, tree};

use crate::facts;
use crate::links::{is_copy, is_listing};
use crate::resolution::{Miss, Resolution};

/// Crates that come with the compiler.
const SYSROOT: [&str; 7] = ["std", "core", "alloc", "proc_macro", "test", "compiler_builtins", "panic_unwind"];

/// Resolves the references of one Rust file.
pub struct Resolver<'db> {
    db: &'db dyn Db,
    file: File,
    folder: Directory,
    package: Option<Arc<Package>>,
    tree: Option<Arc<Tree>>,
}

impl<'db> Resolver<'db> {
    /// For `file`, which is in `folder`.
    pub fn new(db: &'db dyn Db, file: File, folder: Directory) -> Self {
        let package = package_of(db, folder);
        let tree = package.as_ref().map(|package| tree(db, package.folder));
        Resolver { db, file, folder, package, tree }
    }

    /// What `reference` stands for.
    pub fn resolve(&self, reference: &Reference) -> Resolution {
        match reference.namespace {
            Namespace::RUST_MODULE => self.module(reference),
            Namespace::RUST_CRATE => self.package(reference),
            _ => self.path(&reference.name).map_or(Resolution::Unknown, Resolution::File),
        }
    }

    /// Whether some module of the repository has this name: a glob of another package may bring it.
    fn is_module(&self, name: &str) -> bool {
        self.folder.root(self.db).top(self.db).is_some_and(|top| modules_below(self.db, top).contains(name))
    }

    fn places(&self) -> &[Place] {
        self.tree.as_ref().map_or(&[], |tree| tree.places(self.file))
    }

    fn module(&self, reference: &Reference) -> Resolution {
        let mut miss = None;
        for place in self.places() {
            match targets::declared(self.db, self.file, place.owns_folder, reference) {
                Resolution::Missing(found) => miss = Some(found),
                found => return found,
            }
        }
        // A published crate may come without its tests, and nobody mends a copy.
        match miss {
            Some(miss) if !is_copy(self.db, self.folder) => Resolution::Missing(miss),
            _ => Resolution::Unknown,
        }
    }

    /// The file of the innermost module that a path of `crate`, `self` or `super` goes through.
    fn path(&self, path: &str) -> Option<File> {
        let place = self.places().first()?;
        let mut module: Vec<&str> = place.module.split("::").filter(|part| !part.is_empty()).collect();
        for part in path.split("::") {
            match part {
                "crate" => module.clear(),
                "self" => {}
                "super" => drop(module.pop()?),
                part => module.push(part),
            }
        }
        let tree = self.tree.as_ref()?;
        (0..=module.len()).rev().find_map(|len| tree.module(place.root, &module[..len].join("::")))
    }

    fn package(&self, reference: &Reference) -> Resolution {
        let name = reference.name.as_str();
        if SYSROOT.contains(&name) {
            return Resolution::Builtin;
        }
        let Some(package) = &self.package else { return Resolution::Unknown };
        let declared = package.dependencies.iter().find(|dependency| called(dependency) == name);
        if let Some(dependency) = declared {
            let local = packages::with_name(self.db, self.folder.root(self.db), dependency.name.clone());
            return match local.and_then(|local| local.library) {
                Some(library) => Resolution::File(library),
                None => Resolution::Package(dependency.name.clone()),
            };
        }
        // A library may be called otherwise than its package; in this repository it is known how.
        let other = package.dependencies.iter().find_map(|dependency| {
            let local = packages::with_name(self.db, self.folder.root(self.db), dependency.name.clone())?;
            (local.crate_name == name).then_some(local)
        });
        if let Some(library) = other.and_then(|other| other.library) {
            return Resolution::File(library);
        }
        if package.crate_name == name {
            return package.library.map_or(Resolution::Unknown, Resolution::File);
        }
        if let Some(dependency) = package.dependencies.iter().find(|dependency| may_bring(&dependency.name, name)) {
            return Resolution::Package(dependency.name.clone());
        }
        let certain = matches!(reference.role, "use" | "extern crate") && !may_fail(reference.flags);
        // Publishing takes away dependencies of tests that are paths.
        let unknowable = !package.complete || self.places().is_empty() || name.starts_with("rustc") || is_copy(self.db, self.folder);
        if !certain || unknowable || is_listing(self.db, self.folder) || self.is_module(name) {
            return Resolution::Unknown;
        }
        Resolution::Missing(Miss::Undeclared { name: CompactString::from(name) })
    }
}

/// Where a package has what its targets are made of.
const SOURCES: [&str; 4] = ["src", "tests", "examples", "benches"];

/// Whether `file` lies in a package that makes nothing of it, and not among what its targets are made of, where it may be new: parts of
/// programs that documentation shows.
pub fn is_left_out(db: &dyn Db, file: File) -> bool {
    let Some(package) = file.folder(db).and_then(|folder| package_of(db, folder)) else { return false };
    let below = file.path(db).as_str().strip_prefix(package.folder.path(db).as_str()).unwrap_or_default();
    let first = below.trim_start_matches('/').split_once('/').map(|(first, _)| first);
    first.is_some_and(|first| !SOURCES.contains(&first)) && tree(db, package.folder).places(file).is_empty()
}

/// Whether a flag says that the reference may fail without harm: another platform, a macro's choice, a broken line.
pub fn may_fail(flags: Flags) -> bool {
    [Flags::OPTIONAL, Flags::CONDITIONAL, Flags::BROKEN].iter().any(|flag| flags.has(*flag))
}

/// The names of all modules and renamed crates below a folder: a path may begin with one that a glob brought into scope, and
/// in the 2015 edition with any of the crate's root.
#[salsa::tracked(returns(clone))]
pub fn modules_below(db: &dyn Db, folder: Directory) -> Arc<BTreeSet<CompactString>> {
    let mut out = BTreeSet::new();
    let entries = folder.entries(db);
    for file in entries.files().filter(|file| file.path(db).extension() == Some("rs")) {
        let facts = facts(db, file);
        let last = |name: &str| CompactString::from(name.rsplit("::").next().unwrap_or(name));
        let declared = facts.references.iter().filter(|reference| reference.namespace == Namespace::RUST_MODULE);
        out.extend(declared.map(|reference| last(&reference.name)));
        let named =
            facts.definitions.iter().filter(|definition| matches!(definition.kind, DefinitionKind::Module | DefinitionKind::Import));
        out.extend(named.map(|definition| last(&definition.name)));
        // `pub use crate::imp as sys;` makes a name for a module too.
        let passed_on = facts.references.iter().filter(|reference| reference.namespace == Namespace::RUST_SYMBOL);
        out.extend(passed_on.map(|reference| last(&reference.name)));
    }
    for below in entries.directories() {
        out.extend(modules_below(db, below).iter().cloned());
    }
    Arc::new(out)
}

/// The crates that the Rust files below a folder name in any way.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mentioned {
    /// By the name that code calls them.
    pub crates: BTreeSet<CompactString>,
    /// Whether some file could not be read in full, or names a crate that nothing declares.
    pub uncertain: bool,
}

/// What is mentioned below `folder`.
#[salsa::tracked(returns(clone))]
pub fn mentioned_below(db: &dyn Db, folder: Directory) -> Arc<Mentioned> {
    let mut out = Mentioned::default();
    let entries = folder.entries(db);
    for file in entries.files().filter(|file| file.path(db).extension() == Some("rs")) {
        let facts = facts(db, file);
        out.uncertain |= facts.status != syntax::Status::Parsed;
        let resolutions = crate::resolutions(db, file);
        for (reference, resolution) in facts.references.iter().zip(resolutions.iter()) {
            if reference.namespace == Namespace::RUST_MODULE {
                out.uncertain |= resolution.miss().is_some();
            } else if reference.namespace == Namespace::RUST_CRATE {
                // What a build makes and the code includes names what it needs.
                out.uncertain |= reference.role == "include";
                out.crates.insert(reference.name.clone());
                out.uncertain |= resolution.miss().is_some();
            }
        }
    }
    for below in entries.directories() {
        let found = mentioned_below(db, below);
        out.crates.extend(found.crates.iter().cloned());
        out.uncertain |= found.uncertain;
    }
    Arc::new(out)
}

/// Whether a macro that `package` gets from another package of the root may write what needs the crate `name`: whoever calls it
/// declares that.
pub fn is_needed_by_macros(db: &dyn Db, package: &Package, name: &str) -> bool {
    let root = package.folder.root(db);
    let mut others = package.dependencies.iter().filter_map(|other| packages::with_name(db, root, other.name.clone()));
    others.any(|other| named_beside_macros(db, other.folder).iter().any(|named| is_or_belongs_to(named, name)))
}

/// Whether `named` is the crate `name`, or one of its parts (`slog_global`, of `slog`), whose macros may write what needs it.
pub fn is_or_belongs_to(named: &str, name: &str) -> bool {
    named.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
}

/// What paths begin with in the files below `folder` that export macros.
#[salsa::tracked(returns(clone))]
fn named_beside_macros(db: &dyn Db, folder: Directory) -> Arc<BTreeSet<CompactString>> {
    let mut out = BTreeSet::new();
    let entries = folder.entries(db);
    let files = entries.files().filter(|file| file.path(db).extension() == Some("rs"));
    for text in files.filter_map(|file| crate::text(db, file)).filter(|text| text.contains("#[macro_export]")) {
        out.extend(text.split("::").filter_map(|before| {
            let start = before.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(0, |at| at + 1);
            before[start..].starts_with(|c: char| c.is_ascii_lowercase()).then(|| CompactString::from(&before[start..]))
        }));
    }
    for below in entries.directories() {
        out.extend(named_beside_macros(db, below).iter().cloned());
    }
    Arc::new(out)
}

/// The modules that a folder offers to `mod x;`, for proposals.
pub fn modules_in(db: &dyn Db, folder: Directory) -> Vec<CompactString> {
    let entries = folder.entries(db);
    let files = entries.files().filter_map(|file| file.path(db).name().strip_suffix(".rs").map(CompactString::from));
    let folders = entries.directories().filter(|below| below.entries(db).file("mod.rs").is_some());
    files
        .filter(|name| !matches!(name.as_str(), "mod" | "lib" | "main" | "build"))
        .chain(folders.map(|below| CompactString::from(below.path(db).name())))
        .collect()
}
