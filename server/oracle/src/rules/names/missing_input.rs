//! Inputs and secrets that a reusable workflow requires and that its caller does not give.

use graph::names;
use syntax::{Flags, Mention, Namespace};

use super::unresolved_input::called;
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/missing-input",
    severity: Severity::Error,
    summary: "A workflow calls a reusable workflow of the repository without an input or a secret that this requires.",
    page: include_str!("missing_input.md"),
    check: Check::File(check),
};

const CALL: Namespace = Namespace::named("workflow.call");
/// What is required, what it is given as, under which key, and what messages call it.
const REQUIRED: &[(Namespace, Namespace, &str, &str)] = &[
    (Namespace::named("workflow.required-input"), Namespace::named("workflow.input"), "with", "input"),
    (Namespace::named("workflow.required-secret"), Namespace::named("workflow.secret"), "secrets", "secret"),
];

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let Some(own) = &context.facts.names else { return };
    for call in own.references.iter().filter(|mention| mention.namespace == CALL && !mention.flags.has(Flags::BROKEN)) {
        let Some(called) = called(context.db, context.root, call) else { continue };
        let Some(theirs) = names::names(context.db, called) else { continue };
        for required in &theirs.definitions {
            let Some((_, given, key, what)) = REQUIRED.iter().find(|(namespace, ..)| *namespace == required.namespace) else { continue };
            // GitHub reads these names in any case.
            let is_it = |mention: &Mention| mention.namespace == *given && mention.name.eq_ignore_ascii_case(&required.name);
            let are_handed_on = *key == "secrets" && call.role == "inherit";
            if are_handed_on || own.references.iter().any(|mention| mention.scope == call.scope && is_it(mention)) {
                continue;
            }
            let message = format!("`{}` requires the {what} `{}`, which `{key}` does not give", called.path(context.db), required.name);
            let finding = Finding::new(RULE.code, RULE.severity, context.file, Anchor::Fact(call.span), message);
            out.push(finding.related(called, Anchor::Fact(required.span), "required here"));
        }
    }
}
