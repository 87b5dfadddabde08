//! Workloads that nothing defines.

use super::objects::{Reach, check as check_names};
use crate::finding::{Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-workload",
    severity: Severity::Error,
    summary: "An autoscaler or a kustomization scales a workload that nothing defines.",
    page: include_str!("unresolved_workload.md"),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    check_names(context, &RULE, "k8s.workload", "workload", Reach::Whole, out);
}
