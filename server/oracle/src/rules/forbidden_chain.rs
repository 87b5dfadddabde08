//! Components that are reached through others, although the DNA forbids it.
//!
//! [`graph::reach`] finds the chains, as files; the places of their imports are asked for here, of the few files
//! that are in one.

use graph::EdgeKind;
use graph::reach::Chain;
use workspace::{Db, File};

use crate::finding::{Anchor, Finding, Related, Severity};
use crate::rule::{Check, RootContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/forbidden-chain",
    severity: Severity::Error,
    summary: "Code reaches through others what the DNA forbids it to reach.",
    page: include_str!("forbidden_chain.md"),
    check: Check::Root(check),
};

/// Longer chains are cut in the message; the related places have them all.
const SHOWN: usize = 6;

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let declared = dna::declared(context.db, context.root);
    let Some(dna) = &declared.dna else { return };
    for chain in graph::reach::chains(context.db, context.root).iter() {
        let Some(rule) = dna.rules.get(chain.rule) else { continue };
        let Some(severity) = rule.severity.map_or(Some(RULE.severity), |severity| Severity::chosen(severity.value)) else { continue };
        out.extend(finding(context.db, &declared, dna, rule, severity, chain));
    }
}

fn finding(db: &dyn Db, declared: &dna::Declared, dna: &dna::Dna, rule: &dna::Rule, severity: Severity, chain: &Chain) -> Option<Finding> {
    let owner = |file: File| dna.component_of(file.path(db)).map(|component| component.id.as_str());
    let (first, last) = (*chain.files.first()?, *chain.files.last()?);
    let (from, to) = (owner(first)?, owner(last)?);
    let mut names: Vec<String> = chain.files.iter().take(SHOWN).map(|file| format!("`{}`", file.path(db))).collect();
    if chain.files.len() > SHOWN {
        let between = chain.files.len() - SHOWN;
        names.truncate(SHOWN - 1);
        names.push(format!("… ({} more)", between));
        names.push(format!("`{}`", last.path(db)));
    }
    let because = rule.why.as_ref().map_or_else(String::new, |why| format!(" ({})", why.value));
    let message = format!(
        "`{from}` may not reach `{to}`, through others neither; rule `{}` forbids it{because}: {}",
        rule.id.value,
        names.join(" → ")
    );
    let mut steps = chain.files.windows(2).map(|step| Some((step[0], step[1], first_import(db, step[0], step[1])?)));
    let (_, _, anchor) = steps.next()??;
    let mut finding = Finding::new(RULE.code, severity, first, anchor, message);
    for (file, target, anchor) in steps.map_while(|step| step) {
        let leads = if target == last { format!(", which belongs to `{to}`") } else { String::new() };
        finding.related.push(Related { file, anchor, message: format!("which imports `{}`{leads}", target.path(db)) });
    }
    finding.related.extend(Related::dna(declared, rule.span, format!("rule `{}`", rule.id.value)));
    Some(finding)
}

/// The place where `file` first imports `target`.
fn first_import(db: &dyn Db, file: File, target: File) -> Option<Anchor> {
    let edges = graph::edges(db, file);
    let edge = edges.iter().find(|edge| edge.target == target && edge.kind == EdgeKind::Import)?;
    Some(Anchor::Fact(edge.span))
}
