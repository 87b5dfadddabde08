//! Errors that CPython's compiler finds after parsing: `return` outside a function and the like.
//!
//! Ruff's [`SemanticSyntaxChecker`] knows most of them and asks its context where it is; the context and
//! the walk are here, and what the checker does not know, [`Walk`] and [`leniency`] add. What depends on the names of a
//! scope (`global`, `nonlocal`) needs a symbol table, which [`symbols`] builds only when a file has such
//! a statement.

use std::cell::RefCell;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{
    Arguments, Comprehension, ExceptHandler, Expr, ExprContext, InterpolatedStringElement, ModModule, Pattern, PythonVersion, Stmt,
    StmtClassDef, StmtFunctionDef, StmtTry, StmtTypeAlias, StmtWith,
};
use ruff_python_parser::semantic_errors::{
    LazyImportContext, SemanticSyntaxChecker, SemanticSyntaxContext, SemanticSyntaxError, SemanticSyntaxErrorKind,
};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::comprehension::visit_inside;
use super::leniency::{self, Finding};
use super::{span, symbols};
use crate::output::Output;

/// CPython's lexer refuses the next one.
const MAX_INDENTED_BLOCKS: u16 = 99;

/// A list with more is not checked.
const MAX_TYPE_PARAMETERS: usize = 1000;

/// Reports them, by place, one per place.
pub fn check(text: &str, module: &ModModule, version: PythonVersion, stub: bool, out: &mut Output) {
    let lazy_annotations = stub || version >= PythonVersion::PY314 || has_future_annotations(&module.body);
    let context =
        Context { text, version, lazy_annotations, scope: Scope::Module, outer: Vec::new(), in_try: false, found: RefCell::default() };
    let mut walk = Walk {
        checker: SemanticSyntaxChecker::new(),
        context,
        frame: Frame::default(),
        indented: 0,
        format_depth: 0,
        declares_names: false,
    };
    walk.visit_body(&module.body);
    let mut found = walk.context.found.into_inner();
    if walk.declares_names {
        symbols::check(&module.body, lazy_annotations, &mut found);
    }
    found.sort_by_key(|(range, _)| (range.start(), range.end()));
    // `await` outside a function is also outside an asynchronous one: one cause, one finding.
    found.dedup_by_key(|(range, _)| range.start());
    for (range, message) in found.into_iter().take(super::MOST) {
        out.syntax_error(super::widen(text, range), message);
    }
}

fn has_future_annotations(body: &[Stmt]) -> bool {
    body.iter()
        .take_while(|statement| matches!(statement, Stmt::Expr(_) | Stmt::ImportFrom(_)))
        .filter_map(Stmt::as_import_from_stmt)
        .filter(|import| import.module.as_deref() == Some("__future__"))
        .any(|import| import.names.iter().any(|alias| alias.name.as_str() == "annotations"))
}

/// What kind of code runs here.
#[derive(Clone, Copy, PartialEq)]
enum Scope {
    Module,
    Class,
    Function {
        is_async: bool,
    },
    Comprehension {
        /// One of its clauses is `async for`.
        is_async: bool,
        /// A generator expression, which may wait even where nobody else may.
        generator: bool,
    },
}

/// Where the walk is, for the checker.
struct Context<'a> {
    text: &'a str,
    version: PythonVersion,
    lazy_annotations: bool,
    /// The innermost scope.
    scope: Scope,
    /// Those around it, the module first.
    outer: Vec<Scope>,
    in_try: bool,
    found: RefCell<Vec<(TextRange, String)>>,
}

impl Context<'_> {
    fn report(&self, range: TextRange, message: impl Into<String>) {
        self.found.borrow_mut().push((range, message.into()));
    }

    fn add(&self, finding: Finding) {
        self.found.borrow_mut().extend(finding);
    }

    fn outwards(&self) -> impl Iterator<Item = Scope> {
        std::iter::once(self.scope).chain(self.outer.iter().rev().copied())
    }
}

/// What the innermost scope has around the current statement.
#[derive(Clone, Copy, Default)]
struct Frame {
    in_loop: bool,
    /// Inside the handler of an `except*`, which control flow must not leave.
    in_group_handler: bool,
    /// `break` and `continue` would leave such a handler: no loop starts within it.
    loop_outside_handler: bool,
    /// Blocks that CPython's compiler keeps on its stack of fixed size.
    blocks: u16,
}

struct Walk<'a> {
    checker: SemanticSyntaxChecker,
    context: Context<'a>,
    frame: Frame,
    indented: u16,
    /// How many format specifications of f-strings are around.
    format_depth: u16,
    declares_names: bool,
}

