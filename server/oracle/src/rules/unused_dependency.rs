//! Dependencies that a manifest declares and nothing imports.

mod compiled;
mod named;

use std::collections::BTreeSet;
use std::sync::Arc;

use compact_str::CompactString;
use graph::{Miss, Resolution, python, resolutions};
use rustc_hash::FxHashSet;
use syntax::{Dependency, DependencyKind, Manifest, Namespace, Role};
use workspace::{Db, Directory};

use crate::finding::{Anchor, Finding, Severity, Tag};
use crate::rule::{Check, FileContext, Rule};

mod javascript;

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unused-dependency",
    severity: Severity::Info,
    summary: "A manifest declares a dependency that nothing imports.",
    page: concat!(include_str!("unused_dependency.md"), include_str!("unused_dependency/javascript.md")),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let Some(manifest) = &context.facts.manifest else { return };
    match context.facts.kind.role {
        Role::Pyproject if is_locked(context, manifest) => return,
        Role::Pyproject => {}
        Role::PackageJson => return javascript::check(context, out),
        Role::CargoToml => return compiled::cargo(context, manifest, out),
        Role::GoMod => return compiled::go_mod(context, manifest, out),
        _ => return,
    }
    for dependency in unimported(context.db, context.folder, manifest) {
        if named::is_named(context.db, context.root, context.folder, &dependency.name) {
            continue;
        }
        let names = python::import_names(&dependency.name);
        let called = if names.is_empty() { String::new() } else { format!(" (as `{}`)", names.join("`, `")) };
        let message = format!("`{}` is declared but never imported{called} below `{}`", dependency.name, context.folder.path(context.db));
        out.push(unused(context, dependency, message));
    }
}

/// From so many on, dependencies that are all pinned are what a resolver found.
const LEAST_LOCKED: usize = 8;

/// Whether a manifest pins every one of many dependencies to one version: it is a lock, and has what others need, too.
fn is_locked(context: &FileContext<'_>, manifest: &Manifest) -> bool {
    let Some(text) = graph::text(context.db, context.file) else { return false };
    let ranges = graph::ranges(context.db, context.file);
    let is_pinned = |dependency: &Dependency| {
        let behind = text.get(ranges.span(dependency.span).end as usize..).unwrap_or_default();
        let behind = behind.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(behind, |(_, rest)| rest);
        behind.trim_start().trim_start_matches('(').starts_with("==")
    };
    let mut normal = manifest.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal).peekable();
    manifest.dependencies.len() >= LEAST_LOCKED && normal.peek().is_some() && normal.all(is_pinned)
}

/// What the `pyproject.toml` in `folder` declares for running and no code below imports.
fn unimported<'m>(db: &dyn Db, folder: Directory, manifest: &'m Manifest) -> impl Iterator<Item = &'m Dependency> {
    let used = imported_below(db, folder);
    // Nothing below imports anything: the code lies elsewhere, and so may the use.
    let (known, all_known) = (!used.packages.is_empty(), used.unknown.is_empty());
    // What nothing accounts for is brought by none of which it is known what they bring.
    let is_accounted_for = move |name: &str| all_known || python::is_measured(name);
    let normal = manifest.dependencies.iter().filter(move |dependency| known && dependency.kind == DependencyKind::Normal);
    let for_command = |name: &str| manifest.dependencies.iter().any(|other| python::needed(&other.name).any(|needed| needed == name));
    normal.filter(move |dependency| {
        let name = &dependency.name;
        is_accounted_for(name) && !python::is_tool(name) && !used.packages.contains(name) && !for_command(name)
    })
}

fn unused(context: &FileContext<'_>, dependency: &Dependency, message: String) -> Finding {
    let mut finding = Finding::new(RULE.code, RULE.severity, context.file, Anchor::Fact(dependency.span), message);
    finding.tags.push(Tag::Unnecessary);
    finding
}

/// The packages that the code below a folder imports, as far as they are declared, and the imports that no
/// declaration accounts for: any unused dependency might be what brings them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Imported {
    packages: BTreeSet<CompactString>,
    unknown: BTreeSet<CompactString>,
}

#[salsa::tracked(returns(clone))]
fn imported_below(db: &dyn Db, folder: Directory) -> Arc<Imported> {
    let mut out = Imported::default();
    let entries = folder.entries(db);
    let mut seen = FxHashSet::default();
    for file in entries.files() {
        let facts = graph::facts(db, file);
        if !facts.references.iter().any(|reference| reference.namespace == Namespace::PYTHON_MODULE) {
            continue;
        }
        let declared = python::declared(db, folder);
        for (reference, resolution) in facts.references.iter().zip(resolutions(db, file).iter()) {
            match resolution {
                Resolution::Package(name) => {
                    // Several declared distributions may bring the same module.
                    let module = python::reach(&reference.name, reference.member.as_deref());
                    out.packages.insert(name.clone());
                    out.packages.extend(python::needed(&reference.name).map(CompactString::from));
                    if let Some(member) = &reference.member {
                        out.packages.extend(python::needed(&format!("{}.{member}", reference.name)).map(CompactString::from));
                    }
                    if seen.insert(CompactString::from(&*module)) {
                        let wanted = python::Wanted::new(&module);
                        let names = declared.distributions.iter().map(|declaration| &declaration.name);
                        out.packages.extend(names.filter(|name| wanted.is_brought_by(name)).cloned());
                    }
                }
                Resolution::Missing(Miss::Undeclared { name } | Miss::Doubtful { name }) => {
                    out.unknown.insert(name.clone());
                }
                _ => {}
            }
        }
    }
    for below in entries.directories() {
        let found = imported_below(db, below);
        out.packages.extend(found.packages.iter().cloned());
        out.unknown.extend(found.unknown.iter().cloned());
    }
    Arc::new(out)
}
