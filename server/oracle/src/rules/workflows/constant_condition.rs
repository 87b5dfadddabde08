//! Conditions with one answer: a text where a comparison was meant, and comparisons that are all true or never both.

use documents::Node;
use syntax::Role;

use super::expression::{Expr, Kind, is_alone, placeholders};
use super::steps::{holders, steps};
use super::uses::Use;
use crate::document::{DocumentContext, Found, Located, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/constant-condition",
    severity: Severity::Warning,
    summary: "A condition is always true, or always false.",
    page: include_str!("constant_condition.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow), Subject::Role(Role::Action)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        for condition in holders(root).chain(steps(root)).filter_map(|node| node.get("if")) {
            judge(condition, found);
        }
    }
    for one in context.expressions() {
        let Ok(expr) = &one.expr else { continue };
        // A text with more around it is said above.
        if one.place.key == "if" && one.alone {
            texts(one, expr, found);
        }
        expr.visit(&mut |part| opposites(one, part, found));
    }
}

/// Texts whose truth is asked: one that is not empty is true.
fn texts(one: &Use, expr: &Expr, found: &mut Found) {
    match &expr.kind {
        Kind::Text(text) if !text.is_empty() => {
            let message =
                format!("`'{text}'` is a text, and one that is not empty is true: expected a comparison with it, or no quotes around it");
            found.at(one.span(&expr.range), message);
        }
        Kind::Operator("||", parts) => parts.iter().for_each(|part| texts(one, part, found)),
        _ => {}
    }
}

/// `a != 'x' || a != 'y'`, and `a == 'x' && a == 'y'`.
fn opposites(one: &Use, expr: &Expr, found: &mut Found) {
    let (wanted, parts, answer) = match &expr.kind {
        Kind::Operator("||", parts) => ("!=", parts, "true"),
        Kind::Operator("&&", parts) => ("==", parts, "false"),
        _ => return,
    };
    let compared: Vec<_> = parts.iter().filter_map(|part| Some((part, compared(part, wanted)?))).collect();
    for (at, (second, (name, text))) in compared.iter().enumerate() {
        let same = compared[..at].iter().find(|(_, (other, value))| other == name && !value.eq_ignore_ascii_case(text));
        if let Some((first, _)) = same {
            let message = format!("this and an earlier comparison of `{name}` make the whole always {answer}: it is one text at a time");
            found.at(one.span(&second.range), message).related(one.span(&first.range), "the earlier one");
            return;
        }
    }
}

/// What is compared with which text.
fn compared<'a>(expr: &'a Expr, wanted: &str) -> Option<(String, &'a str)> {
    let Kind::Operator(mark, sides) = &expr.kind else { return None };
    let [left, right] = &sides[..] else { return None };
    let (value, text) = match (&left.kind, &right.kind) {
        (Kind::Text(text), _) => (right, text),
        (_, Kind::Text(text)) => (left, text),
        _ => return None,
    };
    let (context, _, way) = value.way().filter(|(_, _, way)| *mark == wanted && way.iter().all(|(name, _)| *name != "*"))?;
    Some((way.iter().fold(context.to_ascii_lowercase(), |name, (member, _)| format!("{name}.{member}")), text.as_str()))
}

fn judge(condition: &Node, found: &mut Found) {
    // White space around it, as a block has it, is nobody's mistake.
    let Some(text) = condition.text() else { return };
    let parts: Option<Vec<_>> = placeholders(text).into_iter().map(Result::ok).collect();
    let Some(parts) = parts.filter(|parts| !parts.is_empty()) else { return };
    if parts.iter().any(|part| is_alone(text, part)) {
        return;
    }
    let whole = text.trim_end().len();
    let message = "what stands around `${{ }}` makes this a text, and a text that is not empty is true: expected all of the condition inside, or no `${{ }}` at all";
    found.at(Located::of(condition, text).span(&(0..whole)), message);
}
