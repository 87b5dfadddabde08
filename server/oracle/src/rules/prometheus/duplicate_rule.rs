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
    summary: "Two rules record one series with the same labels, or one alert is written twice.",
    page: include_str!("duplicate_rule.md"),
    check: Check::Document(SUBJECTS, check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for groups in files(context) {
        let mut first: FxHashMap<(&str, Vec<(&str, &str)>, &str), &Node> = FxHashMap::default();
        for group in groups {
            for rule in group.items_of("rules") {
                // Alerts of one name with several queries are common, and each of them fires.
                let (name, query) = match (rule.get("record"), rule.get("alert")) {
                    (Some(record), None) => (record, ""),
                    (None, Some(alert)) => (alert, rule.get("expr").and_then(Node::text).unwrap_or_default().trim()),
                    _ => continue,
                };
                let Some(text) = name.text() else { continue };
                let mut labels: Vec<(&str, &str)> = [group, rule]
                    .iter()
                    .flat_map(|of| of.entries_of("labels"))
                    .filter_map(|(key, value)| Some((key.text()?, value.text().unwrap_or_default())))
                    .collect();
                labels.sort_unstable();
                match first.get(&(text, labels.clone(), query)) {
                    Some(before) if before.span == name.span => {}
                    Some(before) => {
                        let message = match query {
                            "" => format!("another rule records `{text}` with the same labels"),
                            _ => format!("the alert `{text}` is written twice, with the same query and labels"),
                        };
                        found.at(name.span, message).related(before.span, "the other one");
                    }
                    None => {
                        first.insert((text, labels, query), name);
                    }
                }
            }
        }
    }
}
