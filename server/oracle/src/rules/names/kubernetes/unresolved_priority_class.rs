//! Classes of priority that nothing defines.

use super::objects::{Reach, check as check_names};
use crate::finding::{Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-priority-class",
    severity: Severity::Error,
    summary: "A pod names a PriorityClass that is nearly one of this repository.",
    page: include_str!("unresolved_priority_class.md"),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    check_names(context, &RULE, "k8s.priorityclass", "PriorityClass", Reach::Slips, out);
}
