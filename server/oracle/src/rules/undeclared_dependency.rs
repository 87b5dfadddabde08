//! Imports of packages that no manifest declares.

mod compiled;

use graph::{Miss, python, resolutions};
use syntax::{Flags, Namespace};
use workspace::File;

use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};
use crate::rules::per_package::PerPackage;

mod javascript;

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/undeclared-dependency",
    severity: Severity::Warning,
    summary: "Code imports a package that no manifest declares.",
    page: concat!(
        include_str!("undeclared_dependency.md"),
        include_str!("undeclared_dependency/scripts.md"),
        include_str!("undeclared_dependency/javascript.md")
    ),
    check: Check::File(check),
};

/// Of more distributions than this, which one is meant is not for us to say.
const MOST_NAMED: usize = 3;

/// Whether a file shows how something is used, below a manifest that is not about it: whoever runs it brings what it shows.
fn is_example(context: &FileContext<'_>, manifest: Option<File>) -> bool {
    let (db, folder) = (context.db, context.folder.path(context.db));
    let is_for_show = |part: &str| matches!(part, "contrib" | "demo" | "demos" | "example" | "examples" | "samples");
    let Some(above) = folder.parts().position(is_for_show) else { return false };
    let is_package = context.folder.entries(db).get("__init__.py").is_some();
    !is_package && manifest.is_none_or(|manifest| manifest.path(db).parts().count() <= above + 1)
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

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let resolutions = resolutions(context.db, context.file);
    let mut found = PerPackage::default();
    let mut last_from = None;
    for (reference, resolution) in context.facts.references.iter().zip(resolutions.iter()) {
        let Some(Miss::Undeclared { name }) = resolution.miss() else { continue };
        if reference.namespace == Namespace::JS_MODULE {
            javascript::judge(context, reference, name).into_iter().for_each(|finding| found.add(name, finding));
            continue;
        }
        if matches!(reference.namespace, Namespace::RUST_CRATE | Namespace::GO_PACKAGE) {
            compiled::judge(context, reference, name).into_iter().for_each(|finding| found.add(name, finding));
            continue;
        }
        if reference.namespace == Namespace::PYTHON_MODULE {
            if python::may_fail(reference.flags) {
                continue;
            }
            // The names of `from a import b, c` add nothing to `a`.
            if reference.role == "name" && last_from == Some(&reference.name) {
                continue;
            }
            last_from = Some(&reference.name);
        }
        let declared = python::declared(context.db, context.folder);
        // pip brings it to build with.
        if context.file.path(context.db).name() == "setup.py" && name == "setuptools" {
            continue;
        }
        // When a manifest computes what it declares, nobody can tell without running it; what a function imports when it is
        // called, few may need.
        let needed = ![Flags::TYPE_ONLY, Flags::LAZY].iter().any(|flag| reference.flags.has(*flag));
        let manifest = declared.distributions.first().map(|declaration| declaration.manifest);
        let owed = declared.complete && needed && !is_example(context, manifest);
        let severity = if owed { RULE.severity } else { Severity::Info };
        let mut manifests: Vec<String> =
            declared.distributions.iter().map(|declaration| format!("`{}`", declaration.manifest.path(context.db))).collect();
        manifests.dedup();
        manifests.truncate(3);
        let place = if manifests.is_empty() {
            "and the manifest declares no dependencies".to_owned()
        } else {
            format!("nor in {}", manifests.join(", "))
        };
        let message = format!(
            "`{name}` is imported but not declared: it is neither in this repository nor in the standard library, {place}{}",
            called_otherwise(name)
        );
        found.add(name, Finding::new(RULE.code, severity, context.file, Anchor::Fact(reference.span), message));
    }
    out.extend(found.into_findings());
}
