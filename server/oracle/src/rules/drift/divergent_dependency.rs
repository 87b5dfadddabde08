//! Dependencies that the code has and the DNA denies, once for each pair of components.

use dna::{Denial, Verdict};

use super::{accept, counted, prove};
use crate::finding::{Finding, Related, Severity};
use crate::recovered::{Part, recovered};
use crate::rule::{Check, RootContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L6/divergent-dependency",
    severity: Severity::Warning,
    summary: "A component depends on another in a way that the DNA does not declare.",
    page: include_str!("divergent_dependency.md"),
    check: Check::Root(check),
};

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let (db, root) = (context.db, context.root);
    let declared = dna::declared(db, root);
    let Some(dna) = &declared.dna else { return };
    for ((from, to), tie) in &recovered(db, root).ties {
        let (Part::Declared(from), Part::Declared(to)) = (from, to) else { continue };
        let (Some(from), Some(to)) = (dna.component_at(*from), dna.component_at(*to)) else { continue };
        let Verdict::Denied(denial) = dna.may_depend(from, to) else { continue };
        // Each import is an error of L4 already, at its line; what only manifests say is told here alone.
        let severity = if tie.imports > 0 { Severity::Info } else { RULE.severity };
        let place = match &denial {
            Denial::NotUsed { uses, .. } => *uses,
            _ => from.id.span,
        };
        let message =
            format!("`{}` depends on `{}` by {}, which is not declared: {}", from.id.value, to.id.value, counted(tie), denial.reason());
        let Some(mut finding) = Finding::dna(RULE.code, severity, &declared, place, message) else { continue };
        prove(&mut finding, tie, db);
        let others = denial.places().into_iter().filter(|(other, _)| *other != place);
        finding.related.extend(others.filter_map(|(other, message)| Related::dna(&declared, other, message)));
        let edit = matches!(denial, Denial::NotUsed { .. }).then(|| dna::accept::allow(db, root, from, &to.id.value)).flatten();
        out.push(accept(finding, format!("Accept into the DNA: let `{}` use `{}`", from.id.value, to.id.value), edit));
    }
}
