//! `L3/literal-identity`: `is` beside a literal, of which Python itself warns.

use ruff_python_ast::{CmpOp, Expr, ExprCompare, UnaryOp};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::Found;

/// What other tools call it.
pub(super) const NAMES: &[&str] = &["F632", "R0123", "literal-comparison"];

/// Looks at each pair that a comparison compares.
pub fn check(text: &str, compare: &ExprCompare, found: &mut Vec<Found>) {
    let mut left = &*compare.left;
    for (operator, right) in compare.ops.iter().zip(&compare.comparators) {
        let (word, meant) = match operator {
            CmpOp::Is => ("is", "=="),
            CmpOp::IsNot => ("is not", "!="),
            _ => {
                left = right;
                continue;
            }
        };
        if let Some((kind, fresh)) = literal(right).or_else(|| literal(left)) {
            let why = if fresh { "is always a new object" } else { "may or may not be the same object each time" };
            found.push(Found {
                code: "L3/literal-identity",
                range: left.range().cover(right.range()),
                message: format!("`{word}` compares identity, and {kind} {why}: did you mean `{meant}`?"),
                accepted_by: NAMES,
                fix: operator_range(text, left.end(), right.start(), word)
                    .map(|range| (format!("Compare with `{meant}`"), range, meant.to_owned())),
            });
        }
        left = right;
    }
}

/// What kind of literal it is, and whether each evaluation makes another object.
fn literal(expression: &Expr) -> Option<(&'static str, bool)> {
    match expression {
        Expr::StringLiteral(_) => Some(("a string", false)),
        Expr::BytesLiteral(_) => Some(("a bytes literal", false)),
        Expr::NumberLiteral(_) => Some(("a number", false)),
        Expr::UnaryOp(unary) if unary.op == UnaryOp::USub && unary.operand.is_number_literal_expr() => Some(("a number", false)),
        Expr::Tuple(tuple) if tuple.elts.iter().all(is_constant) => Some(("a tuple", false)),
        Expr::List(_) => Some(("a list display", true)),
        Expr::Dict(_) => Some(("a dict display", true)),
        Expr::Set(_) => Some(("a set display", true)),
        _ => None,
    }
}

fn is_constant(expression: &Expr) -> bool {
    expression.is_literal_expr() || matches!(expression, Expr::Tuple(tuple) if tuple.elts.iter().all(is_constant))
}

/// Where the operator stands; `None` when something else stands there too.
fn operator_range(text: &str, from: TextSize, to: TextSize, word: &str) -> Option<TextRange> {
    let between = text.get(from.to_usize()..to.to_usize())?;
    let written = between.trim_matches(|c: char| c.is_ascii_whitespace() || c == '(' || c == ')');
    if written.split_ascii_whitespace().collect::<Vec<_>>().join(" ") != word {
        return None;
    }
    let start = from + TextSize::try_from(between.find(written)?).ok()?;
    Some(TextRange::at(start, TextSize::of(written)))
}
