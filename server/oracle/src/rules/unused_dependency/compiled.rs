//! Rust and Go: dependencies whose name no file below the manifest mentions in any way.

use graph::{go, rust};
use syntax::{DependencyKind, Manifest, Role};

use super::unused;
use crate::finding::Finding;
use crate::rule::FileContext;

/// Crates that are depended on for what they link, or to choose features of them for others.
const SILENT: [&str; 13] = [
    "getrandom",
    "openssl",
    "wasm-bindgen",
    "wasm-bindgen-futures",
    "js-sys",
    "mimalloc",
    "jemallocator",
    "console_error_panic_hook",
    "critical-section",
    "embedded-hal",
    "cortex-m",
    "panic-halt",
    "winapi",
];

/// The findings about a `Cargo.toml`.
pub(super) fn cargo(context: &FileContext<'_>, manifest: &Manifest, out: &mut Vec<Finding>) {
    let Some(package) = rust::package_of(context.db, context.folder).filter(|package| package.manifest == context.file) else { return };
    let mentioned = rust::mentioned_below(context.db, context.folder);
    // Who cannot see all the code cannot say what it does without.
    let programs = context.folder.path(context.db).join("src/bin");
    let is_hidden = graph::is_ignored(context.db, context.folder, &programs, |ignores, path| ignores(path, true));
    if graph::links::is_copy(context.db, context.folder)
        || is_hidden
        || mentioned.uncertain
        || mentioned.crates.is_empty()
        || rust::tree(context.db, context.folder).is_empty()
    {
        return;
    }
    for dependency in &package.dependencies {
        let name = rust::called(dependency);
        let plain = dependency.kind == DependencyKind::Normal && dependency.group.is_none();
        let links =
            ["-sys", "-src", "_sys", "-rt"].iter().any(|end| dependency.name.ends_with(end)) || SILENT.contains(&dependency.name.as_str());
        // The macros of `pyo3-polars` may write what needs `pyo3`.
        let for_macros = || {
            mentioned.crates.iter().any(|used| rust::is_or_belongs_to(used, &name))
                || rust::is_needed_by_macros(context.db, &package, &name)
        };
        // A feature or a test may name it under another section, and a library may be called otherwise than its package.
        let again = package.dependencies.iter().filter(|other| other.name == dependency.name).count() > 1;
        let used = mentioned.crates.iter().any(|used| *used == name || rust::may_bring(&dependency.name, used));
        // Tools keep one package that all others depend on, so that all are built with the same features.
        let is_of_the_workspace = dependency.name.replace('_', "-").ends_with("workspace-hack");
        if plain && !is_of_the_workspace && !links && !again && !used && !manifest.names.contains(&dependency.name) && !for_macros() {
            out.push(unused(
                context,
                dependency,
                format!("`{}` is declared but no Rust file of the package names `{name}`", dependency.name),
            ));
        }
    }
}

/// The findings about a `go.mod`.
pub(super) fn go_mod(context: &FileContext<'_>, manifest: &Manifest, out: &mut Vec<Finding>) {
    let imported = go::imported_below(context.db, context.folder);
    if graph::links::is_copy(context.db, context.folder)
        || imported.is_empty()
        || imported.contains(&None)
        || context.facts.kind.role != Role::GoMod
        || !manifest.complete
    {
        return;
    }
    for dependency in manifest.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal) {
        if !imported.contains(&Some(dependency.name.clone())) {
            let message = format!(
                "`{}` is required but no Go file of the module imports it; `go mod tidy` would remove it or mark it `// indirect`",
                dependency.name
            );
            out.push(unused(context, dependency, message));
        }
    }
}
