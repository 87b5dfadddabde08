//! Migrations of Django and Alembic, read from the statements that their tools read.

use compact_str::CompactString;
use ruff_python_ast::{Expr, ModModule, Stmt, StmtClassDef};
use ruff_text_size::Ranged;

use super::span;
use crate::output::Output;
use crate::plan::Plan;
use crate::plan::migration::{Alembic, Django, Migration};

/// Finds out whether the module is a migration, and of what. `text` tells at once for most that are none.
pub(super) fn read(text: &str, module: &ModModule, out: &mut Output) {
    let has = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    let found = if has("class Migration(") {
        module.body.iter().find_map(|statement| match statement {
            Stmt::ClassDef(class) if class.name.as_str() == "Migration" => django(class, out),
            _ => None,
        })
    } else if has("down_revision") {
        alembic(module, out)
    } else {
        None
    };
    if let Some(migration) = found {
        out.plan = Some(Box::new(Plan::Migration(migration)));
    }
}

/// The name and the value of an assignment to one name.
pub(super) fn assignment(statement: &Stmt) -> Option<(&str, &Expr)> {
    let (target, value) = match statement {
        Stmt::Assign(assign) => (assign.targets.first().filter(|_| assign.targets.len() == 1)?, &*assign.value),
        Stmt::AnnAssign(assign) => (&*assign.target, assign.value.as_deref()?),
        _ => return None,
    };
    Some((target.as_name_expr()?.id.as_str(), value))
}

fn elements(value: &Expr) -> Option<&[Expr]> {
    match value {
        Expr::List(list) => Some(&list.elts),
        Expr::Tuple(tuple) => Some(&tuple.elts),
        _ => None,
    }
}

fn string(value: &Expr) -> Option<&str> {
    value.as_string_literal_expr().map(|literal| literal.value.to_str())
}

fn pair(value: &Expr) -> Option<(CompactString, CompactString)> {
    match elements(value)? {
        [app, name] => Some((string(app)?.into(), string(name)?.into())),
        _ => None,
    }
}

fn django(class: &StmtClassDef, out: &mut Output) -> Option<Migration> {
    let is_base = |base: &Expr| match base {
        Expr::Attribute(attribute) => attribute.attr.as_str() == "Migration",
        _ => false,
    };
    if !class.arguments.as_ref()?.args.iter().any(is_base) {
        return None;
    }
    let mut found = Django { complete: true, span: out.span(span(class.name.range())), ..Django::default() };
    for statement in &class.body {
        match assignment(statement) {
            Some(("dependencies", value)) => match elements(value) {
                Some(values) => {
                    for value in values {
                        match pair(value) {
                            Some((app, name)) => {
                                let place = out.span(span(value.range()));
                                found.dependencies.push((app, name, place));
                            }
                            // `migrations.swappable_dependency(...)`: the first of some app.
                            None => found.complete &= value.is_call_expr(),
                        }
                    }
                }
                None => found.complete = false,
            },
            Some((key @ ("replaces" | "run_before"), value)) => {
                let listed = elements(value).and_then(|values| values.iter().map(pair).collect::<Option<Vec<_>>>());
                found.complete &= listed.is_some();
                let place = if key == "replaces" { &mut found.replaces } else { &mut found.run_before };
                place.extend(listed.into_iter().flatten());
            }
            Some(_) => {}
            None => found.complete &= !matches!(statement, Stmt::AugAssign(_) | Stmt::If(_)),
        }
    }
    Some(Migration::Django(found))
}

fn alembic(module: &ModModule, out: &mut Output) -> Option<Migration> {
    let value = |wanted: &str| module.body.iter().filter_map(assignment).find(|(name, _)| *name == wanted).map(|(_, value)| value);
    let (own, down) = (value("revision")?, value("down_revision")?);
    let below: Vec<(&str, &Expr)> = match down {
        Expr::NoneLiteral(_) => Vec::new(),
        Expr::StringLiteral(_) => vec![(string(down)?, down)],
        _ => elements(down)?.iter().map(|each| Some((string(each)?, each))).collect::<Option<_>>()?,
    };
    let none = |name: &str| value(name).is_none_or(Expr::is_none_literal_expr);
    let labelled = !(none("branch_labels") && none("depends_on"));
    let revision = CompactString::from(string(own)?);
    let down = below.into_iter().map(|(id, each)| (id.into(), out.span(span(each.range())))).collect();
    Some(Migration::Alembic(Alembic { revision, down, labelled, span: out.span(span(own.range())) }))
}
