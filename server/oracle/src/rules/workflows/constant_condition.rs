//! Conditions with text around `${{ }}`: a text that is not empty, and so always true.

use documents::Node;
use syntax::Role;

use super::expression::placeholders;
use super::steps::{holders, steps};
use super::uses::Located;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/constant-condition",
    severity: Severity::Warning,
    summary: "An `if` has text around `${{ }}`, and is always true.",
    page: include_str!("constant_condition.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow), Subject::Role(Role::Action)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        for condition in holders(root).chain(steps(root)).filter_map(|node| node.get("if")) {
            judge(condition, found);
        }
    }
}

fn judge(condition: &Node, found: &mut Found) {
    // White space around it, as a block has it, is nobody's mistake.
    let Some(text) = condition.text() else { return };
    let parts: Option<Vec<_>> = placeholders(text).into_iter().map(Result::ok).collect();
    let Some(parts) = parts.filter(|parts| !parts.is_empty()) else { return };
    let (first, last) = (parts[0].start.saturating_sub(3), parts[parts.len() - 1].end + 2);
    let around = [text.get(..first), text.get(last..)];
    let is_bare = |around: &Option<&str>| around.is_some_and(|around| around.trim().is_empty());
    if parts.len() == 1 && around.iter().all(is_bare) {
        return;
    }
    let whole = text.trim_end().len();
    let message = "what stands around `${{ }}` makes this a text, and a text that is not empty is true: expected all of the condition inside, or no `${{ }}` at all";
    found.at(Located::of(condition, text).span(&(0..whole)), message);
}
