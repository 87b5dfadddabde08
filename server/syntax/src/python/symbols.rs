//! The symbol table of CPython, as far as `global` and `nonlocal` need it.
//!
//! Python decides what a name means when it has seen the whole scope, and refuses a declaration that comes
//! after a use. Few files have such statements; only for those the tree is walked a second time.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{
    Alias, Comprehension, ExceptHandler, Expr, ExprContext, Identifier, Parameters, Pattern, Stmt, StmtAnnAssign, TypeParams,
};
use ruff_text_size::{Ranged, TextRange};
use rustc_hash::FxHashMap;

use super::comprehension::visit_inside;

/// How a scope uses a name; a set of the constants.
type Uses = u8;
const PARAMETER: Uses = 1;
const ASSIGNED: Uses = 1 << 1;
const READ: Uses = 1 << 2;
const ANNOTATED: Uses = 1 << 3;
const GLOBAL: Uses = 1 << 4;
const NONLOCAL: Uses = 1 << 5;
/// Alone it does not stop a later `global`, as one might expect of a binding.
const IMPORTED: Uses = 1 << 6;
const TYPE_PARAMETER: Uses = 1 << 7;

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Module,
    Class,
    Function,
    Comprehension,
    TypeParameters,
}

struct Scope<'a> {
    kind: Kind,
    outer: usize,
    names: FxHashMap<&'a str, Uses>,
}

/// Adds to `found` what is wrong with the declarations in `body`, that of a module.
pub fn check(body: &[Stmt], lazy_annotations: bool, found: &mut Vec<(TextRange, String)>) {
    let module = Scope { kind: Kind::Module, outer: 0, names: FxHashMap::default() };
    let mut table = Table { scopes: vec![module], current: 0, nonlocals: Vec::new(), lazy_annotations, found };
    table.visit_body(body);
    table.resolve();
}

struct Table<'a, 'f> {
    /// Outer ones before those inside.
    scopes: Vec<Scope<'a>>,
    current: usize,
    /// Looked up when all bindings are known.
    nonlocals: Vec<(usize, &'a Identifier)>,
    lazy_annotations: bool,
    found: &'f mut Vec<(TextRange, String)>,
}

impl<'a> Table<'a, '_> {
    fn add(&mut self, name: &'a str, uses: Uses) {
        *self.scopes[self.current].names.entry(name).or_default() |= uses;
    }

    fn uses(&self, name: &str) -> Uses {
        self.scopes[self.current].names.get(name).copied().unwrap_or_default()
    }

    fn report(&mut self, range: TextRange, message: String) {
        self.found.push((range, message));
    }

    fn within(&mut self, kind: Kind, walk: impl FnOnce(&mut Self)) {
        let outer = self.current;
        self.scopes.push(Scope { kind, outer, names: FxHashMap::default() });
        self.current = self.scopes.len() - 1;
        walk(self);
        self.current = outer;
    }

    fn declare(&mut self, names: &'a [Identifier], how: Uses, word: &str) {
        for name in names {
            let before = self.uses(name);
            let problem = if before & PARAMETER != 0 {
                Some(format!("name `{name}` is a parameter and cannot be {word}"))
            } else if before & READ != 0 {
                Some(format!("name `{name}` is used prior to {word} declaration"))
            } else if before & ANNOTATED != 0 {
                Some(format!("annotated name `{name}` can't be {word}"))
            } else if before & ASSIGNED != 0 {
                Some(format!("name `{name}` is assigned to before {word} declaration"))
            } else if (before | how) & (GLOBAL | NONLOCAL) == GLOBAL | NONLOCAL {
                Some(format!("name `{name}` is nonlocal and global"))
            } else {
                None
            };
            match problem {
                Some(message) => self.report(name.range(), message),
                // At the level of the module the statement itself is wrong, and reported as such.
                None if how == NONLOCAL && self.scopes[self.current].kind != Kind::Module => self.nonlocals.push((self.current, name)),
                None => {}
            }
            self.add(name, how);
        }
    }

