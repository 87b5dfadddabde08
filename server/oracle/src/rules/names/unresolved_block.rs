//! Blocks that a template fills and that no template above it has.

use graph::nearest::nearest;
use graph::templates::{blocks_of, extended, has_block};
use syntax::{Namespace, place};

use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-block",
    severity: Severity::Warning,
    summary: "A Jinja template fills a block that none of the templates it extends has.",
    page: include_str!("unresolved_block.md"),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let db = context.db;
    let filled = super::references(context, Namespace::named("jinja.block"));
    let mut filled = filled.peekable();
    if filled.peek().is_none() || place::is_test(context.file.path(db).as_str()) {
        return;
    }
    let Some(above) = extended(db, context.file).filter(|above| !above.is_empty()) else { return };
    for mention in filled.filter(|mention| !above.iter().any(|file| has_block(db, *file, &mention.name))) {
        let known: Vec<String> = above.iter().flat_map(|file| blocks_of(db, *file)).collect();
        let close = nearest(&mention.name, known.iter().map(String::as_str));
        let place = above[0].path(db);
        let others = if above.len() > 1 { ", nor any that this one extends" } else { "" };
        let mut message = format!("`{place}` has no block `{}`{others}: what stands in it is never shown", mention.name);
        if let Some(close) = close {
            message.push_str(&format!("; did you mean `{close}`?"));
        }
        let finding = Finding::new(RULE.code, RULE.severity, context.file, Anchor::Fact(mention.span), message);
        let finding = finding.related(above[0], Anchor::Start, "this is extended");
        out.push(match close {
            Some(close) => finding.change_to(close),
            None => finding,
        });
    }
}
