//! Which distributions the code of a folder may import: what the manifests around it declare.

use std::sync::{Arc, PoisonError, RwLock};

use compact_str::CompactString;
use rustc_hash::FxHashMap;
use syntax::place::{holds_requirements, lists_requirements};
use syntax::{DependencyKind, Facts, Manifest, Role};
use workspace::{Db, Directory, Entry, File};

use super::distributions::Wanted;
use crate::facts;

/// One declared distribution.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Declaration {
    /// Its name, normalised.
    pub name: CompactString,
    /// When it is needed.
    pub kind: DependencyKind,
    /// The manifest that names it.
    pub manifest: File,
}

/// All that the manifests of a folder and of those above it declare.
#[derive(Debug, Default)]
pub struct Declared {
    /// In the order of the manifests, innermost first.
    pub distributions: Vec<Declaration>,
    /// Whether there is any manifest at all.
    pub any: bool,
    /// Whether what is declared is all there is.
    pub complete: bool,
    /// Whether a build backend in use makes extension modules, which have no source that could be found.
    pub builds_extensions: bool,
    /// How many of the distributions no folder above declares, and what those above declare.
    above: Option<(usize, Arc<Declared>)>,
    /// What was asked before: thousands of files import the same few hundred modules.
    asked: RwLock<FxHashMap<CompactString, Option<CompactString>>>,
    /// The same, of what may be provided.
    doubted: RwLock<FxHashMap<CompactString, bool>>,
}

impl PartialEq for Declared {
    fn eq(&self, other: &Declared) -> bool {
        let plain = |declared: &Declared| (declared.any, declared.complete, declared.builds_extensions);
        plain(self) == plain(other) && self.distributions == other.distributions
    }
}

impl Eq for Declared {}

impl Declared {
    /// What one file declares, all of it or not.
    pub(super) fn alone(distributions: Vec<Declaration>, complete: bool) -> Declared {
        Declared { distributions, any: true, complete, ..Declared::default() }
    }

    /// The declared distribution that brings `module`, as [`super::reach`] tells it.
    pub fn providing(&self, module: &str) -> Option<CompactString> {
        if let Some(known) = self.asked.read().unwrap_or_else(PoisonError::into_inner).get(module) {
            return known.clone();
        }
        let own = self.above.as_ref().map_or(self.distributions.len(), |(own, _)| *own);
        let wanted = Wanted::new(module);
        let found = self.distributions[..own].iter().find(|declaration| wanted.is_brought_by(&declaration.name));
        let found = match (found, &self.above) {
            (None, Some((_, above))) => above.providing(module),
            (found, _) => found.map(|declaration| declaration.name.clone()),
        };
        self.asked.write().unwrap_or_else(PoisonError::into_inner).insert(CompactString::from(module), found.clone());
        found
    }

    /// Whether some declared distribution may bring `module`, for all that is known of it.
    pub fn may_provide(&self, module: &str) -> bool {
        if let Some(known) = self.doubted.read().unwrap_or_else(PoisonError::into_inner).get(module) {
            return *known;
        }
        let wanted = Wanted::new(module);
        let found = self.distributions.iter().any(|declaration| wanted.may_be_of(&declaration.name));
        self.doubted.write().unwrap_or_else(PoisonError::into_inner).insert(CompactString::from(module), found);
        found
    }
}

/// The Python manifests directly in a folder, with their facts: of projects, requirement files (also those in
/// a folder `requirements` and in its folders), unpacked distributions, and formats of frameworks that declare distributions.
pub fn manifests(db: &dyn Db, folder: Directory) -> Vec<(File, Arc<Facts>)> {
    let entries = folder.entries(db);
    let mut out = Vec::new();
    let mut take = |file: File| {
        let facts = facts(db, file);
        if matches!(
            facts.kind.role,
            Role::Pyproject | Role::HatchToml | Role::PythonRequirements | Role::PreCommit | Role::DistInfo | Role::HomeAssistantManifest
        ) || is_lock(file.path(db).name())
        {
            out.push((file, facts));
        }
    };
    for (name, entry) in entries.iter() {
        match entry {
            Entry::File(file) if may_be_manifest(name) => take(file),
            Entry::Directory(below) if holds_requirements(name) => {
                let lists = below.entries(db);
                // `requirements/extras/redis.txt`: a list for each extra.
                let files = lists.files().chain(lists.directories().flat_map(|part| part.entries(db).files().collect::<Vec<_>>()));
                files.filter(|file| file.path(db).extension() == Some("txt")).for_each(&mut take)
            }
            Entry::Directory(below) if name.ends_with(".dist-info") => below.entries(db).file("METADATA").into_iter().for_each(&mut take),
            _ => {}
        }
    }
    out
}

