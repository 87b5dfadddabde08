//! What is wrong with the declared architecture itself: the `dna` crate finds it while it reads.

use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// A wrong type, an unknown or missing key, a word that is not among the allowed ones.
pub const SCHEMA_VIOLATION: Rule = Rule {
    code: "L2/schema-violation",
    severity: Severity::Error,
    summary: "A document does not have the shape that its format prescribes.",
    page: include_str!("schema_violation.md"),
    // Of a DNA it is found while that is read; of generators, once they are joined.
    check: Check::Root(super::generation::shapes),
};

/// Two components claim one path.
pub const DUPLICATE_PATH: Rule = Rule {
    code: "L3/duplicate-path",
    severity: Severity::Error,
    summary: "Two components of the DNA claim the same path.",
    page: include_str!("duplicate_path.md"),
    check: Check::Reading,
};

/// A setting for a rule that does not exist.
pub const UNKNOWN_RULE: Rule = Rule {
    code: "L3/unknown-rule",
    severity: Severity::Error,
    summary: "The DNA configures a rule that does not exist.",
    page: include_str!("unknown_rule.md"),
    check: Check::Reading,
};

/// One id for two things.
pub const DUPLICATE_ID: Rule = Rule {
    code: "L4/duplicate-id",
    severity: Severity::Error,
    summary: "The DNA declares one id twice.",
    page: include_str!("duplicate_id.md"),
    check: Check::Reading,
};

/// An id that nothing declares.
pub const UNKNOWN_ID: Rule = Rule {
    code: "L4/unknown-id",
    severity: Severity::Error,
    summary: "The DNA uses an id that it does not declare.",
    page: include_str!("unknown_id.md"),
    check: Check::Reading,
};

/// An `extends` that leads in a circle, out of the root, too far, or to what is no DNA.
pub const BROKEN_EXTENDS: Rule = Rule {
    code: "L4/broken-extends",
    severity: Severity::Error,
    summary: "An `extends` of the DNA leads in a circle, or to what cannot be extended.",
    page: include_str!("broken_extends.md"),
    check: Check::Reading,
};
