//! Rules and groups that Prometheus refuses for what they are made of.

use documents::Node;
use rustc_hash::FxHashMap;

use super::groups::{SUBJECTS, files};
use crate::document::{DocumentContext, Found};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/invalid-rule",
    severity: Severity::Error,
    summary: "A rule is neither an alert nor a recording, or has what only the other has; or two groups have one name.",
    page: include_str!("invalid_rule.md"),
    check: Check::Document(SUBJECTS, check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for groups in files(context) {
        let mut names: FxHashMap<&str, &Node> = FxHashMap::default();
        for group in groups {
            if let Some((name, text)) = group.get("name").and_then(|name| Some((name, name.text()?))) {
                match names.get(text) {
                    Some(before) if before.span == name.span => {}
                    Some(before) => {
                        found.at(name.span, format!("another group of the file is called `{text}`")).related(before.span, "the other one");
                    }
                    None => {
                        names.insert(text, name);
                    }
                }
            }
            for rule in group.items_of("rules") {
                one(rule, found);
            }
        }
    }
}

fn one(rule: &Node, found: &mut Found) {
    if rule.entries().is_empty() {
        return;
    }
    if let Some((key, _)) = rule.get("labels").and_then(|labels| labels.entry("__name__")) {
        found.at(key.span, "a rule cannot set the label `__name__`: that is the name of the series");
    }
    match (rule.entry("alert"), rule.entry("record")) {
        (Some((alert, _)), Some((record, _))) => {
            found.at(record.span, "a rule is an alert or records a series, not both").related(alert.span, "here it is an alert");
        }
        (None, None) => {
            found.at(rule.heading(), "a rule needs `alert` or `record`");
        }
        (None, Some((_, record))) => {
            for key in ["for", "keep_firing_for", "annotations"] {
                if let Some((key, _)) = rule.entry(key) {
                    let written = key.text().unwrap_or_default();
                    found.at(key.span, format!("`{written}` is for alerts, and this rule records a series"));
                }
            }
            let Some(name) = record.text() else { return };
            // Newer versions allow any text; what a query cannot be asked for without quotes is nearly always a slip.
            let looks_like_query = name.contains(['(', '{', ' ', '[']);
            if looks_like_query || name.is_empty() {
                found.at(record.span, format!("`{name}` is no name of a series"));
            }
        }
        (Some((_, alert)), None) => {
            if alert.text().is_some_and(str::is_empty) {
                found.at(alert.span, "an alert needs a name");
            }
        }
    }
}
