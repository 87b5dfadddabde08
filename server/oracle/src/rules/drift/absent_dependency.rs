//! Dependencies that are declared and that no line has.

use super::accept;
use crate::finding::{Finding, Severity, Tag};
use crate::recovered::{absences, recovered};
use crate::rule::{Check, RootContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L6/absent-dependency",
    severity: Severity::Info,
    summary: "The DNA lets a component use another, and no line of it does.",
    page: include_str!("absent_dependency.md"),
    check: Check::Root(check),
};

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let (db, root) = (context.db, context.root);
    let declared = dna::declared(db, root);
    let Some(dna) = &declared.dna else { return };
    for (from, to, entry) in absences(dna, &recovered(db, root)) {
        let message = format!("`{}` may use `{}`, and no line of it does", from.id.value, to.id.value);
        let Some(mut finding) = Finding::dna(RULE.code, RULE.severity, &declared, entry, message) else { continue };
        finding.tags.push(Tag::Unnecessary);
        let edit = dna::accept::disallow(db, root, from, &to.id.value);
        out.push(accept(finding, format!("Take `{}` out of `uses`", to.id.value), edit));
    }
}