impl<'a> Visitor<'a> for Walk<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.check_statement(statement);
        match statement {
            Stmt::FunctionDef(function) => {
                function.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
                function.type_params.iter().for_each(|parameters| self.visit_type_params(parameters));
                self.visit_parameters(&function.parameters);
                function.returns.iter().for_each(|returns| self.visit_annotation(returns));
                self.within(Scope::Function { is_async: function.is_async }, |walk| walk.visit_body(&function.body));
            }
            Stmt::ClassDef(class) => {
                class.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
                class.type_params.iter().for_each(|parameters| self.visit_type_params(parameters));
                class.arguments.iter().for_each(|arguments| self.visit_arguments(arguments));
                self.within(Scope::Class, |walk| walk.visit_body(&class.body));
            }
            Stmt::For(each) => {
                self.visit_expr(&each.iter);
                self.visit_expr(&each.target);
                self.looped(&each.body, statement);
                self.visit_body(&each.orelse);
            }
            Stmt::While(each) => {
                self.visit_expr(&each.test);
                self.looped(&each.body, statement);
                self.visit_body(&each.orelse);
            }
            // A name's annotation in a function is never evaluated, and CPython does not compile it.
            Stmt::AnnAssign(assign) if assign.simple && self.context.in_function_scope() => {
                assign.value.iter().for_each(|value| self.visit_expr(value));
                self.visit_expr(&assign.target);
            }
            // CPython does not look at the attribute here, whatever its name.
            Stmt::AugAssign(assign) => {
                self.visit_expr(&assign.value);
                match &*assign.target {
                    Expr::Attribute(attribute) => self.visit_expr(&attribute.value),
                    target => self.visit_expr(target),
                }
            }
            Stmt::With(with) => self.with(with),
            Stmt::Try(attempt) => self.attempt(attempt),
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_body(&mut self, body: &'a [Stmt]) {
        // Only the body of the module is not indented; a body on its header's line is no deeper than one that is.
        let depth = self.indented;
        if depth == MAX_INDENTED_BLOCKS + 1
            && let Some(first) = body.first()
        {
            self.context.report(first.range(), "too many levels of indentation: Python allows 99");
        }
        self.indented += 1;
        visitor::walk_body(self, body);
        self.indented = depth;
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        self.checker.visit_expr(expression, &self.context);
        match expression {
            Expr::Lambda(lambda) => {
                lambda.parameters.iter().for_each(|parameters| self.visit_parameters(parameters));
                self.within(Scope::Function { is_async: false }, |walk| walk.visit_expr(&lambda.body));
            }
            Expr::ListComp(comprehension) => self.comprehension(&comprehension.generators, false, None, &comprehension.elt),
            Expr::SetComp(comprehension) => self.comprehension(&comprehension.generators, false, None, &comprehension.elt),
            Expr::DictComp(comprehension) => {
                self.comprehension(&comprehension.generators, false, comprehension.key.as_deref(), &comprehension.value);
            }
            Expr::Generator(comprehension) => self.comprehension(&comprehension.generators, true, None, &comprehension.elt),
            Expr::Attribute(attribute) => {
                if attribute.ctx == ExprContext::Store && attribute.attr.as_str() == "__debug__" {
                    self.context.report(attribute.attr.range(), "cannot assign to `__debug__`");
                }
                self.visit_expr(&attribute.value);
            }
            Expr::NumberLiteral(literal) => self.context.add(leniency::number(self.context.text, literal, self.context.version)),
            Expr::Yield(yields) => {
                self.context.add(leniency::bare_yield(self.context.text, yields));
                visitor::walk_expr(self, expression);
            }
            Expr::Named(named) => {
                self.context.add(leniency::named(named.range(), &named.target));
                visitor::walk_expr(self, expression);
            }
            // Leaves, most of a program.
            Expr::Name(_) | Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::NoneLiteral(_) | Expr::BooleanLiteral(_) => {}
            _ => visitor::walk_expr(self, expression),
        }
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        self.context.add(leniency::pattern(pattern));
        visitor::walk_pattern(self, pattern);
    }

    fn visit_interpolated_string_element(&mut self, element: &'a InterpolatedStringElement) {
        let InterpolatedStringElement::Interpolation(field) = element else { return };
        self.context.add(leniency::interpolation(self.context.text, field, self.format_depth, self.context.version));
        let depth = std::mem::take(&mut self.format_depth);
        self.visit_expr(&field.expression);
        self.format_depth = depth + 1;
        field
            .format_spec
            .iter()
            .flat_map(|specification| &specification.elements)
            .for_each(|inner| self.visit_interpolated_string_element(inner));
        self.format_depth = depth;
    }

    fn visit_arguments(&mut self, arguments: &'a Arguments) {
        for keyword in &arguments.keywords {
            if let Some(name) = keyword.arg.as_ref().filter(|name| name.as_str() == "__debug__") {
                self.context.report(name.range(), "cannot assign to `__debug__`");
            }
        }
        visitor::walk_arguments(self, arguments);
    }
}

