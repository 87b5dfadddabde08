//! What the repository itself has to offer to imports by name: its packages, the modules it declares for
//! the type checker, the aliases its configurations know.

use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::CompactString;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use syntax::{Language, Namespace, Role};
use workspace::{Db, Directory, File, Root};

use super::engine::matches;
use super::miss::stem;
use crate::facts;

/// A folder whose manifest gathers packages into a workspace.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Workspace {
    folder: Directory,
    members: Vec<CompactString>,
    excluded: Vec<CompactString>,
}

/// All that a folder and those below it offer.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Known {
    /// Packages by name, outermost first.
    pub(super) packages: Vec<(CompactString, Directory)>,
    workspaces: Vec<Workspace>,
    /// Dependencies on folders.
    paths: Vec<(CompactString, Directory)>,
    /// `declare module "x"`; may hold one `*`.
    ambient: Vec<CompactString>,
    /// Patterns of `paths` in configurations of TypeScript.
    aliases: Vec<CompactString>,
    /// What stands in for packages in tests, by the packages' names.
    mocked: Vec<CompactString>,
    /// Some configuration extends one outside the root: it may know any alias.
    pub foreign: bool,
}

impl Known {
    /// Whether some package of the repository has this name.
    pub fn has_package(&self, name: &str) -> bool {
        self.packages.iter().any(|(known, _)| known == name)
    }

    /// Whether some file declares a module of this name.
    pub fn is_ambient(&self, specifier: &str) -> bool {
        self.ambient.iter().any(|pattern| matches(pattern, specifier))
    }

    /// Whether some configuration, not necessarily the one that counts, maps the name.
    pub fn is_alias(&self, specifier: &str) -> bool {
        self.aliases.iter().any(|pattern| pattern != "*" && matches(pattern, specifier))
    }

    /// Whether something in a folder `__mocks__` stands in for the module when tests run.
    pub fn is_mocked(&self, specifier: &str) -> bool {
        self.mocked.iter().any(|name| name == specifier)
    }

    fn add(&mut self, other: &Known) {
        self.mocked.extend(other.mocked.iter().cloned());
        self.packages.extend(other.packages.iter().cloned());
        self.workspaces.extend(other.workspaces.iter().cloned());
        self.paths.extend(other.paths.iter().cloned());
        self.ambient.extend(other.ambient.iter().cloned());
        self.aliases.extend(other.aliases.iter().cloned());
        self.foreign |= other.foreign;
    }
}

/// What the whole root offers.
pub fn known(db: &dyn Db, root: Root) -> Arc<Known> {
    root.top(db).map(|top| below(db, top)).unwrap_or_default()
}

#[salsa::tracked(returns(clone))]
fn below(db: &dyn Db, folder: Directory) -> Arc<Known> {
    let mut out = Known::default();
    let entries = folder.entries(db);
    if folder.path(db).name() == "__mocks__" {
        out.mocked.extend(entries.files().map(|file| CompactString::from(stem(file.path(db).name()))));
    }
    for file in entries.files() {
        let name = file.path(db).name();
        if name.ends_with(".ts") || name.ends_with(".mts") || name.ends_with(".cts") {
            let facts = facts(db, file);
            let declared = facts.definitions.iter().filter(|definition| definition.namespace == Namespace::JS_MODULE);
            out.ambient.extend(declared.map(|definition| definition.name.clone()));
        } else if matches!(name, "package.json" | "pnpm-workspace.yaml") || name.ends_with(".json") && name.contains("sconfig") {
            manifest(db, folder, file, &mut out);
        } else if name == "lerna.json" {
            out.workspaces.push(Workspace { folder, members: vec!["packages/*".into()], excluded: Vec::new() });
        }
    }
    for directory in entries.directories() {
        out.add(&below(db, directory));
    }
    Arc::new(out)
}

fn manifest(db: &dyn Db, folder: Directory, file: File, out: &mut Known) {
    let facts = facts(db, file);
    let Some(manifest) = &facts.manifest else { return };
    if facts.kind.role == Role::Tsconfig {
        out.aliases.extend(manifest.names.iter().cloned());
        let mut bases = facts.references.iter().filter(|reference| reference.role == "extends");
        out.foreign |= bases.any(|base| folder.path(db).resolve(&base.name).is_none());
        return;
    }
    if facts.kind.role == Role::PackageJson {
        out.packages.extend(manifest.name.iter().map(|name| (name.clone(), folder)));
        let root = folder.root(db);
        let by_path = manifest.dependencies.iter().filter_map(|dependency| {
            let path = folder.path(db).resolve(dependency.path.as_deref()?)?;
            Some((dependency.name.clone(), root.directory(db, &path)?))
        });
        out.paths.extend(by_path);
    } else if facts.kind.language != Language::Yaml {
        return;
    }
    if !manifest.members.is_empty() {
        out.workspaces.push(Workspace { folder, members: manifest.members.clone(), excluded: manifest.excluded.clone() });
    }
}

/// The packages that a package manager would link, by name: members of workspaces, dependencies on folders,
/// and the outermost packages, which their own tests like to call by name.
#[salsa::tracked(returns(clone))]
pub fn linked(db: &dyn Db, root: Root) -> Arc<BTreeMap<CompactString, Directory>> {
    let known = known(db, root);
    let mut out = BTreeMap::new();
    for workspace in &known.workspaces {
        let (members, excluded) = (globs(&workspace.members), globs(&workspace.excluded));
        let top = workspace.folder.path(db);
        for (name, folder) in &known.packages {
            let path = folder.path(db);
            let Some(below) = path.starts_with(top.as_str()).then(|| path.relative_to(top)) else { continue };
            if *folder == workspace.folder || members.is_match(&below) && !excluded.is_match(&below) {
                out.entry(name.clone()).or_insert(*folder);
            }
        }
    }
    for (name, folder) in &known.paths {
        out.entry(name.clone()).or_insert(*folder);
    }
    for (name, folder) in &known.packages {
        if Some(*folder) == root.top(db) {
            out.entry(name.clone()).or_insert(*folder);
        }
    }
    Arc::new(out)
}

fn globs(patterns: &[CompactString]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
        if let Ok(glob) = GlobBuilder::new(pattern).literal_separator(true).build() {
            set.add(glob);
        }
    }
    set.build().unwrap_or_default()
}
