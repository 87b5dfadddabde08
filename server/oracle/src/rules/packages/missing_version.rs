//! Projects of Python without a version.

use syntax::Role;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/missing-version",
    severity: Severity::Error,
    summary: "`[project]` has no version, and does not say that it is dynamic.",
    page: include_str!("missing_version.md"),
    check: Check::Document(&[Subject::Role(Role::Pyproject)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        let Some((key, project)) = root.entry("project") else { continue };
        let dynamic = project.items_of("dynamic").iter().any(|field| field.text() == Some("version"));
        // Without a name the schema speaks.
        if project.get("version").is_none() && !dynamic && project.get("name").is_some() {
            let at = project.entry("name").map_or(key.span, |(name, _)| name.span);
            found.at(at, "the project has no `version`, and `dynamic` does not list it");
        }
    }
}
