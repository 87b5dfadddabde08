//! ConfigMaps that nothing defines.

use super::objects::{Reach, check as check_names};
use crate::finding::{Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-configmap",
    severity: Severity::Error,
    summary: "A pod takes what it needs from a ConfigMap that nothing defines.",
    page: include_str!("unresolved_configmap.md"),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    check_names(context, &RULE, "k8s.configmap", "ConfigMap", Reach::Whole, out);
}
