//! Files that a component must have and does not.

use crate::finding::{Finding, Related, Severity};
use crate::rule::{Check, RootContext, Rule};
use crate::rules::missing_component::any_matches;

/// See the page.
pub const RULE: Rule = Rule {
    code: "L0/missing-required-file",
    severity: Severity::Error,
    summary: "A component lacks a file that the DNA requires of it.",
    page: include_str!("missing_required_file.md"),
    check: Check::Root(check),
};

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let (db, root) = (context.db, context.root);
    let declared = dna::declared(db, root);
    let Some(dna) = &declared.dna else { return };
    for requirement in dna.requirements() {
        let component = requirement.component;
        let mut present = component.paths.iter().filter(|path| root.entry(db, path).is_some()).peekable();
        // A component that is not there at all is one finding, not one for each of its files.
        if present.peek().is_none() || present.any(|path| any_matches(db, root, path.join(requirement.glob).as_str())) {
            continue;
        }
        let severity = requirement
            .rule
            .and_then(|rule| rule.severity.as_ref())
            .map_or(Some(RULE.severity), |severity| Severity::chosen(severity.value));
        let Some(severity) = severity else { continue };
        let because = requirement.rule.and_then(|rule| rule.why.as_ref()).map_or_else(String::new, |why| format!(" ({})", why.value));
        let message = format!("component `{}` has no `{}`{because}", component.id.value, requirement.glob);
        let anchor = if requirement.rule.is_some() { component.id.span } else { requirement.span };
        let Some(mut finding) = Finding::dna(RULE.code, severity, &declared, anchor, message) else { continue };
        let required = |rule: &dna::Rule| Related::dna(&declared, requirement.span, format!("rule `{}` requires it", rule.id.value));
        finding.related.extend(requirement.rule.and_then(required));
        out.push(finding);
    }
}
