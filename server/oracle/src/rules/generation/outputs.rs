//! Whether what a generator would write can be read: by the language that its name says it is in.
//!
//! Only of files that are not yet on the disk as they would be made: of the others reading them says it.

use alpha::project::{at_work, loaded, plan};
use alpha::standing::{Standing, standings};
use workspace::{Db, Root};

use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, RootContext, Rule};

/// See the page.
pub const GENERATED_SYNTAX: Rule = Rule {
    code: "L5/generated-syntax",
    severity: Severity::Error,
    summary: "A generator would write a file that its language cannot read.",
    page: include_str!("generated_syntax.md"),
    check: Check::Root(check),
};

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let (db, root) = (context.db, context.root);
    let standings = standings(db, root);
    let Ok(standings) = &*standings else { return };
    let plan = plan(db, root);
    for (key, _) in
        standings.iter().filter(|(key, standing)| key.anchor.is_none() && !matches!(standing, Standing::Current | Standing::Kept))
    {
        let Some((number, product)) = plan.get(key) else { continue };
        out.extend(unread(db, root, number, product));
    }
}

/// The first thing that the language of an output objects to, in the template where that wrote it.
fn unread(db: &dyn Db, root: Root, number: usize, product: &alpha::make::Product) -> Option<Finding> {
    let (_, ranges) = syntax::extract_text(&product.path, &product.text, syntax::Options::default());
    let problem = ranges.problems.iter().find(|problem| problem.code == "L1/syntax-error" || problem.code == "L1/duplicate-key")?;
    let at = ranges.lines.line_column(problem.span.start, workspace::Unit::Scalar);
    let message = format!("`{}` would not read, at {}:{}: {}", product.path, at.line + 1, at.column + 1, problem.message);
    let loaded = loaded(db, root, number);
    let maker = loaded.maker.as_ref()?;
    let trace = at_work(db, root, number, |_, workshop| workshop.trace(product.output, product.item)).flatten();
    let piece = trace.as_ref().and_then(|(_, pieces)| pieces.iter().find(|piece| piece.output.end > problem.span.start as usize));
    let template = piece.map(|piece| {
        // Text of a template stands in it letter by letter.
        let skipped = if piece.computed { 0 } else { (problem.span.start as usize).saturating_sub(piece.output.start) };
        let end = if piece.computed { piece.source.end } else { (piece.source.start + skipped + 1).min(piece.source.end) };
        maker.in_template(&piece.template, piece.source.start + skipped..end)
    });
    let asked = super::located(db, root, &maker.given(&[]))?;
    let (file, anchor): (_, Anchor) = template.and_then(|place| super::located(db, root, &place)).unwrap_or(asked);
    let finding = Finding::new(GENERATED_SYNTAX.code, GENERATED_SYNTAX.severity, file, anchor, message);
    Some(if (file, anchor) == asked {
        finding
    } else {
        finding.related(asked.0, asked.1, format!("generator `{}` is given this", maker.name))
    })
}
