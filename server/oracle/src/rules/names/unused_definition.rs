//! Definitions that nothing refers to: off until a team asks for it, since much is used from elsewhere.

use graph::names;
use workspace::Db;

use crate::finding::{Anchor, Finding, Severity, Tag};
use crate::rule::{Check, RootContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unused-definition",
    severity: Severity::Info,
    summary: "Nothing in the repository refers to a definition. Off by default.",
    page: include_str!("unused_definition.md"),
    check: Check::Root(check),
};

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let (db, root): (&dyn Db, _) = (context.db, context.root);
    if !root.settings(db).severity.contains_key(RULE.code) {
        return;
    }
    let set = syntax::extraction::set(db, root);
    let used = names::used(db, root);
    for file in root.files(db) {
        let Some(own) = names::names(db, file) else { continue };
        for (number, mention) in own.definitions.iter().enumerate() {
            let Some(about) = set.about(mention.namespace) else { continue };
            if used.contains(&names::Defined { file, number: number as u32 }) {
                continue;
            }
            let message = format!("nothing in this repository refers to the {} `{}`", about.what, mention.name);
            let mut finding = Finding::new(RULE.code, RULE.severity, file, Anchor::Fact(mention.span), message);
            finding.tags.push(Tag::Unnecessary);
            out.push(finding);
        }
    }
}
