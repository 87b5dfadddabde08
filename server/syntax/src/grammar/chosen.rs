//! What the DNA says about single languages, small enough to be part of the options of every text.

use super::table::{ROWS, Row};
use crate::kind::Language;

/// Languages whose reader has no grammar, and may be asked for more than what is certain.
pub const READERS: [(Language, &str); 2] = [(Language::Html, "html"), (Language::Sql, "sql")];

/// Languages whose grammar a team has turned on or off, as bits of their rows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Chosen {
    on: u64,
    off: u64,
}

impl Chosen {
    /// From names as `checks.languages` has them; unknown ones are somebody else's finding.
    pub fn new<'a>(choices: impl Iterator<Item = (&'a str, bool)>) -> Chosen {
        let mut chosen = Chosen::default();
        for (id, on) in choices {
            let row = ROWS.iter().position(|row| row.id == id);
            let reader = || READERS.iter().position(|(_, reader)| *reader == id).map(|index| ROWS.len() + index);
            let bit = row.or_else(reader).map_or(0, |index| 1 << index);
            if on { chosen.on |= bit } else { chosen.off |= bit }
        }
        chosen
    }

    /// What was said about one language.
    pub(super) fn verdict(self, row: &Row) -> Option<bool> {
        let bit = ROWS.iter().position(|other| other.language == row.language).map_or(0, |index| 1u64 << index);
        (self.on & bit != 0).then_some(true).or((self.off & bit != 0).then_some(false))
    }

    /// What was said about one of the [`READERS`].
    pub fn wants(self, language: Language) -> Option<bool> {
        let index = READERS.iter().position(|(reader, _)| *reader == language)?;
        let bit = 1u64 << (ROWS.len() + index);
        (self.on & bit != 0).then_some(true).or((self.off & bit != 0).then_some(false))
    }

    /// Whether anything was said about `language`.
    pub fn names(self, language: Language) -> bool {
        super::row(language).is_some_and(|row| self.verdict(row).is_some()) || self.wants(language).is_some()
    }
}
