//! One walk through the tree: scopes, bindings, uses, and what can be said on the way.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{
    Alias, Comprehension, ExceptHandler, Expr, ExprContext, Identifier, Pattern, Stmt, StmtAnnAssign, StmtClassDef, StmtFunctionDef,
    StmtIf, StmtImport, StmtImportFrom, StmtTry, TypeParams,
};
use ruff_text_size::{Ranged, TextRange};

use super::exports::Exports;
use super::redefined::Redefined;
use super::scope::{IMPORTED, Kind, MADE, PARAMETER, Scope, Table, Use};
use super::unused::Import;
use super::{Found, defaults, dynamic, identity, redefined, unreachable, words};
use crate::python::comprehension::visit_inside;
use crate::python::names::last_name;

/// Functions whose arguments in quotes are types.
const TAKE_TYPES: &[&str] =
    &["NamedTuple", "NewType", "ParamSpec", "TypeAliasType", "TypeVar", "TypedDict", "assert_type", "cast", "ForwardRef"];

/// The walk and what it has found.
pub struct Walk<'a> {
    pub table: Table<'a>,
    pub imports: Vec<Import<'a>>,
    pub redefined: Vec<Redefined<'a>>,
    pub found: Vec<Found>,
    pub exports: Exports<'a>,
    pub text: &'a str,
    current: u32,
    /// Whether a name that is read here may have no binding.
    excused: bool,
    /// Whether an import here is there to see whether it succeeds, or to have happened.
    tries: bool,
    /// Whether texts are types.
    in_type: bool,
    /// How many classes are around.
    classes: u32,
}

impl<'a> Walk<'a> {
    pub fn new(text: &'a str) -> Walk<'a> {
        Walk {
            table: Table::new(),
            imports: Vec::new(),
            redefined: Vec::new(),
            found: Vec::new(),
            exports: Exports::default(),
            text,
            current: 0,
            excused: false,
            tries: false,
            in_type: false,
            classes: 0,
        }
    }

    /// Walks through the body of a module.
    pub fn module(&mut self, body: &'a [Stmt]) {
        self.table.binds_more = dynamic::is_bound_elsewhere(self.text);
        self.table.mentioned.extend(words::in_type_comments(self.text));
        self.visit_body(body);
    }

    /// Whether the walk is at the top level of the module.
    pub fn at_top(&self) -> bool {
        self.current == 0
    }

    pub fn kind(&self) -> Kind {
        self.table.scopes[self.current as usize].kind
    }

    fn bind(&mut self, name: &'a str) {
        self.table.bind(self.current, name, MADE);
    }

    fn read(&mut self, name: &'a str, range: TextRange, excused: bool) {
        if self.excused {
            self.table.guarded.insert(name);
        }
        // Within a class such a name is another one.
        let mangled = self.classes > 0 && name.starts_with("__") && !name.ends_with("__");
        self.table.uses.push(Use { name, range, scope: self.current, excused: excused || self.excused || mangled });
    }

    fn mention(&mut self, text: &'a str) {
        self.table.mentioned.extend(words::names(text));
    }

    fn within(&mut self, kind: Kind, walk: impl FnOnce(&mut Self)) {
        let Ok(number) = u32::try_from(self.table.scopes.len()) else { return };
        self.table.scopes.push(Scope { kind, outer: self.current, names: rustc_hash::FxHashMap::default() });
        let outer = std::mem::replace(&mut self.current, number);
        walk(self);
        self.current = outer;
    }

    fn excused(&mut self, excused: bool, walk: impl FnOnce(&mut Self)) {
        let before = self.excused;
        self.excused |= excused;
        walk(self);
        self.excused = before;
    }

    fn trying(&mut self, tries: bool, walk: impl FnOnce(&mut Self)) {
        let before = self.tries;
        self.tries |= tries;
        walk(self);
        self.tries = before;
    }

    fn typed(&mut self, walk: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.in_type, true);
        walk(self);
        self.in_type = before;
    }

    /// Walks in the scope of the type parameters, where there are some.
    fn generic(&mut self, parameters: Option<&'a TypeParams>, walk: impl FnOnce(&mut Self)) {
        let Some(parameters) = parameters else { return walk(self) };
        self.within(Kind::TypeParameters, |inner| {
            parameters.iter().for_each(|parameter| inner.bind(parameter.name()));
            inner.typed(|inner| inner.visit_type_params(parameters));
            walk(inner);
        });
    }

