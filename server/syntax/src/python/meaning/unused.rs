//! `L3/unused-import`: an import that nothing uses.

use ruff_python_ast::{Alias, Expr, Stmt, StmtImportFrom};
use ruff_text_size::{Ranged, TextRange, TextSize};
use rustc_hash::FxHashSet;

use super::exports::Exports;
use super::scope::{IMPORTED, PARAMETER, Table};
use super::{Context, span};
use crate::output::Output;

/// What other tools call it.
pub(super) const NAMES: &[&str] = &["F401", "W0611", "unused-import", "reportUnusedImport"];

/// An import whose effect is not all it may be there for.
pub struct Import<'a> {
    /// What it binds.
    pub name: &'a str,
    pub scope: u32,
    pub alias: &'a Alias,
    pub statement: &'a Stmt,
    /// The statement, when it is `from … import`.
    pub from: Option<&'a StmtImportFrom>,
}

/// Modules that are imported for what their import does, and words in the names of such modules.
const FOR_EFFECT: &[&str] = &[
    "antigravity",
    "bootstrap",
    "checks",
    "config",
    "context",
    "env",
    "environment",
    "handlers",
    "init",
    "monkeypatch",
    "patch",
    "patches",
    "path",
    "paths",
    "readline",
    "receivers",
    "register",
    "rlcompleter",
    "settings",
    "setup",
    "signals",
    "sitecustomize",
    "tasks",
    "this",
    "usercustomize",
];

/// Says it of imports that nothing in the module uses, where all uses can be read.
pub fn check(context: &Context<'_>, table: &Table<'_>, imports: &[Import<'_>], exports: &Exports<'_>, out: &mut Output) {
    if imports.is_empty() || table.reads_more || exports.open || is_read_from_outside(context) {
        return;
    }
    let exported: FxHashSet<&str> = exports.names.iter().map(|(name, _)| *name).collect();
    let accepted = accepted(context, imports);
    let is_test = is_test(context).then(|| taken(table));
    let unused = imports.iter().filter(|import| {
        // What else binds the name stands in for the import somewhere.
        table.scopes[import.scope as usize].names.get(import.name) == Some(&IMPORTED)
            && !table.mentioned.contains(import.name)
            && !exported.contains(import.name)
            && !is_for_effect(import)
            // A build is told of by commands that importing a module registers.
            && (import.from.is_some() || context.source.path.name() != "setup.py")
            && is_test.as_ref().is_none_or(|taken| !is_found_by_tests(taken, import))
            && !accepted.contains(import.name)
    });
    for import in unused.take(crate::python::MOST) {
        let what = import.from.map_or_else(
            || format!("`{}`", import.alias.name),
            |from| format!("`{}` of `{}{}`", import.alias.name, ".".repeat(from.level as usize), from.module.as_deref().unwrap_or("")),
        );
        let bound = import.alias.asname.as_ref().map_or_else(String::new, |name| format!(" as `{name}`"));
        out.problem("L3/unused-import", context.place(import.alias), format!("{what} is imported{bound} and not used in this module"));
        if let Some(range) = removable(context.source.text, import) {
            out.propose("Remove the import", span(range), "");
        }
    }
}

/// Names that a comment accepts on one of the ways to import them.
fn accepted<'a>(context: &Context<'_>, imports: &[Import<'a>]) -> FxHashSet<&'a str> {
    // A statement may import many.
    let mut last: Option<(TextRange, bool)> = None;
    let mut is_accepted = |import: &&Import<'_>| {
        let range = import.statement.range();
        let known = last.filter(|(known, _)| *known == range).map(|(_, accepted)| accepted);
        let accepted = known.unwrap_or_else(|| context.accepted.has(range, NAMES));
        last = Some((range, accepted));
        accepted
    };
    imports.iter().filter(|import| is_accepted(import)).map(|import| import.name).collect()
}

/// Names of parameters.
fn taken<'a>(table: &Table<'a>) -> FxHashSet<&'a str> {
    let names = table.scopes.iter().flat_map(|scope| &scope.names);
    names.filter(|(_, bound)| **bound & PARAMETER != 0).map(|(name, _)| *name).collect()
}

/// Whether a module is imported as a whole, and its name says that this does something.
fn is_for_effect(import: &Import<'_>) -> bool {
    let is_module = import.from.is_none_or(|from| from.module.is_none() || FOR_EFFECT.contains(&import.alias.name.as_str()));
    is_module && import.alias.asname.is_none() && import.alias.name.split('_').any(|word| FOR_EFFECT.contains(&word))
}

