//! What happens when a module is imported, in order: bodies of modules and classes, but not those of functions.

use compact_str::CompactString;
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{
    Arguments, CmpOp, Comprehension, ExceptHandler, Expr, ExprCall, ModModule, Number, Parameters, Stmt, StmtClassDef, StmtFunctionDef,
    StmtIf, StmtTry,
};
use ruff_text_size::{Ranged, TextRange};
use rustc_hash::FxHashSet;
use workspace::Span;

use super::circumstances::is_about_main;
use super::names::{captures, last_name, targets};
use super::{scopes, span};
use crate::facts::{Definition, DefinitionKind, Flags, Namespace, Reference, SpanId};
use crate::import_time::{Name, Recorder, What};
use crate::output::{Output, Source};

/// The first Python that evaluates an annotation only when somebody asks for it.
const LAZY_ANNOTATIONS: (u8, u8) = (3, 14);

/// Longer chains of attributes say no more: no module lies deeper.
const MOST_PARTS: usize = 8;

/// Records what `module` does while it is imported; `out` holds its references and definitions.
pub fn collect(source: &Source<'_>, module: &ModModule, out: &mut Output) {
    let is_import = |reference: &Reference| reference.namespace == Namespace::PYTHON_MODULE && reference.role != "call";
    // A module that imports nothing is done before anybody can ask it for anything.
    if !out.references.iter().any(is_import) {
        return;
    }
    let named = |is: fn(DefinitionKind) -> bool| out.definitions.iter().filter(move |definition| is(definition.kind));
    let has_lazy = out.references.iter().any(|reference| reference.flags.has(Flags::LAZY));
    let written = named(|kind| matches!(kind, DefinitionKind::Function | DefinitionKind::Type)).filter(|_| has_lazy);
    let future = module.body.iter().any(|statement| {
        matches!(statement, Stmt::ImportFrom(import)
            if import.module.as_deref() == Some("__future__") && import.names.iter().any(|alias| &*alias.name == "annotations"))
    });
    let mut walk = Walk {
        found: Recorder::default(),
        spans: &mut out.spans,
        references: Cursor { at: 0, items: &out.references },
        definitions: Cursor { at: 0, items: &out.definitions },
        imported: named(|kind| kind == DefinitionKind::Import).map(|definition| definition.name.as_str()).collect(),
        own: written.map(|definition| definition.name.as_str()).collect(),
        known: FxHashSet::default(),
        class: None,
        certain: true,
        annotations: !future && source.options.python < LAZY_ANNOTATIONS,
    };
    if memchr::memmem::find(source.text.as_bytes(), b"global ").is_some() {
        // When a function runs that binds a global name is not known.
        for name in scopes::globals(&module.body) {
            walk.unsure(|walk| walk.push(What::Bind { name: Name::Written(name), own: false }));
        }
    }
    walk.block(&module.body);
    let found = walk.found.finish(all(source.text, &module.body));
    out.import_time = Some(Box::new(found));
}

/// `__all__`, when one assignment of literals is the only place that speaks of it.
fn all(text: &str, body: &[Stmt]) -> Option<Box<[CompactString]>> {
    if memchr::memmem::find_iter(text.as_bytes(), b"__all__").take(2).count() != 1 {
        return None;
    }
    let value = body.iter().find_map(|statement| match statement {
        Stmt::Assign(assign) if matches!(assign.targets.as_slice(), [Expr::Name(name)] if name.id == "__all__") => Some(&*assign.value),
        Stmt::AnnAssign(assign) if matches!(&*assign.target, Expr::Name(name) if name.id == "__all__") => assign.value.as_deref(),
        _ => None,
    })?;
    let elements = match value {
        Expr::List(list) => &list.elts,
        Expr::Tuple(tuple) => &tuple.elts,
        _ => return None,
    };
    let literal = |element: &Expr| match element {
        Expr::StringLiteral(text) => Some(CompactString::from(text.value.to_str())),
        _ => None,
    };
    elements.iter().map(literal).collect()
}

/// Facts in the order of the text, which the walk passes in the same order.
struct Cursor<'o, T> {
    at: usize,
    items: &'o [T],
}

