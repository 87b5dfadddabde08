//! Links to headings that do not exist.

use graph::Resolution;
use graph::links::{Fragment, fragment, includers, is_copy, is_made, is_myst, is_shown_elsewhere, is_translation, shown_with};
use syntax::place::is_said_to_lead_nowhere;
use syntax::{Flags, Namespace, Reference};

use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};
use crate::rules::broken_link::is_unused;
use crate::silence::is_embedded;

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/broken-anchor",
    severity: Severity::Warning,
    summary: "A link's fragment names no heading of the document it leads to.",
    page: include_str!("broken_anchor.md"),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    if !context.facts.references.iter().any(|reference| reference.namespace == Namespace::LINK && reference.member.is_some()) {
        return;
    }
    // What others wrote is theirs to mend.
    if is_shown_elsewhere(context.file.path(context.db).as_str())
        || is_copy(context.db, context.folder)
        || is_made(context.db, context.folder)
    {
        return;
    }
    let resolutions = context.resolutions();
    for (reference, resolution) in context.facts.references.iter().zip(resolutions.iter()) {
        if reference.namespace != Namespace::LINK || reference.flags.has(Flags::OPTIONAL) {
            continue;
        }
        let target = match resolution {
            Resolution::File(target) => Some(*target),
            Resolution::Folder(folder) => shown_with(context.db, *folder),
            _ => None,
        };
        let (Some(name), Some(target)) = (reference.member.as_deref(), target) else { continue };
        let Fragment::Missing { close } = fragment(context.db, target, name) else { continue };
        if is_said_to_lead_nowhere(name) || reference.name.is_empty() && is_myst(context.db, context.folder) {
            continue;
        }
        if is_translation(context.db, context.file) || target == context.file && is_piece(context) {
            continue;
        }
        let anchor = Anchor::Fact(reference.span);
        let place = if target == context.file { "this document".to_owned() } else { format!("`{}`", target.path(context.db)) };
        let mut finding = Finding::new(
            RULE.code,
            severity_of(reference),
            context.file,
            anchor,
            format!("no heading of {place} has the anchor `#{name}`"),
        );
        if let Some(close) = close {
            finding.message.push_str(&format!("; did you mean `#{close}`?"));
            let text = format!("{}#{close}", reference.name.replace(' ', "%20"));
            finding = finding.fix(format!("Change to `#{close}`"), context.file, anchor, text, false);
        }
        out.push(finding);
    }
}

/// Whether the document is a piece of another one, whose headings it may mean by its own: included somewhere, or called as generators
/// want what is no page, `_prices.md`.
fn is_piece(context: &FileContext<'_>) -> bool {
    let name = context.file.path(context.db).name();
    let is_no_page = || name.starts_with('_') && !name.starts_with("_index.") && graph::links::site(context.db, context.folder).is_some();
    is_no_page()
        || context.facts.references.iter().any(|reference| reference.role == "piece")
        || !includers(context.db, context.root, context.file).is_empty()
        || is_embedded(context.db, context.file)
}

fn severity_of(reference: &Reference) -> Severity {
    if is_unused(reference) { Severity::Info } else { RULE.severity }
}
