//! Packages of npm that code imports and no `package.json` in sight declares.

use graph::javascript;
use syntax::{Flags, Reference};

use super::RULE;
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::FileContext;

/// Judges one import of the undeclared package `name`.
pub fn judge(context: &FileContext<'_>, reference: &Reference, name: &str) -> Option<Finding> {
    if javascript::may_fail(reference.flags) {
        return None;
    }
    let declared = javascript::declared(context.db, context.folder);
    let manifests: Vec<String> = declared.manifests.iter().take(3).map(|file| format!("`{}`", file.path(context.db))).collect();
    // Types are gone when the code runs.
    let severity = if reference.flags.has(Flags::TYPE_ONLY) { Severity::Info } else { RULE.severity };
    let message = format!("`{name}` is imported but not declared: it is neither in this repository nor in {}", manifests.join(", "));
    Some(Finding::new(RULE.code, severity, context.file, Anchor::Fact(reference.span), message))
}