impl<'a> Walk<'a> {
    fn check_statement(&mut self, statement: &Stmt) {
        match statement {
            // A relative module of that name is like any other since Python 3.13.
            Stmt::ImportFrom(import) if import.level > 0 && import.module.as_deref() == Some("__future__") => {
                if self.context.version < PythonVersion::PY313 {
                    self.checker.visit_stmt(statement, &self.context);
                }
                return;
            }
            // Python evaluates no annotation then, and says so of what only evaluation gives a meaning.
            Stmt::AnnAssign(assign) if self.context.lazy_annotations && self.context.version < PythonVersion::PY314 => {
                LazyAnnotation { context: &self.context }.visit_expr(&assign.annotation);
            }
            // Ruff compares each with all before it.
            Stmt::FunctionDef(StmtFunctionDef { type_params: Some(parameters), .. })
            | Stmt::ClassDef(StmtClassDef { type_params: Some(parameters), .. })
            | Stmt::TypeAlias(StmtTypeAlias { type_params: Some(parameters), .. })
                if parameters.len() > MAX_TYPE_PARAMETERS =>
            {
                return;
            }
            Stmt::Global(_) | Stmt::Nonlocal(_) => self.declares_names = true,
            Stmt::Break(_) if !self.frame.in_loop => self.outside_loop(statement, "break"),
            Stmt::Continue(_) if !self.frame.in_loop => self.outside_loop(statement, "continue"),
            Stmt::Return(_) if self.frame.in_group_handler => self.leaves_group_handler(statement, "return"),
            _ => {}
        }
        self.context.add(leniency::statement(statement));
        self.checker.visit_stmt(statement, &self.context);
    }

    fn outside_loop(&self, statement: &Stmt, word: &str) {
        if self.frame.loop_outside_handler {
            self.leaves_group_handler(statement, word);
        } else {
            self.context.report(statement.range(), format!("`{word}` outside loop"));
        }
    }

    fn leaves_group_handler(&self, statement: &Stmt, word: &str) {
        self.context.report(statement.range(), format!("`{word}` cannot appear in an `except*` block"));
    }

    /// Walks in a scope of its own.
    fn within(&mut self, scope: Scope, walk: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.context.scope, scope);
        self.context.outer.push(outer);
        let frame = std::mem::take(&mut self.frame);
        let in_try = std::mem::take(&mut self.context.in_try);
        walk(self);
        self.context.in_try = in_try;
        self.frame = frame;
        self.context.outer.pop();
        self.context.scope = outer;
    }

    /// The first iterable is evaluated outside, everything else inside.
    fn comprehension(&mut self, generators: &'a [Comprehension], generator: bool, key: Option<&'a Expr>, value: &'a Expr) {
        let Some(first) = generators.first() else { return };
        self.visit_expr(&first.iter);
        let is_async = generators.iter().any(|clause| clause.is_async);
        self.within(Scope::Comprehension { is_async, generator }, |walk| visit_inside(walk, generators, key, value));
    }

    fn looped(&mut self, body: &'a [Stmt], statement: &Stmt) {
        let inside = Frame { in_loop: true, loop_outside_handler: false, ..self.frame };
        self.blocks(1, statement.range(), inside, |walk| walk.visit_body(body));
    }

    fn with(&mut self, with: &'a StmtWith) {
        with.items.iter().for_each(|item| self.visit_with_item(item));
        let count = u16::try_from(with.items.len()).unwrap_or(u16::MAX);
        self.blocks(count, with.range(), self.frame, |walk| walk.visit_body(&with.body));
    }

    fn attempt(&mut self, attempt: &'a StmtTry) {
        let (frame, in_try, place) = (self.frame, std::mem::replace(&mut self.context.in_try, true), attempt.range());
        let finally = u16::from(!attempt.finalbody.is_empty());
        let guarded = u16::from(!attempt.handlers.is_empty());
        self.blocks(finally + guarded, place, frame, |walk| walk.visit_body(&attempt.body));
        let inside = if attempt.is_star {
            Frame { in_loop: false, loop_outside_handler: frame.in_loop, in_group_handler: true, ..frame }
        } else {
            frame
        };
        for handler in &attempt.handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            handler.type_.iter().for_each(|kind| self.visit_expr(kind));
            self.blocks(finally + 2, place, inside, |walk| walk.visit_body(&handler.body));
        }
        self.blocks(finally, place, frame, |walk| walk.visit_body(&attempt.orelse));
        self.blocks(finally, place, frame, |walk| walk.visit_body(&attempt.finalbody));
        self.context.in_try = in_try;
    }

    /// Walks inside `count` more of the blocks that CPython's compiler keeps on a stack of fixed size.
    fn blocks(&mut self, count: u16, place: TextRange, inside: Frame, walk: impl FnOnce(&mut Self)) {
        // CO_MAXBLOCKS: 20, then 21 of which a generator takes one, then 40: in doubt, silence.
        let limit = if self.context.version < PythonVersion::PY312 { 20 } else { 40 };
        let before = std::mem::replace(&mut self.frame, inside);
        self.frame.blocks = before.blocks.saturating_add(count);
        if before.blocks <= limit && self.frame.blocks > limit {
            self.context.report(place, format!("too many statically nested blocks: Python allows {limit}"));
        }
        walk(self);
        self.frame = before;
    }
}

