//! Dependencies between components that the DNA does not allow: against layers, lists or rules.
//!
//! Three codes, one walk: the `dna` crate knows which reason comes first.

use dna::Verdict;
use graph::EdgeKind;

use crate::finding::{Anchor, Finding, Related, Severity, Tag};
use crate::rule::{Check, FileContext, Rule};

/// A rule, a `uses` or a `visible_to` says no.
pub const DENIED: Rule = Rule {
    code: "L4/denied-dependency",
    severity: Severity::Error,
    summary: "Code depends on a component that the DNA denies it.",
    page: include_str!("denied_dependency.md"),
    check: Check::File(check),
};

/// The layers say no.
pub const LAYER: Rule = Rule {
    code: "L4/layer-violation",
    severity: Severity::Error,
    summary: "Code of a lower layer depends on a higher one.",
    page: include_str!("layer_violation.md"),
    check: Check::Reading,
};

/// Allowed for now.
pub const DEPRECATED: Rule = Rule {
    code: "L4/deprecated-dependency",
    severity: Severity::Info,
    summary: "Code depends on a component that it should stop depending on.",
    page: include_str!("deprecated_dependency.md"),
    check: Check::Reading,
};

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    if context.facts.references.is_empty() {
        return;
    }
    let declared = dna::declared(context.db, context.root);
    let Some(dna) = &declared.dna else { return };
    let Some(from) = dna.component_of(context.file.path(context.db)) else { return };
    for edge in graph::edges(context.db, context.file).iter().filter(|edge| edge.kind == EdgeKind::Import) {
        let target = edge.target.path(context.db);
        let Some(to) = dna.component_of(target) else { continue };
        let anchor = Anchor::Fact(edge.span);
        match dna.may_depend(from, to) {
            Verdict::Allowed => {}
            Verdict::Deprecated(entry) => {
                let message = format!("`{}` should stop depending on `{}`: the DNA calls it deprecated", from.id.value, to.id.value);
                let mut finding = Finding::new(DEPRECATED.code, DEPRECATED.severity, context.file, anchor, message);
                finding.related.extend(Related::dna(&declared, entry, "declared here"));
                finding.tags.push(Tag::Deprecated);
                out.push(finding);
            }
            Verdict::Denied(denial) => {
                let Some(severity) = denial.severity().map_or(Some(DENIED.severity), Severity::chosen) else { continue };
                let message = format!("`{}` may not depend on `{}`: {}", from.id.value, to.id.value, denial.reason());
                let mut finding = Finding::new(denial.code(), severity, context.file, anchor, message);
                finding.related.push(Related {
                    file: edge.target,
                    anchor: Anchor::Start,
                    message: format!("`{target}` belongs to `{}`", to.id.value),
                });
                finding.related.extend(denial.places().into_iter().filter_map(|(place, message)| Related::dna(&declared, place, message)));
                out.push(finding);
            }
        }
    }
}
