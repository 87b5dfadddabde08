//! The rules that reading a file applies by itself: what L1 is made of.

use crate::finding::Severity;
use crate::rule::{Check, Rule};

macro_rules! reading {
    ($name:ident, $code:literal, $page:literal, $severity:ident, $summary:literal) => {
        #[doc = $summary]
        pub const $name: Rule =
            Rule { code: $code, severity: Severity::$severity, summary: $summary, page: include_str!($page), check: Check::Reading };
    };
}
pub(super) use reading;

reading!(SYNTAX_ERROR, "L1/syntax-error", "syntax_error.md", Error, "The text is not valid in its language.");
reading!(ADVISORY_SYNTAX, "L1/advisory-syntax", "advisory_syntax.md", Warning, "A grammar that also refuses valid files refuses this one.");
reading!(DUPLICATE_KEY, "L1/duplicate-key", "duplicate_key.md", Error, "A key stands twice in one mapping.");
reading!(CONFLICT_MARKER, "L1/conflict-marker", "conflict_marker.md", Error, "A merge conflict was left in the file.");
reading!(ENCODING, "L1/encoding", "encoding.md", Error, "The bytes are not the text that the file's name promises.");
reading!(TOO_LARGE, "L1/too-large", "too_large.md", Info, "The file is larger than the limit and was not checked.");
reading!(TOO_DEEP, "L1/too-deep", "too_deep.md", Warning, "The text nests too deep to be checked.");
reading!(TOO_SLOW, "L1/too-slow", "too_slow.md", Warning, "Reading the file takes too long, and it was not checked.");
reading!(SUPPRESSION_DATE, "L3/suppression-date", "suppression_date.md", Info, "The last day of a suppression is no day.");
reading!(EXPIRED_SUPPRESSION, "L3/expired-suppression", "expired_suppression.md", Info, "The last day of a suppression is over.");
reading!(INTERNAL_ERROR, "L1/internal-error", "internal_error.md", Warning, "Ouroboros itself failed here.");
