//! What stands in `${{ }}` and is no expression.

use syntax::Role;

use super::expression::{Kind, function, function_names};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/workflow-expression",
    severity: Severity::Error,
    summary: "What stands in `${{ }}` or in an `if` is no expression.",
    page: include_str!("workflow_expression.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow), Subject::Role(Role::Action)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for one in context.expressions() {
        let expr = match &one.expr {
            Ok(expr) => expr,
            Err(mistake) => {
                found.at(one.span(&mistake.range), mistake.message.clone());
                continue;
            }
        };
        expr.visit(&mut |part| {
            let Kind::Call(name, arguments) = &part.kind else { return };
            let span = one.span(&(part.range.start..part.range.start + name.len()));
            let Some(function) = function(name) else {
                found.misspelt(span, format!("there is no function `{name}`"), schemas::closest(name, function_names()));
                return;
            };
            let count = arguments.len();
            if count < function.least || count > function.most {
                let s = if count == 1 { "" } else { "s" };
                found.at(span, format!("`{}` is given {count} argument{s}; it is called as `{}`", function.name, function.usage));
            }
            if function.name == "format"
                && let Some(Kind::Text(text)) = arguments.first().map(|first| &first.kind)
                && let Some(missing) = missing_value(text, count - 1)
            {
                found.at(span, format!("the text of `format` has `{{{missing}}}`, and there are {} values, counted from 0", count - 1));
            }
        });
    }
}

/// A number in braces for which no value is given.
fn missing_value(text: &str, given: usize) -> Option<usize> {
    let text = text.replace("{{", "").replace("}}", "");
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')?.0.parse().ok()).find(|number| *number >= given)
}
