//! The seven questions, in the order in which they make sense.

use std::fmt;
use std::str::FromStr;

/// A level of verification.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize)]
pub enum Level {
    /// Does everything that is declared exist?
    L0,
    /// Does every file parse?
    L1,
    /// Has every document the right shape?
    L2,
    /// Does each file make sense by itself?
    L3,
    /// Does everything that names something else find it, and may it?
    L4,
    /// Does it work when tried, without running the user's code?
    L5,
    /// Is the architecture that the code has the one that is declared?
    L6,
}

impl Level {
    /// All of them, lowest first.
    pub const ALL: [Level; 7] = [Level::L0, Level::L1, Level::L2, Level::L3, Level::L4, Level::L5, Level::L6];

    /// `0` for L0.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// One word for it.
    pub fn name(self) -> &'static str {
        match self {
            Level::L0 => "existence",
            Level::L1 => "syntax",
            Level::L2 => "schema",
            Level::L3 => "semantic",
            Level::L4 => "cross-reference",
            Level::L5 => "simulation",
            Level::L6 => "reverse engineering",
        }
    }

    /// The level a code like `L4/broken-link` belongs to.
    ///
    /// # Panics
    /// When it is no code of a rule; codes are constants, and a test reads them all.
    pub fn of(code: &str) -> Level {
        code.split('/').next().and_then(|level| level.parse().ok()).unwrap_or_else(|| panic!("{code} is no rule's code"))
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "L{}", self.number())
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Level, String> {
        let wanted = text.to_ascii_uppercase();
        Level::ALL.into_iter().find(|level| level.to_string() == wanted).ok_or_else(|| format!("`{text}` is no level: L0 to L6 are"))
    }
}