    fn resolve(&mut self) {
        for (scope, name) in std::mem::take(&mut self.nonlocals) {
            // Within a class such a name is mangled, and then it depends on the class which name it is.
            if name.starts_with("__") && !name.ends_with("__") {
                continue;
            }
            match self.binding(self.scopes[scope].outer, scope, name) {
                Some(uses) if uses & TYPE_PARAMETER != 0 => {
                    self.report(name.range(), format!("nonlocal binding not allowed for type parameter `{name}`"));
                }
                Some(_) => {}
                None => self.report(name.range(), format!("no binding for nonlocal `{name}` found in an enclosing function")),
            }
        }
    }

    /// How the nearest enclosing function that has the name uses it.
    fn binding(&self, mut at: usize, mut inner: usize, name: &str) -> Option<Uses> {
        loop {
            let scope = &self.scopes[at];
            match scope.kind {
                Kind::Module => return None,
                // Functions in a class see the cell that `super()` uses, and none of its names.
                Kind::Class if name == "__class__" && self.scopes[inner].kind != Kind::Class => return Some(ASSIGNED),
                Kind::Class => {}
                Kind::Function | Kind::Comprehension | Kind::TypeParameters => {
                    let uses = scope.names.get(name).copied().unwrap_or_default();
                    if uses & GLOBAL != 0 {
                        return None;
                    }
                    if uses & (PARAMETER | ASSIGNED | IMPORTED | NONLOCAL | TYPE_PARAMETER) != 0 {
                        return Some(uses);
                    }
                }
            }
            (inner, at) = (at, scope.outer);
        }
    }

    fn parameters(&mut self, parameters: &'a Parameters) {
        for parameter in parameters {
            self.add(parameter.name(), PARAMETER);
        }
    }

    /// Walks in the scope of the type parameters, where there are some.
    fn generic(&mut self, parameters: Option<&'a TypeParams>, walk: impl FnOnce(&mut Self)) {
        let Some(parameters) = parameters else { return walk(self) };
        self.within(Kind::TypeParameters, |table| {
            for parameter in parameters {
                table.add(parameter.name(), TYPE_PARAMETER);
            }
            table.visit_type_params(parameters);
            walk(table);
        });
    }

    fn annotated(&mut self, assign: &'a StmtAnnAssign) {
        if let Expr::Name(name) = &*assign.target {
            let declared = self.uses(&name.id) & (GLOBAL | NONLOCAL);
            if assign.simple && declared != 0 && self.scopes[self.current].kind != Kind::Module {
                let word = if declared & GLOBAL != 0 { "global" } else { "nonlocal" };
                self.report(name.range(), format!("annotated name `{}` can't be {word}", name.id));
            }
            if assign.simple {
                self.add(&name.id, ANNOTATED | ASSIGNED);
            } else if assign.value.is_some() {
                self.add(&name.id, ASSIGNED);
            }
        } else {
            self.visit_expr(&assign.target);
        }
        self.visit_annotation(&assign.annotation);
        assign.value.iter().for_each(|value| self.visit_expr(value));
    }

    fn comprehension(&mut self, generators: &'a [Comprehension], key: Option<&'a Expr>, value: &'a Expr) {
        let Some(first) = generators.first() else { return };
        self.visit_expr(&first.iter);
        self.within(Kind::Comprehension, |table| visit_inside(table, generators, key, value));
    }

    /// `:=` in a comprehension binds in the scope around it.
    fn bind_around_comprehensions(&mut self, name: &'a str) {
        let inner = self.current;
        while self.scopes[self.current].kind == Kind::Comprehension {
            self.current = self.scopes[self.current].outer;
        }
        self.add(name, ASSIGNED);
        self.current = inner;
    }
}

