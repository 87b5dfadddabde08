//! Modules of Python that code imports and no manifest in sight declares.

use graph::python;
use syntax::place::is_test;
use syntax::{Flags, Reference};
use workspace::RelPath;

use super::unaccounted::is_unaccounted;
use super::{RULE, is_example, is_given_to_tests};
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::FileContext;

/// Of more distributions than this, which one is meant is not for us to say.
const MOST_NAMED: usize = 3;

/// Folders of what joins a program to others, each for those who have the other one.
const OF_INTEGRATIONS: [&str; 11] = [
    "adapters",
    "backends",
    "connectors",
    "contrib",
    "drivers",
    "examples",
    "extensions",
    "integrations",
    "plugins",
    "providers",
    "vendors",
];

/// Whether a file joins the program to what it imports as `name`, for those who have that: a folder is called like it, or the file is,
/// among others of its kind.
fn is_integration(path: &RelPath, name: &str) -> bool {
    let (folders, file) = path.as_str().rsplit_once('/').unwrap_or(("", path.as_str()));
    let is_called = |stem: &str| stem.split(['_', '-', '.']).any(|word| word == name);
    !is_test(path.as_str()) && folders.split('/').any(|part| part == name || OF_INTEGRATIONS.contains(&part) && is_called(file))
}

/// What to declare for the module `name`, where that is not its own name.
fn called_otherwise(name: &str) -> String {
    let distributions = python::bringing(name);
    let is_own = |distribution: &&str| *distribution == name.replace('_', "-");
    if distributions.is_empty() || distributions.len() > MOST_NAMED || distributions.iter().any(is_own) {
        return String::new();
    }
    format!("; `{}` brings it", distributions.join("` or `"))
}

/// Judges one import of the undeclared module `name`.
pub(super) fn judge(context: &FileContext<'_>, reference: &Reference, name: &str) -> Option<Finding> {
    let path = context.file.path(context.db);
    let declared = python::declared(context.db, context.folder);
    let manifests = declared.distributions.iter().map(|declaration| declaration.manifest);
    // pip brings it to build with.
    let is_of_build = path.name() == "setup.py" && name == "setuptools";
    // What type checkers bring, for them alone.
    let is_of_types = reference.flags.has(Flags::TYPE_ONLY) && matches!(name, "typing_extensions" | "mypy_extensions");
    let nearest = manifests.clone().next();
    let is_for_others = || {
        is_example(context, nearest)
            || is_given_to_tests(context.db, nearest)
            || is_integration(path, name)
            || python::is_installed_by_hand(context.db, context.folder, context.file, name)
            || is_unaccounted(context, nearest)
    };
    if is_of_build || is_of_types || is_for_others() {
        return None;
    }
    // When a manifest computes what it declares, nobody can tell without running it; what a function imports when it is called, few
    // may need.
    let needed = ![Flags::TYPE_ONLY, Flags::LAZY].iter().any(|flag| reference.flags.has(*flag));
    let severity = if declared.complete && needed { RULE.severity } else { Severity::Info };
    let mut named: Vec<String> = manifests.map(|manifest| format!("`{}`", manifest.path(context.db))).collect();
    named.dedup();
    named.truncate(3);
    let place = match (&named[..], python::setup_script(context.db, context.folder)) {
        ([], Some(setup)) => format!("nor does `{}` name it", setup.path(context.db)),
        ([], None) => "and the manifest declares no dependencies".to_owned(),
        _ => format!("nor in {}", named.join(", ")),
    };
    let message = format!(
        "`{name}` is imported but not declared: it is neither in this repository nor in the standard library, {place}{}",
        called_otherwise(name)
    );
    Some(Finding::new(RULE.code, severity, context.file, Anchor::Fact(reference.span), message))
}
