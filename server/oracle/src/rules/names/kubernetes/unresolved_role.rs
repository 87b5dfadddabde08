//! Roles that nothing defines.

use super::objects::{Reach, check as check_names};
use crate::finding::{Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-role",
    severity: Severity::Error,
    summary: "A binding gives a Role or a ClusterRole that nothing defines.",
    page: include_str!("unresolved_role.md"),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    check_names(context, &RULE, "k8s.role", "Role", Reach::Whole, out);
    check_names(context, &RULE, "k8s.clusterrole", "ClusterRole", Reach::Whole, out);
}