    fn function(&mut self, function: &'a StmtFunctionDef) {
        self.bind(&function.name);
        function.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
        // The body of such a function is translated, and its names are instructions.
        let assembled = function.decorator_list.iter().any(|decorator| dynamic::translates(&decorator.expression));
        defaults::check(function, &mut self.found);
        self.generic(function.type_params.as_deref(), |walk| {
            walk.visit_parameters(&function.parameters);
            function.returns.iter().for_each(|returns| walk.visit_annotation(returns));
            walk.within(Kind::Function, |walk| {
                function.parameters.iter().for_each(|parameter| walk.table.bind(walk.current, parameter.name(), MADE | PARAMETER));
                walk.excused(assembled, |walk| {
                    walk.trying(dynamic::imports_for_effect(&function.name), |walk| walk.visit_body(&function.body))
                });
            });
        });
    }

    fn class(&mut self, class: &'a StmtClassDef) {
        self.bind(&class.name);
        class.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
        self.generic(class.type_params.as_deref(), |walk| {
            class.arguments.iter().for_each(|arguments| walk.visit_arguments(arguments));
            let excused = walk.excused;
            walk.classes += 1;
            walk.within(Kind::Class, |walk| {
                walk.excused |= dynamic::fills_its_body(class, walk.text);
                walk.visit_body(&class.body);
            });
            walk.classes -= 1;
            walk.excused = excused;
        });
    }

    fn comprehension(&mut self, generators: &'a [Comprehension], key: Option<&'a Expr>, value: &'a Expr) {
        let Some(first) = generators.first() else { return };
        self.visit_expr(&first.iter);
        self.within(Kind::Comprehension, |walk| visit_inside(walk, generators, key, value));
    }

    /// `:=` in a comprehension binds in the scope around it.
    fn bind_around_comprehensions(&mut self, name: &'a str) {
        let mut scope = self.current;
        while self.table.scopes[scope as usize].kind == Kind::Comprehension {
            scope = self.table.scopes[scope as usize].outer;
        }
        self.table.bind(scope, name, MADE);
    }

    fn annotated(&mut self, assign: &'a StmtAnnAssign) {
        self.visit_annotation(&assign.annotation);
        let is_alias = last_name(&assign.annotation) == Some("TypeAlias");
        if let Some(value) = &assign.value {
            if is_alias { self.typed(|walk| walk.visit_expr(value)) } else { self.visit_expr(value) }
        }
        self.visit_expr(&assign.target);
    }

    fn import(&mut self, statement: &'a Stmt, import: &'a StmtImport) {
        for alias in &import.names {
            let bound = alias.asname.as_ref().map_or_else(|| alias.name.split('.').next().unwrap_or_default(), Identifier::as_str);
            self.table.bind(self.current, bound, IMPORTED);
            // `import a.b` runs a module that nobody may ever name.
            if !(alias.asname.is_none() && alias.name.contains('.')) {
                self.imported(statement, alias, bound, None);
            }
        }
    }

    fn import_from(&mut self, statement: &'a Stmt, import: &'a StmtImportFrom) {
        if import.module.as_deref() == Some("__future__") {
            import.names.iter().for_each(|alias| self.bind(&alias.name));
            return;
        }
        for alias in &import.names {
            if &*alias.name == "*" {
                self.table.binds_more = true;
                continue;
            }
            let bound = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
            self.table.bind(self.current, bound, IMPORTED);
            self.imported(statement, alias, bound, Some(import));
        }
    }

    fn imported(&mut self, statement: &'a Stmt, alias: &'a Alias, bound: &'a str, from: Option<&'a StmtImportFrom>) {
        let again = alias.asname.as_ref().is_some_and(|name| name.as_str() == alias.name.as_str());
        if !self.tries && !again {
            self.imports.push(Import { name: bound, scope: self.current, alias, statement, from });
        }
    }

    fn condition(&mut self, condition: &'a StmtIf) {
        self.visit_expr(&condition.test);
        self.excused(dynamic::is_never(&condition.test), |walk| walk.visit_body(&condition.body));
        condition.elif_else_clauses.iter().for_each(|clause| self.visit_elif_else_clause(clause));
    }

    fn attempt(&mut self, attempt: &'a StmtTry) {
        let (names, imports) = (dynamic::catches(attempt, "NameError"), dynamic::catches(attempt, "ImportError"));
        self.trying(imports, |walk| {
            walk.excused(names, |walk| walk.visit_body(&attempt.body));
            for ExceptHandler::ExceptHandler(handler) in &attempt.handlers {
                handler.type_.iter().for_each(|kind| walk.visit_expr(kind));
                handler.name.iter().for_each(|name| walk.bind(name));
                walk.visit_body(&handler.body);
            }
        });
        self.visit_body(&attempt.orelse);
        self.visit_body(&attempt.finalbody);
    }

