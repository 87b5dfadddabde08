//! Contexts and functions that are not there where they are used.

use syntax::Role;

use super::expression::{Kind, function};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/unavailable-context",
    severity: Severity::Error,
    summary: "An expression uses a context or function that is unknown, or not available at this key.",
    page: include_str!("unavailable_context.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow), Subject::Role(Role::Action)], check),
};

const ALL: [&str; 13] =
    ["github", "env", "vars", "job", "jobs", "steps", "runner", "secrets", "strategy", "matrix", "needs", "inputs", "gitea"];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    // Gitea and Forgejo have contexts of their own.
    if !context.path.as_str().starts_with(".github/") && context.kind.role == Role::Workflow {
        return;
    }
    for one in context.expressions() {
        let Ok(expr) = &one.expr else { continue };
        let key = one.place.key;
        let available = || one.place.contexts.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        expr.visit(&mut |part| match &part.kind {
            Kind::Call(name, _) => {
                let Some(function) = function(name) else { return };
                let status = matches!(function.name, "success" | "always" | "cancelled" | "failure");
                let span = one.span(&(part.range.start..part.range.start + name.len()));
                if status && !one.place.status {
                    found.at(span, format!("`{}()` may be asked in `if` only, not in `{key}`", function.name));
                } else if function.name == "hashFiles" && !one.place.files {
                    found.at(span, format!("`hashFiles` may be called in steps only, not in `{key}`: there are no files yet"));
                }
            }
            _ => {
                let Some((name, range, way)) = part.way() else { return };
                let span = one.span(&range);
                if one.place.contexts.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                    return;
                }
                if ALL.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                    found.at(span, format!("the context `{name}` is not available in `{key}`; there are {}", available()));
                    return;
                }
                match schemas::closest(name, one.place.contexts.iter().copied()) {
                    Some(near) => found.misspelt(span, format!("there is no context `{name}`"), Some(near)),
                    None if way.is_empty() => {
                        found.at(span, format!("there is no context `{name}`; a text stands in single quotes: `'{name}'`"))
                    }
                    None => found.at(span, format!("there is no context `{name}`; there are {}", available())),
                };
            }
        });
    }
}
