//! The seven levels: rules that judge, findings they make, and the one interface of all fronts.
//!
//! [`Host`] is written, by one thread; [`Snapshot`] is read, by any. Between them stands salsa: a finding is
//! the value of a query and names *facts*, not places, so that it stays as it is while text moves. Places are
//! joined in [`mod@render`], last of all, and never stored.
//!
//! **Invariant:** the command line, the editor and whatever comes later ask the same [`Snapshot`]; a test
//! holds their findings equal.
//!
//! **Invariant:** a rule does no I/O and prints nothing. A rule that panics becomes a finding.

pub mod baseline;
pub mod compare;
pub mod diff;
pub mod document;
pub mod editing;
pub mod escape;
pub mod finding;
pub mod findings;
pub mod fixes;
pub mod host;
mod kept;
pub mod legible;
pub mod level;
pub mod neighbours;
pub mod offers;
pub mod owners;
pub mod page;
pub mod probes;
pub mod recovered;
pub mod render;
pub mod report;
pub mod rule;
pub mod rules;
pub mod shape;
mod silence;
pub mod snapshot;
pub mod writer;

pub use baseline::Baseline;
pub use finding::{Anchor, Edit, Finding, Fix, Place, Related, Severity, Tag};
pub use host::{Change, Document, Fetching, Host};
pub use level::Level;
pub use owners::Owners;
pub use render::{Rendered, RenderedFix, RenderedRelated};
pub use report::Report;
pub use rule::{Rule, rule, rules};
pub use rules::generation;
pub use snapshot::{Cancellable, Snapshot};
pub use writer::Writer;