/// Modules whose names others take: packages, settings, and those that are nothing but imports.
fn is_read_from_outside(context: &Context<'_>) -> bool {
    let path = context.source.path;
    let name = path.name().rsplit_once('.').map_or(path.name(), |(stem, _)| stem);
    let parent = path.as_str().rsplit('/').nth(1).unwrap_or("");
    matches!(
        name,
        "__init__"
            | "conftest"
            | "settings"
            | "local_settings"
            | "compat"
            | "_compat"
            | "six"
            | "api"
            | "env"
            | "celeryconfig"
            | "config"
            | "constants"
    ) || name.ends_with("_settings")
        || name.starts_with("settings_")
        || name.ends_with("compat")
        || name.ends_with("typing")
        || name.starts_with("compat")
        || name.ends_with("_config")
        || matches!(parent, "settings" | "config" | "compat" | "configs")
        || context.body.iter().all(only_gives)
}

/// Whether a statement of a module does nothing but give it names of others.
fn only_gives(statement: &Stmt) -> bool {
    match statement {
        Stmt::Import(_) | Stmt::ImportFrom(_) | Stmt::Pass(_) => true,
        Stmt::Expr(alone) => {
            alone.value.is_literal_expr()
                || matches!(&*alone.value, Expr::Call(call) if crate::python::names::last_name(&call.func).is_some_and(|name| name.to_ascii_lowercase().contains("warn")))
        }
        Stmt::Assign(assign) => {
            matches!(&*assign.value, Expr::Name(_) | Expr::Attribute(_))
                || assign.value.is_literal_expr()
                || assign.targets.iter().all(|target| matches!(target, Expr::Name(name) if name.id.starts_with("__")))
        }
        Stmt::AnnAssign(assign) => matches!(&*assign.target, Expr::Name(name) if name.id.starts_with("__")),
        Stmt::AugAssign(assign) => matches!(&*assign.target, Expr::Name(name) if name.id.starts_with("__")),
        Stmt::If(condition) => {
            condition.body.iter().all(only_gives) && condition.elif_else_clauses.iter().all(|clause| clause.body.iter().all(only_gives))
        }
        Stmt::Try(attempt) => attempt.body.iter().all(only_gives),
        _ => false,
    }
}

fn is_test(context: &Context<'_>) -> bool {
    let path = context.source.path;
    path.name().starts_with("test")
        || path.name().ends_with("_test.py")
        || path.name().ends_with("_tests.py")
        || path.as_str().split('/').any(|part| part == "tests" || part == "test")
}

/// Whether a runner of tests finds it by its name: a fixture that a test takes as a parameter, tests of another module, hooks.
fn is_found_by_tests(taken: &FxHashSet<&str>, import: &Import<'_>) -> bool {
    let from_fixtures = import
        .from
        .is_some_and(|from| from.module.as_deref().is_some_and(|module| module.contains("fixture") || module.contains("conftest")));
    from_fixtures
        || import.name.to_ascii_lowercase().starts_with("test")
        || import.name.contains("fixture")
        || matches!(
            import.name,
            "setUpModule" | "tearDownModule" | "setup_module" | "teardown_module" | "load_tests" | "setup" | "teardown"
        )
        || taken.contains(import.name)
}

/// The range to take out so that the name is imported no longer and the rest still is.
fn removable(text: &str, import: &Import<'_>) -> Option<TextRange> {
    let aliases = match import.statement {
        Stmt::Import(import) => &import.names,
        Stmt::ImportFrom(import) => &import.names,
        _ => return None,
    };
    let at = aliases.iter().position(|alias| std::ptr::eq(alias, import.alias))?;
    if let Some(next) = aliases.get(at + 1) {
        return Some(TextRange::new(import.alias.start(), next.start()));
    }
    if let Some(before) = at.checked_sub(1).and_then(|at| aliases.get(at)) {
        return Some(TextRange::new(before.end(), import.alias.end()));
    }
    // A block may need its only statement; one at the top level goes with its line.
    let (start, end) = (import.statement.start().to_usize(), import.statement.end().to_usize());
    let at_line_start = start == 0 || text.as_bytes()[start - 1] == b'\n';
    let rest = text.get(end..)?;
    let line_end = rest.find('\n').map_or(rest.len(), |at| at + 1);
    (at_line_start && rest[..line_end].trim().is_empty())
        .then(|| TextRange::new(import.statement.start(), import.statement.end() + TextSize::try_from(line_end).unwrap_or_default()))
}
