//! What manifests declare, in one shape for all ecosystems: a name, dependencies, and the few settings
//! that change how names are resolved. Paths they declare are ordinary references in
//! [`Namespace::FILE`](crate::Namespace::FILE).

pub mod dist_info;
pub mod go_mod;
pub mod requirements;

use compact_str::CompactString;
use serde::Serialize;

use crate::facts::SpanId;

/// When a dependency is needed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize)]
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
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct Dependency {
    /// The name as the ecosystem's index knows it (Python: normalised by PEP 503; Cargo: the package name).
    pub name: CompactString,
    /// What code calls it, when that differs (`alias = { package = "name" }`, npm aliases).
    pub alias: Option<CompactString>,
    /// When it is needed.
    pub kind: DependencyKind,
    /// The extra, feature or group that asks for it.
    pub group: Option<CompactString>,
    /// A folder of this repository that it lies in, as written.
    pub path: Option<CompactString>,
    /// The range of the name.
    pub span: SpanId,
}

/// What a manifest says of its package.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize)]
pub struct Manifest {
    /// The package's name; `None` when the file declares none (a virtual workspace).
    pub name: Option<CompactString>,
    /// The range of the name.
    pub name_span: Option<SpanId>,
    /// What it depends on, in order.
    pub dependencies: Vec<Dependency>,
    /// Whether `dependencies` is all there is. False when some are computed (`dynamic`, `setup.py`) or inherited unseen.
    pub complete: bool,
    /// Python: the oldest version allowed by `requires-python`.
    pub python: Option<(u8, u8)>,
    /// Folders that names are resolved from, as written (Python source roots, `baseUrl`).
    pub source_roots: Vec<CompactString>,
    /// Globs of workspace members, as written; `!` or `exclude` ones in `excluded`.
    pub members: Vec<CompactString>,
    /// Globs left out of the workspace.
    pub excluded: Vec<CompactString>,
    /// Modules that a build makes or that are known to be provided (dotted or as specifiers).
    pub provided: Vec<CompactString>,
    /// Cargo: features; Node: the names under `imports`; anything a later level looks up by name.
    pub names: Vec<CompactString>,
}
