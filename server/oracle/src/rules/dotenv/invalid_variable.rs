//! Names that no variable has.

use syntax::Role;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/invalid-variable",
    severity: Severity::Warning,
    summary: "The name of a variable in a `.env` file is none.",
    page: include_str!("invalid_variable.md"),
    check: Check::Document(&[Subject::Role(Role::DotEnv)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    // Dots and dashes are taken by Docker and by Node's readers.
    let is_known = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
    // What has blanks before each `=` is a file of another format.
    if context.variables().iter().all(|variable| variable.name.contains(char::is_whitespace)) {
        return;
    }
    for variable in context.variables() {
        let name = &variable.name;
        if name.starts_with(|c: char| c.is_ascii_digit()) || !name.chars().all(is_known) {
            found.at(variable.span, format!("`{name}` is no name of a variable: expected letters, digits and `_`, and no digit first"));
        }
    }
}