impl<T> Cursor<'_, T> {
    /// The number of the next one that starts at `start`; those before it are passed for good.
    fn find(&mut self, start: u32, start_of: impl Fn(&T) -> u32) -> Option<u32> {
        while self.items.get(self.at).is_some_and(|item| start_of(item) < start) {
            self.at += 1;
        }
        let found = self.items.get(self.at).filter(|item| start_of(item) == start).and_then(|_| u32::try_from(self.at).ok());
        self.at += usize::from(found.is_some());
        found
    }
}

/// The body of a class.
struct Class<'a> {
    body: &'a [Stmt],
    /// The names that it binds, once somebody asked.
    names: Option<FxHashSet<CompactString>>,
}

struct Walk<'o, 'a> {
    found: Recorder,
    spans: &'o mut Vec<Span>,
    references: Cursor<'o, Reference>,
    definitions: Cursor<'o, Definition>,
    /// Names that some import of the module binds.
    imported: FxHashSet<&'o str>,
    /// Functions and classes written here, when functions here import anything.
    own: FxHashSet<&'o str>,
    /// Paths that were read or called before: what went well once goes well again.
    known: FxHashSet<(CompactString, bool)>,
    /// In the body of a class.
    class: Option<Class<'a>>,
    certain: bool,
    /// Whether annotations are evaluated.
    annotations: bool,
}