/// What an annotation that is never evaluated must not hold. A `lambda` in it is a scope of its own.
struct LazyAnnotation<'c, 'a> {
    context: &'c Context<'a>,
}

impl<'e> Visitor<'e> for LazyAnnotation<'_, '_> {
    fn visit_expr(&mut self, expression: &'e Expr) {
        let what = match expression {
            Expr::Lambda(_) => return,
            Expr::Named(_) => "named expression",
            Expr::Yield(_) | Expr::YieldFrom(_) => "yield expression",
            Expr::Await(_) => "await expression",
            _ => return visitor::walk_expr(self, expression),
        };
        self.context.report(expression.range(), format!("{what} cannot be used within a type annotation"));
    }
}

impl SemanticSyntaxContext for Context<'_> {
    fn future_annotations_or_stub(&self) -> bool {
        self.lazy_annotations
    }

    fn lazy_import_context(&self) -> Option<LazyImportContext> {
        match self.scope {
            Scope::Function { .. } => Some(LazyImportContext::Function),
            Scope::Class => Some(LazyImportContext::Class),
            Scope::Module | Scope::Comprehension { .. } => self.in_try.then_some(LazyImportContext::TryExceptBlocks),
        }
    }

    fn python_version(&self) -> PythonVersion {
        self.version
    }

    fn source(&self) -> &str {
        self.text
    }

    // What depends on names is answered by `symbols`, in CPython's order instead of the text's.
    fn global(&self, _name: &str) -> Option<TextRange> {
        None
    }

    fn has_nonlocal_binding(&self, _name: &str) -> bool {
        true
    }

    fn is_bound_parameter(&self, _name: &str) -> bool {
        false
    }

    /// A comprehension may wait where its surroundings may, and a generator expression anywhere.
    fn in_async_context(&self) -> bool {
        for scope in self.outwards() {
            match scope {
                Scope::Comprehension { generator: true, .. } => return true,
                Scope::Comprehension { .. } => {}
                Scope::Function { is_async } => return is_async,
                Scope::Class | Scope::Module => return false,
            }
        }
        false
    }

    fn in_await_allowed_context(&self) -> bool {
        matches!(self.scope, Scope::Function { .. } | Scope::Comprehension { .. })
    }

    fn in_yield_allowed_context(&self) -> bool {
        self.in_function_scope()
    }

    fn in_sync_comprehension(&self) -> bool {
        self.outwards().any(|scope| matches!(scope, Scope::Comprehension { is_async: false, .. }))
    }

    fn in_class_body_comprehension(&self) -> bool {
        self.outwards().find(|scope| !matches!(scope, Scope::Comprehension { .. })) == Some(Scope::Class)
    }

    fn in_module_scope(&self) -> bool {
        self.scope == Scope::Module
    }

    fn in_function_scope(&self) -> bool {
        matches!(self.scope, Scope::Function { .. })
    }

    fn in_generator_context(&self) -> bool {
        matches!(self.scope, Scope::Comprehension { generator: true, .. })
    }

    fn in_notebook(&self) -> bool {
        false
    }

    fn in_loop_context(&self) -> bool {
        // The walk knows why there is no loop, and reports it itself.
        true
    }

    fn report_semantic_error(&self, error: SemanticSyntaxError) {
        let range = match &error.kind {
            // The star is what is wrong, and the last name of the statement.
            SemanticSyntaxErrorKind::NonModuleImportStar(_) => star(self.text, error.range),
            _ => error.range,
        };
        self.report(range, error.to_string());
    }
}

fn star(text: &str, range: TextRange) -> TextRange {
    text[span(range).range()]
        .rfind('*')
        .and_then(|at| u32::try_from(at).ok())
        .map_or(range, |at| TextRange::at(range.start() + TextSize::new(at), TextSize::new(1)))
}
