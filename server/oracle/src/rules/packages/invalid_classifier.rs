//! Classifiers that no index knows.

use syntax::Role;

use super::dependencies::is_filled_in;
use super::license_classifiers::LICENSES;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/invalid-classifier",
    severity: Severity::Error,
    summary: "A classifier of a Python package is written wrong.",
    page: include_str!("invalid_classifier.md"),
    check: Check::Document(&[Subject::Role(Role::Pyproject)], check),
};

/// What classifiers begin with. New ones come below these.
const FIRST: &[&str] = &[
    "Development Status",
    "Environment",
    "Framework",
    "Intended Audience",
    "License",
    "Natural Language",
    "Operating System",
    "Private",
    "Programming Language",
    "Topic",
    "Typing",
];

/// The stages of development: a list that is closed.
const STATUS: &[&str] = &["1 - Planning", "2 - Pre-Alpha", "3 - Alpha", "4 - Beta", "5 - Production/Stable", "6 - Mature", "7 - Inactive"];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        for item in root.get("project").map(|project| project.items_of("classifiers")).unwrap_or_default() {
            let Some(text) = item.text().filter(|text| !is_filled_in(text)) else { continue };
            let parts: Vec<&str> = text.split(" :: ").collect();
            let ill = parts.iter().find(|part| part.is_empty() || part.trim() != **part || part.contains("::"));
            let (message, meant) = if parts.len() < 2 || ill.is_some() {
                let parts: Vec<&str> = text.split("::").map(str::trim).filter(|part| !part.is_empty()).collect();
                let meant = (parts.len() > 1 && FIRST.contains(&parts[0])).then(|| parts.join(" :: "));
                (format!("`{text}` is no classifier: those are parts joined by ` :: `"), meant)
            } else if !FIRST.contains(&parts[0]) {
                let meant =
                    schemas::closest(parts[0], FIRST.iter().copied()).map(|first| [&[first][..], &parts[1..]].concat().join(" :: "));
                (format!("no classifier begins with `{}`", parts[0]), meant)
            } else if parts[0] == "Development Status" && !STATUS.contains(&parts[1..].join(" :: ").as_str()) {
                let written = parts[1..].join(" :: ");
                let meant = schemas::closest(&written, STATUS.iter().copied())
                    .or_else(|| STATUS.iter().copied().find(|status| status.as_bytes().first() == written.as_bytes().first()));
                (format!("`{written}` is none of the stages of development"), meant.map(|meant| format!("{} :: {meant}", parts[0])))
            } else if parts[0] == "License" && !LICENSES.contains(&text["License :: ".len()..].trim()) {
                let written = &text["License :: ".len()..];
                let meant = schemas::closest(written, LICENSES.iter().copied());
                (
                    format!("`{written}` is none of the classifiers of licences, of which no new ones are made"),
                    meant.map(|meant| format!("License :: {meant}")),
                )
            } else {
                continue;
            };
            found.misspelt(item.span, message, meant.as_deref());
        }
    }
}
