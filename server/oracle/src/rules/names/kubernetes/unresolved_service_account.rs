//! Accounts that nothing defines.

use super::objects::{Reach, check as check_names};
use crate::finding::{Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-service-account",
    severity: Severity::Error,
    summary: "A pod or a binding names a ServiceAccount that nothing defines.",
    page: include_str!("unresolved_service_account.md"),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    check_names(context, &RULE, "k8s.serviceaccount", "ServiceAccount", Reach::Whole, out);
}
