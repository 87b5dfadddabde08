//! Findings that a team knows and has not mended yet: an old repository starts green, and only what is new fails.
//!
//! An entry has no line number and no message, since both change while nobody touches the finding: it is the
//! rule's code, the file, and the text that is flagged ([`mod@key`]). How findings find their entries again
//! after edits and renames stands in [`matching`]; how a baseline is written down, in [`file`].
//!
//! **Invariant:** nothing here reads or writes a file. A baseline is text that comes in and text that goes out.

pub mod file;
pub mod key;
pub mod matching;

use std::collections::BTreeMap;

pub use file::Mistake;
pub use key::keys;
pub use matching::{Matching, Stale};

use crate::level::Level;

/// What stays the same about a finding. Sorts by path, so that a file's entries stand together.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Key {
    /// The file or folder, below the root; `.` for the root itself.
    pub path: String,
    /// The rule's code.
    pub code: String,
    /// What is flagged: see [`mod@key`].
    pub text: String,
}

impl Key {
    /// The level of its rule.
    pub fn level(&self) -> Level {
        Level::of(&self.code)
    }
}

/// How often something is known, and where the baseline says so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Known {
    /// So many findings.
    pub count: u32,
    /// The line of the entry, from 1; 0 for one that was never written.
    pub line: u32,
}

/// All entries.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Baseline {
    entries: BTreeMap<Key, Known>,
}

impl Baseline {
    /// One that knows exactly these findings.
    pub fn of(findings: impl IntoIterator<Item = Key>) -> Baseline {
        let mut baseline = Baseline::default();
        for key in findings {
            baseline.add(key, 1);
        }
        baseline
    }

    /// Adds `count` to an entry, which is made when there is none.
    pub fn add(&mut self, key: Key, count: u32) {
        if count > 0 {
            let known = self.entries.entry(key).or_insert(Known { count: 0, line: 0 });
            known.count = known.count.saturating_add(count);
        }
    }

    /// Its entries, by path, code and text.
    pub fn entries(&self) -> impl Iterator<Item = (&Key, Known)> {
        self.entries.iter().map(|(key, known)| (key, *known))
    }

    /// How many findings it knows.
    pub fn findings(&self) -> usize {
        self.entries.values().map(|known| known.count as usize).sum()
    }

    /// How many files and folders they are in.
    pub fn files(&self) -> usize {
        let mut paths: Vec<&str> = self.entries.keys().map(|key| key.path.as_str()).collect();
        paths.dedup();
        paths.len()
    }
}
