//! Values of the wrong kind: members of a text, objects in a text, and comparisons that have one answer.

use syntax::Role;

use super::expression::{Expr, Kind, Literal};
use super::types::{Scope, Type};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/expression-type",
    severity: Severity::Warning,
    summary: "An expression uses a value as what it is not: a text as an object, a boolean as a text.",
    page: include_str!("expression_type.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow), Subject::Role(Role::Action)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let Some(root) = context.roots().next() else { return };
    for one in context.expressions() {
        let Ok(expr) = &one.expr else { continue };
        let scope = Scope { root, one };
        if is_printed(scope) {
            printed(scope, expr, found);
        }
        expr.visit(&mut |part| match &part.kind {
            Kind::Call(name, arguments) => call(scope, &name.to_ascii_lowercase(), arguments, found),
            Kind::Operator("==" | "!=", sides) if sides.len() == 2 => compare(scope, part, &sides[0], &sides[1], found),
            _ => members(scope, part, found),
        });
    }
}

/// Whether the value becomes a text.
fn is_printed(scope: Scope<'_>) -> bool {
    let (one, key) = (scope.one, scope.one.place.key);
    match key {
        "if" => false,
        _ if !one.alone => true,
        "run" | "name" | "run-name" | "shell" | "working-directory" | "outputs.<id>.value" => true,
        "env" | "with" | "outputs" => !one.top,
        _ => false,
    }
}

fn printed(scope: Scope<'_>, expr: &Expr, found: &mut Found) {
    let (kind, text) = match scope.type_of(expr) {
        Type::Object => ("an object", "Object"),
        Type::List => ("a list", "Array"),
        _ => return,
    };
    let message = format!("this is {kind}, and a text was expected: it would read `{text}`; take a member of it, or `toJSON`");
    found.at(scope.one.span(&expr.range), message);
}

/// A member of what has none.
fn members(scope: Scope<'_>, expr: &Expr, found: &mut Found) {
    let Some((context, _, way)) = expr.way() else { return };
    let names: Vec<&str> = way.iter().map(|(name, _)| *name).collect();
    for (at, (name, range)) in way.iter().enumerate() {
        let kind = scope.type_at(&context.to_ascii_lowercase(), &names[..at]);
        if kind.is_scalar() {
            let owner = names[..at].iter().fold(context.to_owned(), |owner, name| format!("{owner}.{name}"));
            let wanted = if *name == "*" { "no members".to_owned() } else { format!("no member `{name}`") };
            found.at(scope.one.span(range), format!("`{owner}` is {} and has {wanted}: this is always empty", kind.describe()));
            return;
        }
    }
}

fn call(scope: Scope<'_>, name: &str, arguments: &[Expr], found: &mut Found) {
    let wants = |at: usize| match (name, at) {
        ("contains", 0) | ("join", 0) => Some("a text or a list"),
        ("startswith" | "endswith" | "fromjson" | "hashfiles", _) | ("contains" | "join", 1) => Some("a text"),
        ("format", _) => Some("a text"),
        _ => None,
    };
    for (at, argument) in arguments.iter().enumerate() {
        let Some(wanted) = wants(at) else { continue };
        let kind = scope.type_of(argument);
        if kind == Type::Object || kind == Type::List && !wanted.ends_with("list") {
            let hint = if name == "fromjson" { "; it is read already" } else { "" };
            found.at(scope.one.span(&argument.range), format!("this is {}, and {wanted} was expected{hint}", kind.describe()));
        }
    }
}

fn compare(scope: Scope<'_>, whole: &Expr, left: &Expr, right: &Expr, found: &mut Found) {
    for (value, literal) in [(left, right), (right, left)] {
        if matches!(value.kind, Kind::Literal(_) | Kind::Text(_)) {
            continue;
        }
        let span = scope.one.span(&literal.range);
        let kind = scope.type_of(value);
        match (kind, &literal.kind) {
            (Type::Bool, Kind::Text(text)) if !is_number(text) => {
                let said = found.at(
                    span,
                    format!(
                        "a boolean is compared with the text `'{text}'`, and never equals it: expected `true` or `false` without quotes"
                    ),
                );
                if matches!(text.as_str(), "true" | "false") {
                    said.propose(format!("Change to `{text}`"), span, text);
                }
            }
            (Type::Number, Kind::Text(text)) if !is_number(text) => {
                found.at(span, format!("a number is compared with the text `'{text}'`, and never equals it"));
            }
            // An empty text equals `false`, as one that was not set is.
            (Type::Text, Kind::Literal(Literal::Bool)) if literal.range.len() == "true".len() => {
                found.at(
                    span,
                    "a text is compared with a boolean, which no text but a number equals: expected a text in quotes, `'true'` or `'false'`",
                );
            }
            (Type::Object | Type::List, Kind::Text(_) | Kind::Literal(Literal::Bool | Literal::Number)) => {
                found.at(scope.one.span(&whole.range), format!("{} is compared with a single value, and never equals it", kind.describe()));
            }
            _ => {}
        }
    }
}

/// Whether a text may equal a number, as booleans are compared: the empty one is 0.
fn is_number(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || text.parse::<f64>().is_ok() || text.starts_with("0x") || text.starts_with("0o")
}
