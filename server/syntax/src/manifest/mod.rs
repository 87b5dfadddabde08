//! What manifests declare, in one shape for all ecosystems: a name, dependencies, and the few settings
//! that change how names are resolved. Paths they declare are ordinary references in
//! [`Namespace::FILE`](crate::Namespace::FILE).

mod cargo;
pub mod dist_info;
pub(crate) mod draft;
pub mod go_mod;
mod home_assistant;
pub(crate) mod ini;
mod lock;
mod package_json;
pub mod pep508;
mod pipfile;
mod pnpm;
mod poetry;
mod pre_commit;
mod pyproject;
mod python_tools;
pub mod requirements;
mod setup_cfg;
#[cfg(test)]
mod tests;
mod tox;
pub mod tree;
mod tsconfig;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use workspace::RelPath;

use crate::facts::SpanId;
use crate::kind::Role;
use crate::output::Output;
use draft::Draft;
use tree::{At, Tree};

/// Reads the manifest that a JSON document is, if it is one.
pub(crate) fn read_json(role: Role, root: At<'_, '_>, out: &mut Output) {
    let mut draft = Draft::new(out);
    match role {
        Role::PackageJson => package_json::read(root, &mut draft),
        Role::Tsconfig => tsconfig::read(root, &mut draft),
        Role::HomeAssistantManifest => home_assistant::read(root, &mut draft),
        _ => return,
    }
    draft.finish();
}

/// Reads a `pnpm-workspace.yaml`, or the configuration of pre-commit.
pub(crate) fn read_yaml(role: Role, documents: &Tree<'_>, out: &mut Output) {
    let mut draft = Draft::new(out);
    if let Some(root) = documents.root().and_then(|root| root.items().next()) {
        match role {
            Role::PreCommit => pre_commit::read(root, &mut draft),
            _ => pnpm::read(root, &mut draft),
        }
    }
    draft.finish();
}

/// Reads the manifest that a TOML document is, if it is one.
pub(crate) fn read_toml(path: &RelPath, role: Role, root: At<'_, '_>, out: &mut Output) {
    let mut draft = Draft::new(out);
    match role {
        Role::Pyproject => pyproject::read(root, &mut draft),
        Role::HatchToml => python_tools::hatch(root, &mut draft),
        Role::CargoToml => cargo::read(root, &mut draft),
        Role::PythonRequirements => pipfile::read(root, &mut draft),
        Role::Lock => lock::read(path, root, &mut draft),
        _ => return,
    }
    draft.finish();
}

/// When a dependency is needed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum DependencyKind {
    /// Always.
    Normal,
    /// To develop or test.
    Dev,
    /// For an extra or feature that a user may choose.
    Optional,
    /// To build.
    Build,
    /// Brought along by the user of the package.
    Peer,
    /// Named by a lock file or an installed distribution, not by a person.
    Locked,
}

/// A package that a manifest names.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Dependency {
    /// The name as the ecosystem's index knows it (Python: normalised by PEP 503; Cargo: the package name).
    pub name: CompactString,
    /// What code calls it, when that differs (`alias = { package = "name" }`, npm aliases).
    pub alias: Option<CompactString>,
    /// When it is needed.
    pub kind: DependencyKind,
    /// The extra, feature or group that asks for it. `workspace.dependencies` of Cargo are offered under that name:
    /// members use them, the workspace itself does not.
    pub group: Option<CompactString>,
    /// A folder of this repository that it lies in, as written.
    pub path: Option<CompactString>,
    /// The range of the name.
    pub span: SpanId,
}

/// What a manifest says of its package.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Manifest {
    /// The package's name; `None` when the file declares none (a virtual workspace).
    pub name: Option<CompactString>,
    /// The range of the name.
    pub name_span: Option<SpanId>,
    /// What it depends on, in order.
    pub dependencies: Vec<Dependency>,
    /// Whether `dependencies` is all there is: a name that is missing in a complete manifest is not declared in this
    /// file. False when some are computed (`dynamic`, `setup.py`), included from another file (`-r other.txt`), named by
    /// a path or URL that does not tell their name, when the file has no section for them at all, and when it could
    /// not be read in full.
    pub complete: bool,
    /// Python: the oldest version allowed by `requires-python`.
    pub python: Option<(u8, u8)>,
    /// Folders that names are resolved from, as written (Python source roots, `baseUrl`).
    pub source_roots: Vec<CompactString>,
    /// Globs of workspace members, as written; `!` or `exclude` ones in `excluded`.
    pub members: Vec<CompactString>,
    /// Globs left out of the workspace.
    pub excluded: Vec<CompactString>,
    /// Modules that a build makes or that are known to be provided (dotted or as specifiers; `*` and `**` as in the
    /// glob that named them, one part or any number of parts). Cargo: the library's name, when it has one of its own.
    pub provided: Vec<CompactString>,
    /// Cargo: features; Node: the names under `imports`; anything a later level looks up by name.
    pub names: Vec<CompactString>,
}
