//! Values that a matrix takes out and does not have.

use documents::Node;
use syntax::Role;

use super::types::get;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/unmatched-exclude",
    severity: Severity::Warning,
    summary: "An `exclude` of a matrix names a value that the matrix does not have.",
    page: include_str!("unmatched_exclude.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for (_, job) in context.roots().flat_map(|root| root.entries_of("jobs")) {
        let Some(matrix) = job.path(&["strategy", "matrix"]) else { continue };
        for (key, wanted) in matrix.items_of("exclude").iter().flat_map(Node::entries) {
            let Some(name) = key.text() else { continue };
            let Some(axis) = get(matrix, name) else {
                // Where the matrix is an expression, nothing is known of it.
                let names: Vec<&str> = matrix
                    .entries()
                    .iter()
                    .filter_map(|(key, _)| key.text())
                    .filter(|name| !matches!(*name, "include" | "exclude"))
                    .collect();
                let near = schemas::closest(name, names.iter().copied()).map(|near| format!("; did you mean `{near}`?"));
                found.at(key.span, format!("the matrix has no `{name}` to take something out of{}", near.unwrap_or_default()));
                continue;
            };
            let values = axis.items();
            if values.is_empty() || is_open(wanted) || values.iter().any(is_open) {
                continue;
            }
            if !values.iter().any(|value| has(value, wanted)) {
                let said = wanted.text().map_or_else(|| "this".to_owned(), |text| format!("`{text}`"));
                let known: Vec<String> = values.iter().filter_map(Node::text).map(|text| format!("`{text}`")).collect();
                let hint = if known.is_empty() { String::new() } else { format!("; there are {}", known.join(", ")) };
                found
                    .at(wanted.heading(), format!("`{name}` of the matrix has no value {said}, and so this takes nothing out{hint}"))
                    .related(axis.heading(), "its values");
            }
        }
    }
}

/// Whether what is taken out is a part of a value: an object with some of its members takes it out.
fn has(value: &Node, wanted: &Node) -> bool {
    match (value.text(), wanted.text()) {
        (Some(value), Some(wanted)) => value.eq_ignore_ascii_case(wanted) || number(value).is_some_and(|one| number(wanted) == Some(one)),
        (None, None) if !wanted.entries().is_empty() => {
            wanted.entries().iter().all(|(key, wanted)| key.text().and_then(|key| get(value, key)).is_some_and(|value| has(value, wanted)))
        }
        (None, None) => {
            value.items().len() == wanted.items().len()
                && value.items().iter().zip(wanted.items()).all(|(value, wanted)| has(value, wanted))
        }
        _ => false,
    }
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}

fn is_open(node: &Node) -> bool {
    node.text().is_some_and(|text| text.contains("${{"))
        || node.items().iter().any(is_open)
        || node.entries().iter().any(|(_, value)| is_open(value))
}
