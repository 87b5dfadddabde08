//! L6: the architecture that the DNA declares, held against the one that the references have.

mod absent_component;
mod absent_dependency;
mod divergent_dependency;
mod undeclared_component;

use crate::finding::{Anchor, Edit, Finding, Fix, Related};
use crate::recovered::Tie;
use crate::rule::Rule;

/// The rules of this level.
pub const RULES: &[&Rule] = &[&absent_component::RULE, &absent_dependency::RULE, &divergent_dependency::RULE, &undeclared_component::RULE];

/// Shows the first lines of a tie.
fn prove(finding: &mut Finding, tie: &Tie, db: &dyn workspace::Db) {
    finding.related.extend(tie.lines.iter().map(|line| Related {
        file: line.file,
        anchor: Anchor::Fact(line.span),
        message: format!("this leads to `{}`", line.target.path(db)),
    }));
}

/// How many lines there are, and of what.
fn counted(tie: &Tie) -> String {
    let of = |count: u32, one: &str| match count {
        0 => None,
        1 => Some(format!("one {one}")),
        _ => Some(format!("{count} {one}s")),
    };
    let both: Vec<String> = [of(tie.imports, "import"), of(tie.declarations, "declaration")].into_iter().flatten().collect();
    both.join(" and ")
}

/// Adds the way to say in the DNA what is found.
fn accept(mut finding: Finding, title: String, edits: impl IntoIterator<Item = dna::accept::Edit>) -> Finding {
    let edits: Vec<Edit> =
        edits.into_iter().map(|edit| Edit { file: edit.file, anchor: Anchor::Span(edit.span), text: edit.text }).collect();
    if !edits.is_empty() {
        finding.fixes.push(Fix { title, edits, safe: false });
    }
    finding
}
