//! Bounds that no value is within.

use documents::{Node, Scalar, Value, number};
use syntax::Role;

use super::schemas_in;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/impossible-range",
    severity: Severity::Error,
    summary: "A schema's lower bound is above its upper one.",
    page: include_str!("impossible_range.md"),
    check: Check::Document(&[Subject::Role(Role::JsonSchema), Subject::Role(Role::OpenApi)], check),
};

/// A lower bound, an upper one, and whether they may not be equal.
const PAIRS: [(&str, &str, bool); 8] = [
    ("minimum", "maximum", false),
    ("exclusiveMinimum", "maximum", true),
    ("minimum", "exclusiveMaximum", true),
    ("exclusiveMinimum", "exclusiveMaximum", true),
    ("minLength", "maxLength", false),
    ("minItems", "maxItems", false),
    ("minProperties", "maxProperties", false),
    ("minContains", "maxContains", false),
];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    schemas_in::each(context, &mut |schema| {
        for (lower, upper, apart) in PAIRS {
            let (Some((low, from)), Some((high, to))) = (bound(schema, lower), bound(schema, upper)) else { continue };
            if from > to || apart && from == to {
                let message = format!(
                    "nothing is within these bounds: `{lower}` is {} and `{upper}` is {}",
                    low.text().unwrap_or_default(),
                    high.text().unwrap_or_default()
                );
                found.at(low.span, message).related(high.span, format!("`{upper}`"));
            }
        }
    });
}

/// A bound that is a number; in draft 4 the exclusive ones are none.
fn bound<'n>(schema: &'n Node, key: &str) -> Option<(&'n Node, f64)> {
    let node = schema.get(key)?;
    match &node.value {
        Value::Scalar { text, kind: Scalar::Number, .. } => Some((node, number(text)?.as_f64()?)),
        _ => None,
    }
}
