//! Files that import each other in a circle.

use crate::finding::{Anchor, Finding, Related, Severity};
use crate::rule::{Check, RootContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/import-cycle",
    severity: Severity::Info,
    summary: "Files import each other in a circle.",
    page: include_str!("import_cycle.md"),
    check: Check::Root(check),
};

/// Longer chains are cut in the message; the related places have them all.
const SHOWN: usize = 6;

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let db = context.db;
    for cycle in graph::cycles(db, context.root).iter() {
        let Some(&(first, span)) = cycle.chain.first() else { continue };
        let mut names: Vec<String> = cycle.chain.iter().take(SHOWN).map(|(file, _)| format!("`{}`", file.path(db))).collect();
        if cycle.chain.len() > SHOWN {
            names.push(format!("… ({} more)", cycle.chain.len() - SHOWN));
        }
        names.push(format!("`{}`", first.path(db)));
        let more = if cycle.members.len() > cycle.chain.len() {
            format!(" ({} files import each other in this way)", cycle.members.len())
        } else {
            String::new()
        };
        let mut finding =
            Finding::new(RULE.code, RULE.severity, first, Anchor::Fact(span), format!("import cycle: {}{more}", names.join(" → ")));
        finding.related = cycle.chain[1..]
            .iter()
            .enumerate()
            .map(|(step, (file, span))| {
                let next = cycle.chain.get(step + 2).map_or(first, |(file, _)| *file);
                Related { file: *file, anchor: Anchor::Fact(*span), message: format!("which imports `{}`", next.path(db)) }
            })
            .collect();
        out.push(finding);
    }
}
