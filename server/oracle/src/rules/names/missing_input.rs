//! Inputs that a reusable workflow requires and that its caller does not give.

use graph::names;
use syntax::{Flags, Namespace};

use super::unresolved_input::called;
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/missing-input",
    severity: Severity::Error,
    summary: "A workflow calls a reusable workflow of the repository without an input that this requires.",
    page: include_str!("missing_input.md"),
    check: Check::File(check),
};

const CALL: Namespace = Namespace::named("workflow.call");
const INPUT: Namespace = Namespace::named("workflow.input");
const REQUIRED: Namespace = Namespace::named("workflow.required-input");

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let Some(own) = &context.facts.names else { return };
    for call in own.references.iter().filter(|mention| mention.namespace == CALL && !mention.flags.has(Flags::BROKEN)) {
        let Some(called) = called(context.db, context.root, call) else { continue };
        let Some(theirs) = names::names(context.db, called) else { continue };
        let given = |name: &str| {
            own.references.iter().any(|mention| mention.namespace == INPUT && mention.scope == call.scope && mention.name == name)
        };
        for required in theirs.definitions.iter().filter(|mention| mention.namespace == REQUIRED && !given(&mention.name)) {
            let message = format!("`{}` requires the input `{}`, which `with` does not give", called.path(context.db), required.name);
            let finding = Finding::new(RULE.code, RULE.severity, context.file, Anchor::Fact(call.span), message);
            out.push(finding.related(called, Anchor::Fact(required.span), "required here"));
        }
    }
}
