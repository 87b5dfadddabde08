//! Services that nothing defines.

use super::objects::{Reach, check as check_names};
use crate::finding::{Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-service",
    severity: Severity::Error,
    summary: "An Ingress, a route, a StatefulSet or a webhook names a Service that nothing defines.",
    page: include_str!("unresolved_service.md"),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    check_names(context, &RULE, "k8s.service", "Service", Reach::Whole, out);
}
