//! Parts that declared components depend on and that no component is.

use std::collections::BTreeMap;

use dna::Component;
use syntax::place::is_test;
use workspace::RelPath;

use super::{accept, counted, prove};
use crate::finding::{Anchor, Finding, Severity};
use crate::recovered::{Part, Tie, recovered};
use crate::rule::{Check, RootContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L6/undeclared-component",
    severity: Severity::Warning,
    summary: "A component depends on code that is in none, beside what its `uses` lists.",
    page: include_str!("undeclared_component.md"),
    check: Check::Root(check),
};

/// What a package or crate begins with: it holds the parts together, and is none.
const ENTRANCES: [&str; 4] = ["__init__", "mod", "lib", "index"];

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let (db, root) = (context.db, context.root);
    let declared = dna::declared(db, root);
    let Some(dna) = &declared.dna else { return };
    let recovered = recovered(db, root);
    let mut by_part: BTreeMap<&RelPath, Vec<(&Component, &Tie)>> = BTreeMap::new();
    for ((from, to), tie) in &recovered.ties {
        let (Part::Declared(from), Part::Undeclared(to)) = (from, to) else { continue };
        let stem = to.name().split('.').next().unwrap_or_default();
        let is_part = !is_test(to.as_str()) && !ENTRANCES.contains(&stem);
        // Without `uses` a component may depend on anything.
        if let Some(from) = dna.component_at(*from).filter(|from| is_part && from.uses.is_some()) {
            by_part.entry(to).or_default().push((from, tie));
        }
    }
    for (path, users) in by_part {
        let Some((_, first)) = users.first() else { continue };
        let Some(target) = first.lines.first().map(|line| line.target) else { continue };
        let names: Vec<String> = users.iter().map(|(user, tie)| format!("`{}` ({})", user.id.value, counted(tie))).collect();
        let depend = if users.len() == 1 { "depends" } else { "depend" };
        let message = format!("`{path}` belongs to no component, and {} {depend} on it", names.join(", "));
        let mut finding = Finding::new(RULE.code, RULE.severity, target, Anchor::Start, message);
        users.iter().for_each(|(_, tie)| prove(&mut finding, tie, db));
        if let Some((id, edit)) = dna.components.last().and_then(|last| dna::accept::declare(db, root, dna, last, path)) {
            // What they use is allowed with it, or it would be denied next.
            let allowed = users.iter().filter_map(|(user, _)| dna::accept::allow(db, root, user, &id));
            let title = format!("Accept into the DNA: declare `{id}`");
            finding = accept(finding, title, std::iter::once(edit.clone()).chain(allowed));
        }
        out.push(finding);
    }
}
