//! Templates of alerts that Prometheus cannot fill in.

use super::groups::{SUBJECTS, rules};
use super::template::wrong;
use crate::document::{DocumentContext, Found, Located};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/alert-template",
    severity: Severity::Error,
    summary: "A label or an annotation of an alert has a template that cannot be filled in.",
    page: include_str!("alert_template.md"),
    check: Check::Document(SUBJECTS, check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for rule in rules(context) {
        if rule.get("alert").is_none() {
            continue;
        }
        for (_, value) in ["labels", "annotations"].iter().flat_map(|key| rule.entries_of(key)) {
            let Some(text) = value.text().filter(|text| text.contains("{{")) else { continue };
            if let Some((range, message)) = wrong(text) {
                found.at(Located::of(value, text).span(&range), message);
            }
        }
    }
}
