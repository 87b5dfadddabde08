//! `L3/undefined-export`: a name in `__all__` that nothing binds.

use ruff_python_ast::{Expr, ExprStringLiteral, Operator, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::Context;
use super::scope::Table;
use crate::output::Output;

/// What other tools call it.
pub(super) const NAMES: &[&str] = &["F822", "E0603", "undefined-all-variable", "reportUnsupportedDunderAll"];

/// Among more names none is looked for that may have been meant.
const MOST_CANDIDATES: usize = 2000;

/// Attributes that every module has.
const OF_MODULES: &[&str] = &["__all__", "__doc__", "__file__", "__loader__", "__name__", "__package__", "__path__", "__spec__"];

/// What `__all__` lists.
#[derive(Default)]
pub struct Exports<'a> {
    pub names: Vec<(&'a str, TextRange)>,
    /// Whether more is in it than what stands here.
    pub open: bool,
}

impl<'a> Exports<'a> {
    /// Takes in what a statement at the top level does to it.
    pub fn see(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Assign(assign) if assign.targets.iter().any(is_all) => self.add(&assign.value),
            Stmt::Assign(assign) => {
                let unpacked = |target: &Expr| match target {
                    Expr::Tuple(tuple) => tuple.elts.iter().any(is_all),
                    Expr::Subscript(subscript) => is_all(&subscript.value),
                    _ => false,
                };
                if assign.targets.iter().any(unpacked) {
                    self.open = true;
                }
            }
            Stmt::AnnAssign(assign) if is_all(&assign.target) => assign.value.iter().for_each(|value| self.add(value)),
            Stmt::AugAssign(assign) if is_all(&assign.target) => self.add(&assign.value),
            Stmt::Expr(alone) => {
                let Expr::Call(call) = &*alone.value else { return };
                let Expr::Attribute(attribute) = &*call.func else { return };
                if !is_all(&attribute.value) {
                    return;
                }
                match (attribute.attr.as_str(), call.arguments.args.first()) {
                    ("extend", Some(value)) => self.add(value),
                    ("append", Some(Expr::StringLiteral(literal))) => self.name(literal),
                    ("sort", _) => {}
                    _ => self.open = true,
                }
            }
            _ => {}
        }
    }

    fn name(&mut self, literal: &'a ExprStringLiteral) {
        self.names.push((literal.value.to_str(), literal.range()));
    }

    fn add(&mut self, value: &'a Expr) {
        let elements = match value {
            Expr::List(list) => &list.elts,
            Expr::Tuple(tuple) => &tuple.elts,
            Expr::Set(set) => &set.elts,
            Expr::BinOp(sum) if sum.op == Operator::Add => {
                self.add(&sum.left);
                return self.add(&sum.right);
            }
            _ => {
                self.open = true;
                return;
            }
        };
        for element in elements {
            match element {
                Expr::StringLiteral(literal) => self.name(literal),
                _ => self.open = true,
            }
        }
    }
}

fn is_all(expression: &Expr) -> bool {
    matches!(expression, Expr::Name(name) if &name.id == "__all__")
}

/// Says it of names that nothing binds, where all bindings can be read.
pub fn check(context: &Context<'_>, table: &Table<'_>, exports: &Exports<'_>, out: &mut Output) {
    // A package exports its modules too, which are other files.
    let is_package = context.source.path.name().starts_with("__init__.");
    if exports.names.is_empty() || exports.open || is_package || table.binds_more || table.has("__getattr__") || table.has("__path__") {
        return;
    }
    if memchr::memmem::find(context.source.text.as_bytes(), b"sys.modules").is_some() {
        return;
    }
    let unbound = exports
        .names
        .iter()
        .filter(|(name, range)| !table.has(name) && !OF_MODULES.contains(name) && !context.accepted.has(*range, NAMES) && !name.is_empty());
    let mut known: Vec<&str> = Vec::new();
    for (name, range) in unbound.take(crate::python::MOST) {
        if known.is_empty() {
            known.extend(table.visible(0).take(MOST_CANDIDATES));
            known.sort_unstable();
        }
        let near =
            crate::nearest::nearest(name, known.iter().copied()).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        out.problem(
            "L3/undefined-export",
            context.place(range),
            format!("`__all__` names `{name}`, which nothing in this module binds{near}"),
        );
    }
}
