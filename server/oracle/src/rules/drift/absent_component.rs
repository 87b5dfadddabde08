//! Components that own no file.

use dna::DeclaredPath;

use crate::finding::{Finding, Severity};
use crate::recovered::{Part, recovered};
use crate::rule::{Check, RootContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L6/absent-component",
    severity: Severity::Warning,
    summary: "The DNA declares a component, and no file belongs to it.",
    page: include_str!("absent_component.md"),
    check: Check::Root(check),
};

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let (db, root) = (context.db, context.root);
    let declared = dna::declared(db, root);
    let Some(dna) = &declared.dna else { return };
    let recovered = recovered(db, root);
    for component in dna.components.iter().filter(|component| !component.is_external()) {
        // A path that is not there and a glob that nothing matches are L0's to say, one that two have is L3's.
        let mut paths = dna.declared_paths().filter(|path| path.component.number == component.number).peekable();
        let is_said = |path: DeclaredPath<'_>| {
            let is_twice = dna.declared_paths().any(|other| other.path == path.path && other.component.number != component.number);
            path.is_glob || is_twice || root.entry(db, path.path).is_none()
        };
        let is_said = paths.peek().is_none() || paths.any(is_said);
        if is_said || recovered.parts.contains_key(&Part::Declared(component.number)) {
            continue;
        }
        let message =
            format!("component `{}` has no file: what lies there is ignored, or belongs to components below it", component.id.value);
        out.extend(Finding::dna(RULE.code, RULE.severity, &declared, component.id.span, message));
    }
}
