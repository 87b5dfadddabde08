//! Schemas that are named and that nothing can be judged by.

use workspace::Db;

use crate::document::{UNUSABLE, named};
use crate::finding::{Finding, Severity};
use crate::rule::{Check, RootContext, Rule};

/// See the page. What documents name is found where they are judged; here is what the DNA names.
pub const RULE: Rule = Rule {
    code: UNUSABLE,
    severity: Severity::Warning,
    summary: "A schema that a document or the DNA names cannot be used.",
    page: include_str!("unusable_schema.md"),
    check: Check::Root(check),
};

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let (db, root): (&dyn Db, _) = (context.db, context.root);
    let declared = dna::declared(db, root);
    let Some(dna) = &declared.dna else { return };
    for (glob, schema) in &dna.checks.schemas {
        if let Some((is_glob, message)) = named::mistake(db, root, glob, schema) {
            let span = if is_glob { glob.span } else { schema.span };
            out.extend(Finding::dna(RULE.code, RULE.severity, &declared, span, message));
        }
    }
}
