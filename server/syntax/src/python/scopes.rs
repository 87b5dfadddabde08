//! Which names a block binds, and which names functions bind for their module.

use compact_str::CompactString;
use ruff_python_ast::statement_visitor::{StatementVisitor, walk_stmt};
use ruff_python_ast::{ExceptHandler, Expr, Identifier, Stmt};
use rustc_hash::FxHashSet;

use super::names::{captures, targets};

/// The names that functions anywhere in `body` declare global.
pub fn globals(body: &[Stmt]) -> Vec<&Identifier> {
    let mut find = Globals::default();
    find.visit_body(body);
    find.found
}

#[derive(Default)]
struct Globals<'a> {
    found: Vec<&'a Identifier>,
    in_function: bool,
}

impl<'a> StatementVisitor<'a> for Globals<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Global(global) if self.in_function => self.found.extend(&global.names),
            Stmt::FunctionDef(function) => {
                let outer = std::mem::replace(&mut self.in_function, true);
                self.visit_body(&function.body);
                self.in_function = outer;
            }
            _ => walk_stmt(self, statement),
        }
    }
}

/// The names that `body`, of a class, binds itself.
pub fn bound(body: &[Stmt]) -> FxHashSet<CompactString> {
    let mut find = Bound::default();
    find.visit_body(body);
    find.names
}

#[derive(Default)]
struct Bound {
    names: FxHashSet<CompactString>,
}

impl Bound {
    fn name(&mut self, name: &str) {
        self.names.insert(CompactString::from(name));
    }

    fn target(&mut self, target: &Expr) {
        targets(target, &mut |name, _| self.name(name));
    }
}

impl<'a> StatementVisitor<'a> for Bound {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => return self.name(&function.name),
            Stmt::ClassDef(class) => return self.name(&class.name),
            Stmt::Assign(assign) => assign.targets.iter().for_each(|target| self.target(target)),
            // Without a value nothing is bound, and the module's name is seen.
            Stmt::AnnAssign(assign) if assign.value.is_some() => self.target(&assign.target),
            Stmt::AugAssign(assign) => self.target(&assign.target),
            Stmt::TypeAlias(alias) => self.target(&alias.name),
            Stmt::For(each) => self.target(&each.target),
            Stmt::With(with) => with.items.iter().filter_map(|item| item.optional_vars.as_deref()).for_each(|target| self.target(target)),
            Stmt::Import(import) => {
                for alias in &import.names {
                    self.name(alias.asname.as_ref().map_or_else(|| alias.name.split('.').next().unwrap_or(""), |name| name.as_str()));
                }
            }
            Stmt::ImportFrom(import) => import.names.iter().for_each(|alias| self.name(alias.asname.as_ref().unwrap_or(&alias.name))),
            Stmt::Try(attempt) => {
                for ExceptHandler::ExceptHandler(handler) in &attempt.handlers {
                    handler.name.iter().for_each(|name| self.name(name));
                }
            }
            Stmt::Match(choice) => choice.cases.iter().for_each(|case| captures(&case.pattern, &mut |name| self.name(name))),
            _ => {}
        }
        walk_stmt(self, statement);
    }
}
