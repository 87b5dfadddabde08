//! Patterns that are no regular expressions.

use rustc_hash::FxHashSet;
use syntax::Role;
use syntax::javascript::regex;

use super::schemas_in;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/invalid-pattern",
    severity: Severity::Warning,
    summary: "A `pattern` of a schema is no regular expression.",
    page: include_str!("invalid_pattern.md"),
    check: Check::Document(&[Subject::Role(Role::JsonSchema), Subject::Role(Role::OpenApi)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    // What stands in many places is one mistake, of whatever wrote the file.
    let mut told = FxHashSet::default();
    schemas_in::each(context, &mut |schema| {
        let keys = schema.get("patternProperties").map(documents::Node::entries).unwrap_or_default();
        let patterns = schema.get("pattern").into_iter().chain(keys.iter().map(|(key, _)| key));
        for pattern in patterns {
            let Some(text) = pattern.text() else { continue };
            if let Some(why) = regex::mistake(text).filter(|_| told.insert(text.to_owned())) {
                let python = if text.contains("(?P<") { "; a named group is written `(?<name>...)`" } else { "" };
                found.at(pattern.span, format!("`{text}` is no regular expression of ECMA-262: {why}{python}"));
            }
        }
    });
}