impl<'a> Walk<'_, 'a> {
    fn push(&mut self, what: What<'_>) {
        self.found.push(what, self.certain);
    }

    fn reference(&mut self, range: TextRange) -> Option<u32> {
        let spans = &*self.spans;
        self.references.find(span(range).start, |reference| spans[reference.span.0 as usize].start)
    }

    fn definition(&mut self, range: TextRange) -> Option<u32> {
        let spans = &*self.spans;
        self.definitions.find(span(range).start, |definition| spans[definition.span.0 as usize].start)
    }

    fn name<'n>(&mut self, name: &'n str, range: TextRange) -> Name<'n> {
        self.definition(range).map_or(Name::Written(name), Name::Definition)
    }

    /// Does `inner` as something that may or may not happen.
    fn unsure(&mut self, inner: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.certain, false);
        inner(self);
        self.certain = before;
    }

    fn bind(&mut self, name: &str, range: TextRange, own: bool) {
        if self.class.is_none() && !name.is_empty() {
            let name = self.name(name, range);
            self.push(What::Bind { name, own });
        }
    }

    fn assign(&mut self, target: &'a Expr) {
        let mut bound = Vec::new();
        targets(target, &mut |name, range| bound.push((name, range)));
        bound.into_iter().for_each(|(name, range)| self.bind(name, range, false));
        self.store(target);
    }

    /// What an assignment to `target` does beside binding names.
    fn store(&mut self, target: &'a Expr) {
        match target {
            Expr::Name(_) => {}
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| self.store(element)),
            Expr::List(list) => list.elts.iter().for_each(|element| self.store(element)),
            Expr::Starred(starred) => self.store(&starred.value),
            Expr::Attribute(attribute) => {
                self.visit_expr(&attribute.value);
                self.push(What::Set(attribute.attr.as_str()));
            }
            other => visitor::walk_expr(self, other),
        }
    }

    fn block(&mut self, body: &'a [Stmt]) {
        for statement in body {
            self.visit_stmt(statement);
        }
    }

    fn annotation(&mut self, annotation: Option<&'a Expr>) {
        if let Some(annotation) = annotation.filter(|_| self.annotations) {
            self.visit_expr(annotation);
        }
    }

    fn function(&mut self, function: &'a StmtFunctionDef) {
        function.decorator_list.iter().for_each(|decorator| self.visit_expr(&decorator.expression));
        self.defaults(&function.parameters);
        if self.annotations {
            for parameter in function.parameters.iter() {
                self.annotation(parameter.annotation());
            }
            self.annotation(function.returns.as_deref());
        }
        function.decorator_list.iter().for_each(|decorator| self.call_root(&decorator.expression));
        self.bind(&function.name, function.name.range(), true);
    }

    fn defaults(&mut self, parameters: &'a Parameters) {
        for default in parameters.iter_non_variadic_params().filter_map(|parameter| parameter.default.as_deref()) {
            self.visit_expr(default);
        }
    }

    fn class(&mut self, class: &'a StmtClassDef) {
        class.decorator_list.iter().for_each(|decorator| self.visit_expr(&decorator.expression));
        if let Some(arguments) = &class.arguments {
            self.arguments(arguments);
        }
        let outer = self.class.replace(Class { body: &class.body, names: None });
        self.block(&class.body);
        self.class = outer;
        // A base, a metaclass or a decorator may do anything when the class is made.
        let arguments =
            class.arguments.iter().flat_map(|arguments| arguments.args.iter().chain(arguments.keywords.iter().map(|k| &k.value)));
        arguments.chain(class.decorator_list.iter().map(|decorator| &decorator.expression)).for_each(|called| self.call_root(called));
        self.bind(&class.name, class.name.range(), true);
    }

    fn arguments(&mut self, arguments: &'a Arguments) {
        arguments.args.iter().for_each(|argument| self.visit_expr(argument));
        arguments.keywords.iter().for_each(|keyword| self.visit_expr(&keyword.value));
    }

    fn condition(&mut self, condition: &'a StmtIf) {
        self.visit_expr(&condition.test);
        let mut truth = truth(&condition.test);
        self.branch(&condition.body, truth);
        let before = self.certain;
        for clause in &condition.elif_else_clauses {
            match truth {
                Some(true) => break,
                Some(false) => {}
                None => self.certain = false,
            }
            let own = clause.test.as_ref().map_or(Some(true), |test| {
                self.visit_expr(test);
                self::truth(test)
            });
            self.branch(&clause.body, own);
            // Once a condition is not known, no later one is the only one.
            truth = if truth.is_none() && own != Some(true) { None } else { own };
        }
        self.certain = before;
    }

    fn branch(&mut self, body: &'a [Stmt], truth: Option<bool>) {
        match truth {
            Some(true) => self.block(body),
            Some(false) => {}
            None => self.unsure(|walk| walk.block(body)),
        }
    }

    fn attempt(&mut self, attempt: &'a StmtTry) {
        let before = self.certain;
        // What a handler catches never reaches the importer, and where the body broke off is not known.
        self.certain &= attempt.handlers.is_empty();
        self.block(&attempt.body);
        for ExceptHandler::ExceptHandler(handler) in &attempt.handlers {
            if let Some(name) = &handler.name {
                self.bind(name, name.range(), false);
            }
            self.block(&handler.body);
        }
        self.block(&attempt.orelse);
        self.certain = before;
        self.block(&attempt.finalbody);
    }

    /// Says that whatever `expression` starts with is called.
    fn call_root(&mut self, expression: &'a Expr) {
        let mut at = expression;
        let name = loop {
            at = match at {
                Expr::Name(name) => break name,
                Expr::Attribute(attribute) => &attribute.value,
                Expr::Call(call) => &call.func,
                Expr::Subscript(subscript) => &subscript.value,
                _ => return,
            };
        };
        let id = name.id.as_str();
        if (self.imported.contains(id) || self.own.contains(id)) && self.known.insert((CompactString::from(id), true)) {
            self.push(What::Call(id));
        }
    }

    fn call(&mut self, call: &'a ExprCall) {
        self.visit_expr(&call.func);
        self.arguments(&call.arguments);
        match last_name(&call.func) {
            Some("import_module" | "__import__") => {
                let is_literal =
                    matches!(call.arguments.args.first(), Some(Expr::StringLiteral(name)) if !name.value.to_str().starts_with('.'));
                self.push(if is_literal { What::Dynamic } else { What::Anything });
            }
            Some("exec" | "exec_module" | "load_module" | "run_path" | "run_module") => self.push(What::Anything),
            Some("exit" | "_exit" | "skip") if self.certain && matches!(&*call.func, Expr::Attribute(_)) => self.push(What::Stop),
            Some("setattr") => match call.arguments.args.get(1) {
                Some(Expr::StringLiteral(name)) => self.push(What::Set(name.value.to_str())),
                _ => self.push(What::Anything),
            },
            _ => self.call_root(&call.func),
        }
    }

    /// Reads `expression`, names joined by dots; `false` when it is something else.
    fn read(&mut self, expression: &'a Expr) -> bool {
        let (mut parts, mut at) = (Vec::new(), expression);
        let root = loop {
            match at {
                Expr::Attribute(attribute) => {
                    parts.push(&attribute.attr);
                    at = &attribute.value;
                }
                Expr::Name(name) => break name,
                _ => return false,
            }
        };
        if parts.is_empty() || !self.certain || !self.imported.contains(root.id.as_str()) {
            return true;
        }
        if let Some(class) = &mut self.class
            && class.names.get_or_insert_with(|| scopes::bound(class.body)).contains(root.id.as_str())
        {
            return true;
        }
        let mut path = CompactString::from(root.id.as_str());
        let mut range = root.range();
        for part in parts.iter().rev().take(MOST_PARTS) {
            path.push('.');
            path.push_str(part.as_str());
            range = range.cover(part.range());
        }
        let key = (path, false);
        if !self.known.contains(&key) {
            self.spans.push(span(range));
            let at = SpanId(self.spans.len() as u32 - 1);
            self.push(What::Read { path: &key.0, span: at });
            self.known.insert(key);
        }
        true
    }

    fn comprehension(&mut self, elements: &[&'a Expr], generators: &'a [Comprehension]) {
        if let Some(first) = generators.first() {
            self.visit_expr(&first.iter);
        }
        self.unsure(|walk| {
            for (at, generator) in generators.iter().enumerate() {
                if at > 0 {
                    walk.visit_expr(&generator.iter);
                }
                generator.ifs.iter().for_each(|test| walk.visit_expr(test));
            }
            elements.iter().for_each(|element| walk.visit_expr(element));
        });
    }
}

