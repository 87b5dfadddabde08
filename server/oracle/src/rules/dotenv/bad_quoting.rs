//! Quotes that do not close where they should.

use syntax::Role;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/bad-quoting",
    severity: Severity::Warning,
    summary: "A quote of a `.env` file does not close, or closes too early.",
    page: include_str!("bad_quoting.md"),
    check: Check::Document(&[Subject::Role(Role::DotEnv)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for variable in context.variables() {
        if !variable.is_closed {
            found.at(
                variable.span,
                format!("the quote that begins the value of `{}` is not closed: expected it before the end of the line", variable.name),
            );
        } else if variable.goes_on {
            found.at(
                variable.span,
                format!("the value of `{}` goes on after its closing quote: expected quotes around all of it", variable.name),
            );
        }
    }
}