fn may_be_manifest(name: &str) -> bool {
    matches!(name, "pyproject.toml" | "hatch.toml" | "setup.cfg" | "tox.ini" | "Pipfile" | "manifest.json" | ".pre-commit-config.yaml")
        || is_lock(name)
        || lists_requirements(name)
}

fn is_lock(name: &str) -> bool {
    matches!(name, "poetry.lock" | "uv.lock" | "pdm.lock")
}

/// Whether a manifest says something of what others declare, and nothing without them.
fn only_adds(db: &dyn Db, file: File) -> bool {
    matches!(file.path(db).name(), "hatch.toml" | "tox.ini" | ".pre-commit-config.yaml")
}

/// What the code in `folder` may import.
#[salsa::tracked(returns(clone))]
pub fn declared(db: &dyn Db, folder: Directory) -> Arc<Declared> {
    let mut out = Declared { complete: true, ..Declared::default() };
    let found = manifests(db, folder);
    let above = folder.parent(db).map(|parent| declared(db, parent));
    for (file, facts) in &found {
        let Some(manifest) = &facts.manifest else {
            // A manifest that cannot be read declares what nobody knows.
            out.complete &= facts.kind.role != Role::Pyproject;
            out.any |= !only_adds(db, *file);
            continue;
        };
        if !only_adds(db, *file) {
            out.any = true;
            out.complete &= manifest.complete;
        }
        if facts.kind.role == Role::DistInfo {
            out.distributions.extend(manifest.name.iter().map(|name| Declaration {
                name: name.clone(),
                kind: DependencyKind::Locked,
                manifest: *file,
            }));
        }
        out.builds_extensions |=
            manifest.dependencies.iter().any(|dependency| dependency.kind == DependencyKind::Build && makes_extensions(&dependency.name));
        out.distributions.extend(of_manifest(manifest, *file));
    }
    if let Some(setup) = folder.entries(db).file("setup.py") {
        let facts = facts(db, setup);
        let written = facts.manifest.as_deref();
        out.any = true;
        out.distributions.extend(written.into_iter().flat_map(|manifest| of_manifest(manifest, setup)));
        // What it computes is known where it is written out in another place as well.
        out.complete = out.complete
            && (written.is_some_and(|manifest| manifest.complete)
                || found.iter().any(|(_, facts)| {
                    facts.kind.role == Role::Pyproject && facts.manifest.as_ref().is_some_and(|manifest| manifest.name.is_some())
                }));
    }
    match above {
        Some(above) if out.any => {
            out.complete &= above.complete || !above.any;
            out.builds_extensions |= above.builds_extensions;
            let own = out.distributions.len();
            out.distributions.extend(above.distributions.iter().cloned());
            out.above = Some((own, above));
            Arc::new(out)
        }
        // Most folders declare nothing and share what is above them.
        Some(above) => above,
        None => Arc::new(out),
    }
}

/// What `manifest`, which is that of `file`, declares.
pub(super) fn of_manifest(manifest: &Manifest, file: File) -> impl Iterator<Item = Declaration> {
    manifest.dependencies.iter().map(move |dependency| Declaration { name: dependency.name.clone(), kind: dependency.kind, manifest: file })
}

/// The `setup.py` that is nearest to what lies in `folder`.
pub fn setup_script(db: &dyn Db, folder: Directory) -> Option<File> {
    std::iter::successors(Some(folder), |folder| folder.parent(db)).find_map(|folder| folder.entries(db).file("setup.py"))
}

/// Whether all that is declared for `folder` is what its developers use: no list then says what the code needs, which may run
/// where that is, in an image.
pub fn lists_tools_only(db: &dyn Db, folder: Directory) -> bool {
    let is_of_tools = |file: File| {
        let name = file.path(db).name();
        only_adds(db, file)
            || name.contains("requirements") && ["dev", "lint", "doc", "style", "format"].iter().any(|word| name.contains(word))
    };
    let says_more = |folder: Directory| {
        folder.entries(db).file("setup.py").is_some() || manifests(db, folder).iter().any(|(file, _)| !is_of_tools(*file))
    };
    !std::iter::successors(Some(folder), |folder| folder.parent(db)).any(says_more)
}

fn makes_extensions(backend: &str) -> bool {
    matches!(
        backend,
        "maturin"
            | "setuptools-rust"
            | "scikit-build"
            | "scikit-build-core"
            | "meson-python"
            | "cython"
            | "pybind11"
            | "nanobind"
            | "cffi"
            | "mypy"
            | "numpy"
            | "sip"
    )
}