    /// Names that a declaration moves to another scope are bound in both, and somebody may use them there.
    fn declare(&mut self, names: &'a [Identifier], scope: u32) {
        for name in names {
            self.table.bind(scope, name, MADE);
            self.table.mentioned.insert(name);
        }
    }
}

impl<'a> Visitor<'a> for Walk<'a> {
    fn visit_body(&mut self, body: &'a [Stmt]) {
        unreachable::check(body, &mut self.found);
        redefined::collect(body, self.kind(), &mut self.redefined);
        visitor::walk_body(self, body);
    }

    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if self.at_top() {
            self.exports.see(statement);
        }
        match statement {
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::AnnAssign(assign) => self.annotated(assign),
            Stmt::AugAssign(assign) => {
                if let Expr::Name(name) = &*assign.target {
                    self.read(&name.id, name.range(), true);
                }
                visitor::walk_stmt(self, statement);
            }
            Stmt::TypeAlias(alias) => {
                self.visit_expr(&alias.name);
                self.generic(alias.type_params.as_deref(), |walk| walk.typed(|walk| walk.visit_expr(&alias.value)));
            }
            Stmt::Import(import) => self.import(statement, import),
            Stmt::ImportFrom(import) => self.import_from(statement, import),
            Stmt::If(condition) => self.condition(condition),
            Stmt::Try(attempt) => self.attempt(attempt),
            Stmt::With(with) => {
                with.items.iter().for_each(|item| self.visit_with_item(item));
                let tries = with.items.iter().any(|item| dynamic::looks_on(&item.context_expr));
                self.trying(tries, |walk| walk.visit_body(&with.body));
            }
            Stmt::Global(global) => self.declare(&global.names, 0),
            Stmt::Nonlocal(nonlocal) => self.declare(&nonlocal.names, self.current),
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_annotation(&mut self, annotation: &'a Expr) {
        self.typed(|walk| walk.visit_expr(annotation));
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        let name = match pattern {
            Pattern::MatchAs(pattern) => pattern.name.as_ref(),
            Pattern::MatchStar(pattern) => pattern.name.as_ref(),
            Pattern::MatchMapping(pattern) => pattern.rest.as_ref(),
            _ => None,
        };
        name.into_iter().for_each(|name| self.bind(name));
        visitor::walk_pattern(self, pattern);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) => match name.ctx {
                ExprContext::Load => self.read(&name.id, name.range(), false),
                ExprContext::Store => self.bind(&name.id),
                ExprContext::Del | ExprContext::Invalid => {
                    self.bind(&name.id);
                    self.read(&name.id, name.range(), true);
                }
            },
            Expr::StringLiteral(literal) => {
                let text = literal.value.to_str();
                if self.in_type || memchr::memmem::find(text.as_bytes(), b">>>").is_some() {
                    self.mention(text);
                }
            }
            Expr::Lambda(lambda) => {
                lambda.parameters.iter().for_each(|parameters| self.visit_parameters(parameters));
                self.within(Kind::Function, |walk| {
                    lambda.parameters.iter().flat_map(|parameters| parameters.iter()).for_each(|parameter| walk.bind(parameter.name()));
                    walk.visit_expr(&lambda.body);
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
            Expr::Subscript(subscript) if !self.in_type && dynamic::is_generic(&subscript.value) => {
                self.visit_expr(&subscript.value);
                self.typed(|walk| walk.visit_expr(&subscript.slice));
            }
            Expr::Call(call) => {
                dynamic::call(call, self);
                self.visit_expr(&call.func);
                if last_name(&call.func).is_some_and(|name| TAKE_TYPES.contains(&name)) {
                    self.typed(|walk| walk.visit_arguments(&call.arguments));
                } else {
                    self.visit_arguments(&call.arguments);
                }
            }
            Expr::Compare(compare) => {
                identity::check(self.text, compare, &mut self.found);
                visitor::walk_expr(self, expression);
            }
            Expr::BytesLiteral(_) | Expr::NumberLiteral(_) | Expr::NoneLiteral(_) | Expr::BooleanLiteral(_) | Expr::EllipsisLiteral(_) => {}
            _ => visitor::walk_expr(self, expression),
        }
    }
}
