//! `L3/duplicate-definition`: a function, a class or an import that is replaced before anything can use it.

use ruff_python_ast::{Identifier, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};
use rustc_hash::FxHashMap;

use super::Context;
use super::scope::{Kind, Table, Use};
use crate::output::Output;

/// What other tools call it.
pub(super) const NAMES: &[&str] = &["F811", "E0102", "function-redefined", "no-redef", "reportRedeclaration"];

/// Two definitions of one name in one block, with no condition between them.
pub struct Redefined<'a> {
    name: &'a str,
    what: &'static str,
    /// The first: all of it, and its name.
    first: (TextRange, TextRange),
    /// The name of the second, where its body begins, and where it ends.
    second: (TextRange, TextSize, TextSize),
}

/// Finds them in `body`. Those with decorators may be registered, and each counts; so may classes that stand in functions.
pub fn collect<'a>(body: &'a [Stmt], kind: Kind, out: &mut Vec<Redefined<'a>>) {
    let is_definition = |statement: &&Stmt| matches!(statement, Stmt::FunctionDef(_) | Stmt::ClassDef(_));
    if body.iter().filter(is_definition).take(2).count() == 0 || body.len() < 2 {
        return;
    }
    let mut seen: FxHashMap<&str, (&'static str, TextRange, TextRange)> = FxHashMap::default();
    for statement in body {
        match statement {
            Stmt::Import(import) => {
                for alias in import.names.iter().filter(|alias| alias.asname.is_some() || !alias.name.contains('.')) {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name);
                    seen.insert(name, ("import", statement.range(), name.range()));
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in import.names.iter().filter(|alias| &*alias.name != "*") {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name);
                    seen.insert(name, ("import", statement.range(), name.range()));
                }
            }
            _ => {
                let Some((name, what, body, plain)) = definition(statement, kind) else { continue };
                let before = seen.insert(name, (what, statement.range(), name.range()));
                if let Some((what, range, place)) = before.filter(|_| plain) {
                    let inside = body.first().map_or(statement.end(), Ranged::start);
                    out.push(Redefined { name, what, first: (range, place), second: (name.range(), inside, statement.end()) });
                }
                if !plain {
                    seen.remove(name.as_str());
                }
            }
        }
    }
}

/// Its name, what it is, its body, and whether its definition does nothing but bind the name.
fn definition(statement: &Stmt, kind: Kind) -> Option<(&Identifier, &'static str, &[Stmt], bool)> {
    match statement {
        Stmt::FunctionDef(function) => Some((&function.name, "function", &function.body, function.decorator_list.is_empty())),
        Stmt::ClassDef(class) => {
            let registers = class
                .arguments
                .as_ref()
                .is_some_and(|arguments| !arguments.keywords.is_empty() || kind == Kind::Function && !arguments.args.is_empty());
            Some((&class.name, "class", &class.body, class.decorator_list.is_empty() && !registers))
        }
        _ => None,
    }
}

/// Whether a new cell begins between the two: a script that is shown, and run, piece by piece says each anew. Marks are `# %%`, and in
/// what Sphinx makes a gallery of, which begins with a title, lines of `#`.
fn stand_in_two_cells(text: &str, one: &Redefined<'_>) -> bool {
    let mut between = text[one.first.0.end().to_usize()..one.second.0.start().to_usize()].lines();
    let is_underline = |line: &str| line.len() > 3 && line.bytes().all(|byte| matches!(byte, b'=' | b'-' | b'~'));
    let is_shown = || text.trim_start_matches(['r', '"', '\'']).lines().take(8).any(is_underline);
    between.any(|line| line.starts_with("# %%") || line.starts_with("####################") && is_shown())
}

/// Says it of those whose first definition nothing can have used before the second.
pub fn check(context: &Context<'_>, table: &Table<'_>, redefined: &[Redefined<'_>], out: &mut Output) {
    if redefined.is_empty() || table.reads_more {
        return;
    }
    let mut uses: FxHashMap<&str, Vec<&Use<'_>>> = redefined.iter().map(|one| (one.name, Vec::new())).collect();
    for one in &table.uses {
        uses.entry(one.name).and_modify(|places| places.push(one));
    }
    let used_between = |one: &Redefined<'_>| {
        let (_, body, end) = one.second;
        uses.get(one.name).into_iter().flatten().any(|used| {
            let at = used.range.start();
            // Inside the second, functions run when it is there.
            let runs = at < body || table.scopes[used.scope as usize].kind != Kind::Function;
            at >= one.first.0.end() && at < end && runs
        })
    };
    let certain = redefined.iter().filter(|one| {
        !matches!(one.name, "_" | "__")
            && !table.guarded.contains(one.name)
            && !used_between(one)
            && !stand_in_two_cells(context.source.text, one)
            && !context.accepted.has(one.second.0, NAMES)
            && !context.accepted.has(one.first.1, NAMES)
    });
    for one in certain.take(crate::python::MOST) {
        out.problem(
            "L3/duplicate-definition",
            context.place(&one.second.0),
            format!("`{}` is defined again: this replaces the {} before it, which nothing has used", one.name, one.what),
        );
        out.related(context.place(&one.first.1), format!("the first `{}`", one.name));
    }
}
