//! Two files that both claim to be the project's DNA.

use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, RootContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L0/duplicate-dna",
    severity: Severity::Error,
    summary: "A second file claims to be the project's DNA.",
    page: include_str!("duplicate_dna.md"),
    check: Check::Root(check),
};

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let declared = dna::declared(context.db, context.root);
    let Some(first) = declared.file else { return };
    let place = |key: Option<dna::SpanId>| key.map_or(Anchor::Start, Anchor::Dna);
    for &(file, key) in &declared.duplicates {
        let message = format!("this is a second project DNA and is not read: `{}` is the one that counts", first.path(context.db));
        let finding = Finding::new(RULE.code, RULE.severity, file, place(key), message);
        out.push(finding.related(first, place(declared.version), "this one counts"));
    }
}
