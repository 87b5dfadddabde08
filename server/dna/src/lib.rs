//! The architecture a repository declares: which parts it has, how they may depend on each other, and
//! how its findings are judged.
//!
//! [`parse`] turns the text of a project DNA into [`Dna`], plain data in which every piece knows its
//! place by a [`SpanId`], and [`Spans`], the places themselves. They change apart: a comment in the DNA
//! moves spans and leaves the declaration equal, so nothing that depends on it runs again.
//!
//! What is written wrong becomes a [`Mistake`] on its exact span, and the rest is still used. What a
//! mistake leaves in doubt is not held against anybody: an unknown id in `uses`, say, is one finding in
//! the DNA and not a hundred in the code.
//!
//! [`Dna::component_of`] says who owns a file, [`Dna::may_depend`] whether one part may use another and
//! *why not*; both are pure. The queries in [`project`] find the one project DNA of a root.
//!
//! **Invariant:** nothing here looks at code, and nothing here needs the time or the disk.

pub mod accept;
pub mod agent_file;
mod agent_settings;
pub mod agents;
mod alone;
mod approvals;
mod data;
mod dependency;
pub mod editing;
mod extends;
pub mod generator;
pub mod keys;
mod mistake;
mod model;
mod ownership;
pub mod presets;
pub mod project;
mod read;
mod schema;
mod schema_settings;
mod selector;
pub mod shape;
mod span;
pub mod v0;

pub use agent_settings::{AgentSettings, ScheduledTask};
pub use alone::alone;
pub use approvals::Approvals;
pub use data::{Data, DataValue, data_text, shown};
pub use dependency::{Denial, Verdict};
pub use generator::file::{GeneratorFile, generator_file, generator_text};
pub use generator::v0::v0_files;
pub use mistake::{Fix, Mistake, Note, closest};
pub use model::{
    Checks, Component, ComponentId, DeclaredPath, Dna, Layer, LayerId, Name, Probe, Reference, Requirement, Rule, RuleKind, Suppression,
};
pub use project::{Declared, ProjectDna, Ranges, Source, declared, dna, mistakes, project_dna, ranges, settings};
pub use read::{Parsed, parse, unknown_rules};
pub use schema::schema;
pub use schema_settings::SchemaSettings;
pub use selector::{Selector, Selectors};
pub use span::{SourceId, SpanId, Spanned, Spans};
