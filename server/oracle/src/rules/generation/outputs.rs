//! Whether what a generator would write can be read, by the language that its name says it is in, and has the shape
//! that its format prescribes.
//!
//! Only of files that are not yet on the disk as they would be made: of the others reading them says it.

use alpha::make::Product;
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
    check: Check::Root(|context, out| check(context, out, unread)),
};

/// See the page.
pub const GENERATED_SCHEMA: Rule = Rule {
    code: "L5/generated-schema",
    severity: Severity::Error,
    summary: "A generator would write a document that has not the shape of its format.",
    page: include_str!("generated_schema.md"),
    check: Check::Root(|context, out| check(context, out, misshapen)),
};

/// What is wrong with an output: of which rule, where in its text, and what.
type Wrong = (&'static Rule, usize, String);

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>, judge: fn(&Product) -> Option<Wrong>) {
    let (db, root) = (context.db, context.root);
    let standings = standings(db, root);
    let Ok(standings) = &*standings else { return };
    let plan = plan(db, root);
    for (key, _) in
        standings.iter().filter(|(key, standing)| key.anchor.is_none() && !matches!(standing, Standing::Current | Standing::Kept))
    {
        let Some((number, product)) = plan.get(key) else { continue };
        out.extend(judge(product).and_then(|wrong| told(db, root, number, product, wrong)));
    }
}

/// The first thing that the language of an output objects to.
fn unread(product: &Product) -> Option<Wrong> {
    let (_, ranges) = syntax::extract_text(&product.path, &product.text, syntax::Options::default());
    let problem = ranges.problems.iter().find(|problem| problem.code == "L1/syntax-error" || problem.code == "L1/duplicate-key")?;
    let at = ranges.lines.line_column(problem.span.start, workspace::Unit::Scalar);
    let message = format!("`{}` would not read, at {}:{}: {}", product.path, at.line + 1, at.column + 1, problem.message);
    Some((&GENERATED_SYNTAX, problem.span.start as usize, message))
}

/// The first thing that the format of an output does not allow, in one that reads.
fn misshapen(product: &Product) -> Option<Wrong> {
    let misshape = crate::shape::of_text(&product.path, &product.text).into_iter().next()?;
    if unread(product).is_some() {
        return None;
    }
    let (_, ranges) = syntax::extract_text(&product.path, &product.text, syntax::Options::default());
    let at = ranges.lines.line_column(misshape.span.start, workspace::Unit::Scalar);
    let message = format!("`{}` would not have its shape, at {}:{}: {}", product.path, at.line + 1, at.column + 1, misshape.message);
    Some((&GENERATED_SCHEMA, misshape.span.start as usize, message))
}

/// What is wrong, told in the template where that wrote it.
fn told(db: &dyn Db, root: Root, number: usize, product: &Product, (rule, start, message): Wrong) -> Option<Finding> {
    let loaded = loaded(db, root, number);
    let maker = loaded.maker.as_ref()?;
    let trace = at_work(db, root, number, |_, workshop| workshop.trace(product.output, product.item)).flatten();
    let piece = trace.as_ref().and_then(|(_, pieces)| pieces.iter().find(|piece| piece.output.end > start));
    let template = piece.map(|piece| {
        // Text of a template stands in it letter by letter.
        let skipped = if piece.computed { 0 } else { start.saturating_sub(piece.output.start) };
        let end = if piece.computed { piece.source.end } else { (piece.source.start + skipped + 1).min(piece.source.end) };
        maker.in_template(&piece.template, piece.source.start + skipped..end)
    });
    let asked = super::located(db, root, &maker.given(&[]))?;
    let (file, anchor): (_, Anchor) = template.and_then(|place| super::located(db, root, &place)).unwrap_or(asked);
    let finding = Finding::new(rule.code, rule.severity, file, anchor, message);
    Some(if (file, anchor) == asked {
        finding
    } else {
        finding.related(asked.0, asked.1, format!("generator `{}` is given this", maker.name))
    })
}
