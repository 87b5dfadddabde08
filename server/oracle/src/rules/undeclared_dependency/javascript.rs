//! Packages of npm that code imports and no `package.json` in sight declares.

use graph::javascript;
use syntax::{Flags, Reference};

use super::{RULE, is_example, is_given_to_tests};
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::FileContext;

fn is_of_tests(path: &str) -> bool {
    syntax::place::is_test(path) || [".test.", ".spec."].iter().any(|mark| path.contains(mark))
}

/// Whether a path is that of something which shows how a package of the repository is used.
fn shows(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "example" | "examples" | "demo" | "demos" | "sample" | "samples"))
}

/// Whether a file is handed to browsers as it is, where the page, or whatever evaluates it there, says what its imports stand for.
fn is_served_as_it_is(path: &str) -> bool {
    let is_script = [".js", ".jsx", ".mjs"].iter().any(|extension| path.ends_with(extension));
    is_script && path.split('/').rev().skip(1).any(|part| part == "public")
}

/// Judges one import of the undeclared package `name`.
pub fn judge(context: &FileContext<'_>, reference: &Reference, name: &str) -> Option<Finding> {
    let path = context.file.path(context.db).as_str();
    let is_brought = || javascript::is_declared_by_neighbour(context.db, context.folder, name);
    let is_shown_with = || javascript::is_declared_by_what_is_shown(context.db, context.folder, name);
    // What is shown is built by the package that it shows, which brings what it is built with.
    if javascript::may_fail(reference.flags)
        || is_served_as_it_is(path)
        || shows(path) && is_shown_with()
        || javascript::is_declared_by_publisher(context.db, context.folder, name)
        || javascript::is_hoisted(context.db, context.folder, name)
    {
        return None;
    }
    let declared = javascript::declared(context.db, context.folder);
    let manifests: Vec<String> = declared.manifests.iter().take(3).map(|file| format!("`{}`", file.path(context.db))).collect();
    // Types are gone when the code runs. Tests run here alone, where what others of the workspace declare is there, too.
    let is_brought = || is_of_tests(path) && is_brought();
    let manifest = declared.manifests.first().copied();
    if is_example(context, manifest) || is_given_to_tests(context.db, manifest) {
        return None;
    }
    let severity = if reference.flags.has(Flags::TYPE_ONLY) || is_brought() { Severity::Info } else { RULE.severity };
    let message = format!("`{name}` is imported but not declared: it is neither in this repository nor in {}", manifests.join(", "));
    Some(Finding::new(RULE.code, severity, context.file, Anchor::Fact(reference.span), message))
}
