//! Containers that request more than they may use.

use syntax::Role;

use super::objects::{is_open, pods};
use super::quantity::{amounts, value};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/limits-below-requests",
    severity: Severity::Error,
    summary: "A container requests more of a resource than its limit allows.",
    page: include_str!("limits_below_requests.md"),
    check: Check::Document(&[Subject::Role(Role::Kubernetes)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for pods in pods(context) {
        let containers = pods.containers().filter_map(|container| container.node.get("resources"));
        for resources in pods.spec.get("resources").into_iter().chain(containers) {
            let limits = resources.get("limits");
            for request in amounts(resources.get("requests")) {
                let Some(limit) = limits.and_then(|limits| limits.get(request.resource)) else { continue };
                let (Some(asked), Some(allowed)) = (request.node.text(), limit.text()) else { continue };
                if is_open(asked) || is_open(allowed) {
                    continue;
                }
                let (Some(most), Some(wanted)) = (value(allowed), value(asked)) else { continue };
                if most < wanted {
                    let message = format!("the limit of `{}` is `{allowed}`, less than the `{asked}` that is requested", request.resource);
                    found.at(limit.span, message).related(request.node.span, "what is requested");
                }
            }
        }
    }
}
