//! Keys that a Secret does not have.

use super::keys::{self, Parts};
use crate::finding::{Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-secret-key",
    severity: Severity::Error,
    summary: "A pod takes a key of a Secret that is written here and has no such key.",
    page: include_str!("unresolved_secret_key.md"),
    check: Check::File(check),
};

const KEYS: Parts = Parts { object: "k8s.secret", part: "k8s.secret-key", kind: "Secret", what: "key" };

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    keys::check(context, &RULE, &KEYS, out);
}
