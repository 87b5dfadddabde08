//! Rules that make the same series.

use documents::Node;
use rustc_hash::FxHashMap;

use super::groups::{SUBJECTS, files};
use crate::document::{DocumentContext, Found};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/duplicate-rule",
    severity: Severity::Warning,
    summary: "A rule is written twice: with the same name, query and labels.",
    page: include_str!("duplicate_rule.md"),
    check: Check::Document(SUBJECTS, check),
};

/// What tells a rule from others: its name, its labels, its query.
type Identity<'a> = (&'a str, Vec<(&'a str, &'a str)>, &'a str);

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for groups in files(context) {
        let mut first: FxHashMap<Identity<'_>, &Node> = FxHashMap::default();
        for group in groups {
            for rule in group.items_of("rules") {
                // Several queries for one name are common: each gives other series.
                let Some(name) = rule.get("record").or_else(|| rule.get("alert")) else { continue };
                let query = rule.get("expr").and_then(Node::text).unwrap_or_default().trim();
                let Some(text) = name.text() else { continue };
                let mut labels: Vec<(&str, &str)> = [group, rule]
                    .iter()
                    .flat_map(|of| of.entries_of("labels"))
                    .filter_map(|(key, value)| Some((key.text()?, value.text().unwrap_or_default())))
                    .collect();
                labels.sort_unstable();
                let before = *first.entry((text, labels, query)).or_insert(name);
                // What an alias repeats is written once.
                if before.span != name.span {
                    let message = format!("the rule `{text}` is written twice, with the same query and labels");
                    found.at(name.span, message).related(before.span, "the other one");
                }
            }
        }
    }
}
