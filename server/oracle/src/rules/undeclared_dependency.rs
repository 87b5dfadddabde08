//! Imports of packages that no manifest declares.

mod compiled;
mod javascript;
mod python;
mod unaccounted;

use graph::Miss;
use syntax::Namespace;
use syntax::place::is_test;
use workspace::{Db, Directory, File};

use crate::finding::{Finding, Severity};
use crate::rule::{Check, FileContext, Rule};
use crate::rules::per_package::PerPackage;

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

/// Whether a file shows how something is used, below a manifest that is not about it: whoever runs it brings what it shows.
fn is_example(context: &FileContext<'_>, manifest: Option<File>) -> bool {
    const FOR_SHOW: [&str; 7] = ["contrib", "cookbook", "demo", "demos", "example", "examples", "samples"];
    // Only within documentation, whose tools lie there, too.
    const SHOWN_ON_PAGES: [&str; 6] = ["assets", "guide", "guides", "snippets", "tutorial", "tutorials"];
    let (db, folder) = (context.db, context.folder.path(context.db));
    let docs = folder.parts().position(|part| matches!(part, "doc" | "docs")).unwrap_or(usize::MAX);
    let is_for_show = |(at, part): (usize, &str)| FOR_SHOW.contains(&part) || at > docs && SHOWN_ON_PAGES.contains(&part);
    let Some(above) = folder.parts().enumerate().position(is_for_show) else { return false };
    // A package that has what it shows as a part of it ships it.
    let is_part = |folder: &Directory| folder.entries(db).get("__init__.py").is_some();
    let package = std::iter::successors(Some(context.folder), |folder| folder.parent(db)).take_while(is_part).last();
    let is_shipped = package.is_some_and(|package| package.path(db).parts().count() <= above + 1);
    !is_shipped && manifest.is_none_or(|manifest| manifest.path(db).parts().count() <= above + 1)
}

/// Whether a manifest is that of a program which tests are given, each in a folder of its own: they install what it needs.
fn is_given_to_tests(db: &dyn Db, manifest: Option<File>) -> bool {
    let above = |manifest: File| manifest.path(db).parent()?.parent();
    manifest.and_then(above).is_some_and(|above| is_test(above.as_str()))
}

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let resolutions = context.resolutions();
    let mut found = PerPackage::default();
    let mut last_from = None;
    for (reference, resolution) in context.facts.references.iter().zip(resolutions.iter()) {
        let Some(Miss::Undeclared { name }) = resolution.miss() else { continue };
        let finding = match reference.namespace {
            Namespace::JS_MODULE => javascript::judge(context, reference, name),
            Namespace::RUST_CRATE | Namespace::GO_PACKAGE => compiled::judge(context, reference, name),
            // The names of `from a import b, c` add nothing to `a`.
            _ if graph::python::may_fail(reference.flags) || reference.role == "name" && last_from == Some(&reference.name) => None,
            _ => {
                last_from = Some(&reference.name);
                python::judge(context, reference, name)
            }
        };
        finding.into_iter().for_each(|finding| found.add(name, finding));
    }
    out.extend(found.into_findings());
}
