//! Rules and queries of a workspace that cannot be used.

use workspace::{Db, RelPath};

use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, RootContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L2/unusable-query",
    severity: Severity::Error,
    summary: "A file of rules or queries that `checks.queries` names says something that cannot be used.",
    page: include_str!("unusable_query.md"),
    check: Check::Root(check),
};

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let (db, root): (&dyn Db, _) = (context.db, context.root);
    for (path, mistake) in syntax::extraction::set(db, root).mistakes() {
        if let Some(file) = root.file(db, &RelPath::new(path)) {
            out.push(Finding::new(RULE.code, RULE.severity, file, Anchor::Span(mistake.span), mistake.message.clone()));
        }
    }
    let declared = dna::declared(db, root);
    let Some(dna) = &declared.dna else { return };
    for folder in &dna.checks.queries {
        let found = RelPath::root().resolve(folder).and_then(|path| root.directory(db, &path));
        if found.is_none() {
            let message = format!("`checks.queries` names the folder `{}`, which does not exist", folder.value);
            out.extend(Finding::dna(RULE.code, RULE.severity, &declared, folder.span, message));
        }
    }
}
