//! What is said of entries of a baseline that nothing matches any more.

use super::Report;
use crate::baseline::Stale;

/// The title of what is said about a stale entry, where findings have their code.
pub const STALE: &str = "stale-baseline";

/// An entry of a baseline that nothing matches any more.
#[derive(Clone, Copy)]
pub struct StaleEntry<'a> {
    /// The baseline.
    pub path: &'a str,
    /// The entry.
    pub stale: &'a Stale,
}

impl StaleEntry<'_> {
    /// What to say of it.
    pub fn message(&self) -> String {
        let Stale { key, count, gone, .. } = self.stale;
        let what = format!("{} in `{}` at `{}`", key.code, key.path, key.text);
        let much = if gone == count { "nothing" } else { "less than it says" };
        let rest = if gone == count { String::new() } else { format!(" ({} of {count} are left)", count - gone) };
        format!("{much} matches this entry any more: {what}{rest}; --prune-baseline takes it out")
    }
}

impl Report {
    /// The entries of the baseline that nothing matches any more.
    pub fn stale(&self) -> impl Iterator<Item = StaleEntry<'_>> {
        let baseline = self.baseline.iter();
        baseline.flat_map(|baseline| baseline.stale.iter().map(|stale| StaleEntry { path: &baseline.path, stale }))
    }
}
