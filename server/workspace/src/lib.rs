//! The ground everything stands on: which files there are, what they say, and where a byte is.
//!
//! A **root** is a folder a person opened. Below it every folder is a [`Directory`] and every file a
//! [`File`], both salsa inputs, so that whatever is computed from them is recomputed exactly when they
//! change. A file's text is its *overlay* while an editor has it open, and the disk's otherwise; the
//! disk's text is read where it is needed and dropped again.
//!
//! **Invariant:** this is the only crate that touches the file system. Everything goes through
//! [`FileSystem`], which tests replace by [`MemoryFileSystem`].
//!
//! **Invariant:** nothing here knows a language, a rule or a protocol.

pub mod archive;
pub mod cache;
pub mod claim;
pub mod date;
pub mod db;
pub mod environment;
pub mod fixture;
pub mod folders;
pub mod git;
pub mod ignore_rules;
pub mod imagined;
pub mod inputs;
pub mod layout;
pub mod overlay;
pub mod path;
pub mod positions;
pub mod probed;
pub mod process;
pub mod remote;
pub mod secret;
pub mod settings;
pub mod system;
mod temporary;
mod tracked;
pub mod transaction;
pub mod trust;
pub mod watch;
pub mod write;

pub use cache::Cache;
pub use date::{Date, today};
pub use db::{Counters, Database, Db};
pub use environment::Environment;
pub use imagined::Imagined;
pub use inputs::{Attributes, Content, Directory, Entries, Entry, File, Root, Stamp, Unreadable};
pub use layout::{Layout, ScanProblem};
pub use overlay::Overlay;
pub use path::RelPath;
pub use positions::{LineColumn, LineIndex, Span, Unit};
pub use probed::{ProbeOutcome, Probed};
pub use settings::{Distrusted, ScanSettings, Settings, SeverityOverride, Suppress};
pub use system::{Disk, FileKind, FileSystem, Listed, MemoryFileSystem, Metadata};
pub use temporary::Temporary;
pub use trust::{Declaration, Trust};