impl<'a> Visitor<'a> for Table<'a, '_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Global(global) => self.declare(&global.names, GLOBAL, "global"),
            Stmt::Nonlocal(nonlocal) => self.declare(&nonlocal.names, NONLOCAL, "nonlocal"),
            Stmt::FunctionDef(function) => {
                self.add(&function.name, ASSIGNED);
                function.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
                self.generic(function.type_params.as_deref(), |table| {
                    table.visit_parameters(&function.parameters);
                    function.returns.iter().for_each(|returns| table.visit_annotation(returns));
                    table.within(Kind::Function, |table| {
                        table.parameters(&function.parameters);
                        table.visit_body(&function.body);
                    });
                });
            }
            Stmt::ClassDef(class) => {
                self.add(&class.name, ASSIGNED);
                class.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
                self.generic(class.type_params.as_deref(), |table| {
                    class.arguments.iter().for_each(|arguments| table.visit_arguments(arguments));
                    table.within(Kind::Class, |table| table.visit_body(&class.body));
                });
            }
            Stmt::TypeAlias(alias) => {
                self.visit_expr(&alias.name);
                self.generic(alias.type_params.as_deref(), |table| table.within(Kind::Function, |table| table.visit_expr(&alias.value)));
            }
            Stmt::AnnAssign(assign) => self.annotated(assign),
            // CPython's order, which decides what comes before a declaration.
            Stmt::Try(attempt) => {
                self.visit_body(&attempt.body);
                self.visit_body(&attempt.orelse);
                attempt.handlers.iter().for_each(|handler| self.visit_except_handler(handler));
                self.visit_body(&attempt.finalbody);
            }
            // An augmented target is written as much as read, and is in the tree as read by none.
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_annotation(&mut self, annotation: &'a Expr) {
        if !self.lazy_annotations {
            visitor::walk_annotation(self, annotation);
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(handler) = handler;
        handler.type_.iter().for_each(|kind| self.visit_expr(kind));
        handler.name.iter().for_each(|name| self.add(name, ASSIGNED));
        self.visit_body(&handler.body);
    }

    fn visit_alias(&mut self, alias: &'a Alias) {
        let bound = alias.asname.as_ref().map_or_else(|| alias.name.split('.').next().unwrap_or_default(), Identifier::as_str);
        self.add(bound, IMPORTED);
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        let name = match pattern {
            Pattern::MatchAs(pattern) => pattern.name.as_ref(),
            Pattern::MatchStar(pattern) => pattern.name.as_ref(),
            Pattern::MatchMapping(pattern) => pattern.rest.as_ref(),
            _ => None,
        };
        name.into_iter().for_each(|name| self.add(name, ASSIGNED));
        visitor::walk_pattern(self, pattern);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) => self.add(&name.id, if name.ctx == ExprContext::Load { READ } else { ASSIGNED }),
            Expr::Lambda(lambda) => {
                lambda.parameters.iter().for_each(|parameters| self.visit_parameters(parameters));
                self.within(Kind::Function, |table| {
                    lambda.parameters.iter().for_each(|parameters| table.parameters(parameters));
                    table.visit_expr(&lambda.body);
                });
            }
            Expr::ListComp(comprehension) => self.comprehension(&comprehension.generators, None, &comprehension.elt),
            Expr::SetComp(comprehension) => self.comprehension(&comprehension.generators, None, &comprehension.elt),
            Expr::DictComp(comprehension) => {
                self.comprehension(&comprehension.generators, comprehension.key.as_deref(), &comprehension.value);
            }
            Expr::Generator(comprehension) => self.comprehension(&comprehension.generators, None, &comprehension.elt),
            Expr::Named(named) => {
                if let Expr::Name(name) = &*named.target {
                    self.bind_around_comprehensions(&name.id);
                }
                self.visit_expr(&named.value);
            }
            _ => visitor::walk_expr(self, expression),
        }
    }
}