impl<'a> Visitor<'a> for Walk<'_, 'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Import(import) => {
                for alias in &import.names {
                    let Some(reference) = self.reference(alias.name.range()) else { continue };
                    let first = || (alias.name.split('.').next().unwrap_or_default(), alias.name.range());
                    let (name, range) = alias.asname.as_ref().map_or_else(first, |name| (name.as_str(), name.range()));
                    let bound = self.class.is_none().then(|| self.name(name, range));
                    self.push(What::Import { reference, bound, renamed: alias.asname.is_some() });
                }
            }
            Stmt::ImportFrom(import) => {
                let place = import.module.as_ref().map_or(import.range(), Ranged::range);
                let Some(reference) = self.reference(place) else { return };
                let star = import.names.iter().any(|alias| &*alias.name == "*");
                let first = import.names.first().filter(|_| !star && self.class.is_none());
                let first = first.map(|alias| alias.asname.as_ref().unwrap_or(&alias.name).range());
                let definition = first.and_then(|range| self.definition(range));
                let names = if star { 0 } else { import.names.len() as u32 };
                self.push(What::From { reference, names, definition });
            }
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::Assign(assign) => {
                self.visit_expr(&assign.value);
                assign.targets.iter().for_each(|target| self.assign(target));
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.visit_expr(value);
                    self.assign(&assign.target);
                }
                self.annotation(Some(&assign.annotation));
            }
            Stmt::AugAssign(assign) => {
                self.visit_expr(&assign.value);
                self.assign(&assign.target);
            }
            Stmt::TypeAlias(alias) => self.assign(&alias.name),
            Stmt::Delete(delete) => {
                if self.class.is_some() {
                    return;
                }
                let mut gone = Vec::new();
                delete.targets.iter().for_each(|target| targets(target, &mut |name, _| gone.push(name)));
                gone.into_iter().for_each(|name| self.push(What::Unbind(name)));
            }
            Stmt::For(each) => {
                self.visit_expr(&each.iter);
                self.unsure(|walk| {
                    walk.assign(&each.target);
                    walk.block(&each.body);
                    walk.block(&each.orelse);
                });
            }
            Stmt::While(each) => {
                self.visit_expr(&each.test);
                let truth = truth(&each.test).filter(|truth| !truth);
                self.branch(&each.body, truth);
                self.unsure(|walk| walk.block(&each.orelse));
            }
            Stmt::With(with) => {
                for item in &with.items {
                    self.visit_expr(&item.context_expr);
                    item.optional_vars.iter().for_each(|target| self.assign(target));
                }
                // Other managers may swallow what the body raises.
                let plain = |item: &ruff_python_ast::WithItem| matches!(&item.context_expr, Expr::Call(call) if matches!(last_name(&call.func), Some("catch_warnings" | "open")));
                let before = self.certain;
                self.certain &= with.items.iter().all(plain);
                self.block(&with.body);
                self.certain = before;
            }
            Stmt::If(condition) => self.condition(condition),
            Stmt::Try(attempt) => self.attempt(attempt),
            Stmt::Match(choice) => {
                self.visit_expr(&choice.subject);
                self.unsure(|walk| {
                    for case in &choice.cases {
                        let mut bound = Vec::new();
                        captures(&case.pattern, &mut |name| bound.push(name));
                        bound.into_iter().for_each(|name| walk.bind(name, name.range(), false));
                        walk.block(&case.body);
                    }
                });
            }
            Stmt::Raise(raise) => {
                raise.exc.iter().for_each(|raised| self.visit_expr(raised));
                if self.certain {
                    self.push(What::Stop);
                }
            }
            // Left out with `-O`.
            Stmt::Assert(assert) => self.unsure(|walk| walk.visit_expr(&assert.test)),
            Stmt::Expr(expression) => self.visit_expr(&expression.value),
            _ => {}
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Attribute(attribute) => {
                if !self.read(expression) {
                    self.visit_expr(&attribute.value);
                }
            }
            Expr::Call(call) => self.call(call),
            Expr::Named(named) => {
                self.visit_expr(&named.value);
                self.assign(&named.target);
            }
            Expr::BoolOp(both) => {
                let mut values = both.values.iter();
                values.by_ref().take(1).for_each(|first| self.visit_expr(first));
                self.unsure(|walk| values.for_each(|value| walk.visit_expr(value)));
            }
            Expr::If(choice) => {
                self.visit_expr(&choice.test);
                self.unsure(|walk| {
                    walk.visit_expr(&choice.body);
                    walk.visit_expr(&choice.orelse);
                });
            }
            Expr::Compare(compare) => {
                self.visit_expr(&compare.left);
                let mut others = compare.comparators.iter();
                others.by_ref().take(1).for_each(|first| self.visit_expr(first));
                self.unsure(|walk| others.for_each(|other| walk.visit_expr(other)));
            }
            Expr::Lambda(lambda) => lambda.parameters.iter().for_each(|parameters| self.defaults(parameters)),
            Expr::ListComp(list) => self.comprehension(&[&list.elt], &list.generators),
            Expr::SetComp(set) => self.comprehension(&[&set.elt], &set.generators),
            Expr::Generator(generator) => self.comprehension(&[&generator.elt], &generator.generators),
            Expr::DictComp(dict) => {
                let elements: Vec<&Expr> = dict.key.iter().map(|key| &**key).chain([&*dict.value]).collect();
                self.comprehension(&elements, &dict.generators);
            }
            other => visitor::walk_expr(self, other),
        }
    }
}

/// What a condition is when a module is imported, where that is always the same.
fn truth(test: &Expr) -> Option<bool> {
    match test {
        Expr::BooleanLiteral(literal) => Some(literal.value),
        Expr::NumberLiteral(literal) => match &literal.value {
            Number::Int(number) => number.as_u8().map(|number| number != 0),
            _ => None,
        },
        Expr::Name(_) | Expr::Attribute(_) => (last_name(test) == Some("TYPE_CHECKING")).then_some(false),
        Expr::UnaryOp(not) if not.op == ruff_python_ast::UnaryOp::Not => truth(&not.operand).map(|truth| !truth),
        Expr::BoolOp(both) => {
            let decides = both.op == ruff_python_ast::BoolOp::Or;
            let values: Vec<Option<bool>> = both.values.iter().map(truth).collect();
            if values.contains(&Some(decides)) {
                return Some(decides);
            }
            values.iter().all(Option::is_some).then_some(!decides)
        }
        Expr::Compare(compare) if is_about_main(compare) => match compare.ops.first() {
            Some(CmpOp::Eq) => Some(false),
            Some(CmpOp::NotEq) => Some(true),
            _ => None,
        },
        _ => None,
    }
}
