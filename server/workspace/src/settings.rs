//! What a team has said about how its repository is judged, as plain data.
//!
//! The one source is the `checks` section of the DNA. It is read by the `dna` crate and carried here so
//! that every layer can depend on it without knowing DNA.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::path::RelPath;

/// What the person wants a rule's findings to be.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SeverityOverride {
    /// Not reported.
    Off,
    /// Worth knowing; never fails a check by default.
    Info,
    /// Probably wrong.
    Warning,
    /// Wrong.
    Error,
}

/// A finding that was looked at and accepted, in the DNA.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Suppress {
    /// The rule's code.
    pub code: String,
    /// A path or glob below the root.
    pub at: String,
    /// Last day it holds.
    pub until: Option<Date>,
    /// Why.
    pub why: Option<String>,
}

/// Comments that accept findings and do not count, since who is judged may have written them: for each path the
/// offsets that they start at.
pub type Distrusted = BTreeMap<RelPath, BTreeSet<u32>>;

/// What decides which files are seen.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ScanSettings {
    /// Globs of paths that are not looked at, in `.gitignore`'s form.
    pub ignore: Vec<String>,
    /// Files of more bytes than this are not parsed; each gets a finding that says so.
    pub max_file_size: u64,
}

impl Default for ScanSettings {
    fn default() -> Self {
        ScanSettings { ignore: Vec::new(), max_file_size: 10 << 20 }
    }
}

/// All settings that change findings.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Settings {
    /// Which files.
    pub scan: ScanSettings,
    /// The highest level that is run, 0 to 6; all when absent.
    pub level: Option<u8>,
    /// Severity by rule code (`L4/broken-link`) or level (`L4`).
    pub severity: BTreeMap<String, SeverityOverride>,
    /// Languages whose grammar is turned on or off, by the name that `checks.languages` gives them.
    pub languages: BTreeMap<String, bool>,
    /// Schemas by glob, in the order they are written: the last one that matches a path counts.
    pub schemas: Vec<(String, String)>,
    /// Folders of rules and queries that the team adds to those that come with the program.
    pub queries: Vec<RelPath>,
    /// Accepted findings.
    pub suppress: Vec<Suppress>,
    /// At or above this a check fails; `error` when absent.
    pub fail_on: Option<SeverityOverride>,
    /// The minor version of Kubernetes 1 that objects are for; the newest known when absent.
    pub kubernetes: Option<u8>,
}
