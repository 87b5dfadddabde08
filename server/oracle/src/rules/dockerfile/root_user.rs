//! An image that is left to root by what it says.

use syntax::Language;

use super::stages;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/root-user",
    severity: Severity::Info,
    summary: "The last `USER` of an image is root.",
    page: include_str!("root_user.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let steps = context.steps();
    let all = stages::stages(steps);
    let Some(last) = all.len().checked_sub(1) else { return };
    // What inherits a stage inherits its user.
    let user =
        stages::chain(&all, last).into_iter().find_map(|stage| steps.iter().rfind(|step| step.stage == Some(stage) && step.name == "USER"));
    // Entry points start as root and step down by themselves.
    let steps_down = ["gosu", "su-exec", "setpriv", "s6-", "/init", "entrypoint", "runuser"].iter().any(|tool| context.text.contains(tool));
    if let Some((name, span)) = user.filter(|_| !steps_down).and_then(|user| user.words.first())
        && matches!(name.split(':').next(), Some("root" | "0"))
    {
        found.at(*span, "whatever this image runs, root runs: expected another `USER` at the end");
    }
}
