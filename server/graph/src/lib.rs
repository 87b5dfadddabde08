//! The reference graph: what every name in every file stands for.
//!
//! [`resolutions`] gives each reference of a file its meaning, one by one and in order; everything else
//! (import edges, cycles, navigation, which dependencies are used) is read off from that. Names are
//! looked up folder by folder, so that a new file costs the files that looked in its folder and no others.
//!
//! **Invariant:** a reference never leaves its root.
//!
//! **Invariant:** what cannot be known is [`Resolution::Unknown`], and no rule speaks about it.

pub mod architecture;
pub mod completing;
mod components;
pub mod cycle;
pub mod edge;
pub mod files;
pub mod gathering;
pub mod go;
mod ignored;
pub mod images;
pub mod imported_names;
pub mod importing;
mod indexes;
pub mod javascript;
pub mod kustomize;
pub mod links;
pub mod linting;
pub mod moving;
pub mod names;
pub mod navigation;
pub use syntax::nearest;
pub mod plans;
pub mod protobuf;
pub mod python;
mod quotes;
pub mod reach;
pub mod referred;
pub mod renaming;
pub mod resolution;
pub mod rust;
pub mod said;
mod sorted;
mod submodules;
pub mod symbols;
pub mod templates;
mod vendored;

pub use cycle::{Cycle, cycles};
pub use edge::{Edge, EdgeKind, all_edges, edges};
pub use ignored::{is_ignored, is_left_alone};
pub use importing::{Imported, Importing, first_import, import_graph, imports};
pub use plans::{PlanKind, planned, planned_in};
pub use resolution::{Miss, Resolution, resolutions};
pub use vendored::{is_vendored, lies_among_copies};

use std::sync::Arc;

use syntax::{Facts, Ranges};
use workspace::{Db, File};

/// The facts of a file.
pub fn facts(db: &dyn Db, file: File) -> Arc<Facts> {
    syntax::extract(db, file).facts(db)
}

/// The ranges of a file. Only for rendering and navigation: a query that reads them runs on every edit.
pub fn ranges(db: &dyn Db, file: File) -> Arc<Ranges> {
    syntax::extract(db, file).ranges(db)
}

/// The text that the ranges of a file speak of; see [`syntax::extraction::text`].
pub fn text(db: &dyn Db, file: File) -> Option<String> {
    syntax::extraction::text(db, file)
}
