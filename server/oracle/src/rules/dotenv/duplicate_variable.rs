//! Variables that are set twice.

use std::collections::HashMap;

use syntax::Role;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/duplicate-variable",
    severity: Severity::Warning,
    summary: "A `.env` file sets a variable twice.",
    page: include_str!("duplicate_variable.md"),
    check: Check::Document(&[Subject::Role(Role::DotEnv)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let variables = context.variables();
    // What a quote that does not close swallows is not told for certain.
    if variables.iter().any(|variable| !variable.is_closed) {
        return;
    }
    let mut seen = HashMap::new();
    for variable in variables {
        let goes_on = variable.value.contains(&format!("${}", variable.name)) || variable.value.contains(&format!("${{{}", variable.name));
        if let Some(first) = seen.insert(&variable.name, variable.span).filter(|_| !goes_on) {
            found.at(variable.span, format!("`{}` is set a second time: expected it once", variable.name)).related(first, "the other one");
        }
    }
}
