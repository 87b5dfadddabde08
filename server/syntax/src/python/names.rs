//! What a module imports and what it binds at its top level.

use std::collections::HashSet;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Alias, ExceptHandler, Expr, ExprCall, Identifier, ModModule, Pattern, Stmt, StmtImportFrom, StmtTry};
use ruff_text_size::{Ranged, TextRange};

use workspace::Span;

use super::circumstances::{brings_an_environment, chosen_by_name, condition_flags, is_forgiving, suppresses_import_error};
use super::span;
use crate::facts::{DefinitionKind, Flags, Namespace, Reference};
use crate::output::Output;

/// Walks the statements of `module`; expressions only where the text can hold an import call.
pub fn collect(text: &str, module: &ModModule, out: &mut Output) {
    let mut walk = Walk { out, scope: Scope::Module };
    walk.block(&module.body, Flags::default());
    let bytes = text.as_bytes();
    if memchr::memmem::find(bytes, b":=").is_some() {
        Named { out: walk.out }.visit_body(&module.body);
    }
    if let Some(at) = ["sys.modules", "__path__", "globals()", "vars()", "exec("]
        .iter()
        .filter_map(|mark| memchr::memmem::find(bytes, mark.as_bytes()))
        .min()
    {
        // Not a name anybody can write: it tells readers of the definitions that there may be more.
        walk.out.define(Namespace::PYTHON_SYMBOL, DefinitionKind::Variable, "*dynamic*", Span::empty(at));
    }
    if memchr::memmem::find(bytes, b"import_module").is_some() || memchr::memmem::find(bytes, b"__import__").is_some() {
        Calls { out, attempts: 0, looked_for: Vec::new() }.visit_body(&module.body);
    }
    doubt_what_is_made(text, out);
    if memchr::memmem::find(bytes, b"sys.path").is_some() || memchr::memmem::find(bytes, b"syspath_prepend").is_some() {
        doubt_what_is_written(text, out);
    }
    doubt_what_is_asked_for(text, out);
    doubt_what_is_to_be_missed(text, out);
    if memchr::memmem::find(bytes, b"azyLoader(").is_some() || memchr::memmem::find(bytes, b"lazy_import(").is_some() {
        doubt_what_is_named(text, out, Flags::TYPE_ONLY);
    }
    doubt_what_may_be_missing(out);
}

/// Calls by which a file asks whether a module is there before it imports it, or has something run when somebody else did.
const ASKING: [&str; 3] = ["importorskip(", "register_lazy(", "find_spec("];

/// A test is skipped, or a function not called, where the module is not there: `pytest.importorskip("scipy.sparse")`.
fn doubt_what_is_asked_for(text: &str, out: &mut Output) {
    let asked: HashSet<&str> = ASKING
        .iter()
        .flat_map(|call| memchr::memmem::find_iter(text.as_bytes(), call).map(|at| text[at + call.len()..].trim_start()))
        .filter_map(|rest| rest.strip_prefix(['"', '\'']))
        .filter_map(|rest| rest.split(['"', '\'', '.']).next())
        .collect();
    if !asked.is_empty() {
        let is_asked_for = |reference: &&mut Reference| {
            reference.namespace == Namespace::PYTHON_MODULE && reference.name.split('.').next().is_some_and(|top| asked.contains(top))
        };
        out.references.iter_mut().filter(is_asked_for).for_each(|reference| reference.flags |= Flags::OPTIONAL);
    }
}

/// What a file can do without in one place, it looked for before it imports more of it in another:
/// `if has_simplejson: from simplejson import JSONDecodeError`.
fn doubt_what_may_be_missing(out: &mut Output) {
    let top = |reference: &Reference| reference.name.split('.').next().unwrap_or_default().to_owned();
    let modules = |reference: &&mut Reference| reference.namespace == Namespace::PYTHON_MODULE && !reference.name.starts_with('.');
    let optional: HashSet<String> =
        out.references.iter_mut().filter(modules).filter(|reference| reference.flags.has(Flags::OPTIONAL)).map(|one| top(one)).collect();
    if !optional.is_empty() {
        for reference in out.references.iter_mut().filter(modules).filter(|reference| optional.contains(&top(reference))) {
            reference.flags |= Flags::OPTIONAL;
        }
    }
}

/// A name that stands at the head of a list elsewhere in the file is put there by the running program, or kept from being imported,
/// before a call imports it: `mock(["a.b"])`, `sys.modules["a.b"] = …`.
fn doubt_what_is_made(text: &str, out: &mut Output) {
    let bytes = text.as_bytes();
    for reference in out.references.iter_mut().filter(|reference| reference.namespace == Namespace::PYTHON_MODULE) {
        let is_made = |quote: char| {
            memchr::memmem::find_iter(bytes, format!("[{quote}{}", reference.name).as_bytes())
                .any(|at| bytes.get(at + 2 + reference.name.len()).is_some_and(|byte| b"\"'.".contains(byte)))
        };
        if reference.flags.has(Flags::DYNAMIC) && ['"', '\''].into_iter().any(is_made) {
            reference.flags |= Flags::OPTIONAL;
        }
    }
}

/// A test writes modules into a temporary folder, puts that on the path and imports them: a function's import of a name that also
/// stands in a literal of the file may be of one.
fn doubt_what_is_written(text: &str, out: &mut Output) {
    doubt_what_is_named(text, out, Flags::LAZY);
}

/// Takes back what would be said of imports of one kind whose name stands in a literal of the file, too.
fn doubt_what_is_named(text: &str, out: &mut Output, kind: Flags) {
    for reference in out.references.iter_mut().filter(|reference| reference.namespace == Namespace::PYTHON_MODULE) {
        let top = reference.name.split('.').next().unwrap_or_default();
        let is_literal = |at: usize| {
            let before = text.as_bytes().get(at.wrapping_sub(1));
            let after = text.as_bytes().get(at + top.len());
            before.is_some_and(|byte| b"\"'/".contains(byte)) && after.is_some_and(|byte| b"\"'/.".contains(byte))
        };
        if reference.flags.has(kind) && !top.is_empty() && memchr::memmem::find_iter(text.as_bytes(), top).any(is_literal) {
            reference.flags |= Flags::OPTIONAL;
        }
    }
}

/// A test that expects `No module named 'x'` wants `x` not to be there.
fn doubt_what_is_to_be_missed(text: &str, out: &mut Output) {
    const SAID: &str = "No module named ";
    for at in memchr::memmem::find_iter(text.as_bytes(), SAID) {
        let said = text[at + SAID.len()..].trim_start_matches(['\\', '"', '\'']);
        let is_it = |reference: &&mut Reference| {
            reference.namespace == Namespace::PYTHON_MODULE
                && said.strip_prefix(&*reference.name).is_some_and(|rest| rest.starts_with(['\\', '"', '\'', '.']))
        };
        out.references.iter_mut().filter(is_it).for_each(|reference| reference.flags |= Flags::OPTIONAL);
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Scope {
    Module,
    Class,
    Function,
}

struct Walk<'o> {
    out: &'o mut Output,
    scope: Scope,
}

impl Walk<'_> {
    fn block(&mut self, body: &[Stmt], flags: Flags) {
        for statement in body {
            self.statement(statement, flags);
        }
    }

    fn inside(&mut self, scope: Scope, body: &[Stmt], flags: Flags) {
        let outer = std::mem::replace(&mut self.scope, scope);
        self.block(body, flags);
        self.scope = outer;
    }

    fn statement(&mut self, statement: &Stmt, flags: Flags) {
        match statement {
            Stmt::Import(import) => {
                for alias in &import.names {
                    self.out.refer(Namespace::PYTHON_MODULE, "import", &alias.name, None, flags, span(alias.name.range()));
                    let bound = alias.asname.as_ref().map_or_else(|| alias.name.split('.').next().unwrap_or(""), |name| name.as_str());
                    self.bind(bound, DefinitionKind::Import, alias.asname.as_ref().map_or(alias.name.range(), Ranged::range));
                }
            }
            Stmt::ImportFrom(import) => self.import_from(import, flags),
            Stmt::FunctionDef(function) => {
                self.bind_identifier(&function.name, DefinitionKind::Function);
                let elsewhere = if brings_an_environment(&function.decorator_list) { Flags::OPTIONAL } else { Flags::default() };
                self.inside(Scope::Function, &function.body, flags | Flags::LAZY | elsewhere);
            }
            Stmt::ClassDef(class) => {
                self.bind_identifier(&class.name, DefinitionKind::Type);
                let scope = if self.scope == Scope::Function { Scope::Function } else { Scope::Class };
                self.inside(scope, &class.body, flags);
            }
            Stmt::Assign(assign) => assign.targets.iter().for_each(|target| self.target(target)),
            Stmt::AnnAssign(assign) => self.target(&assign.target),
            Stmt::AugAssign(assign) => self.target(&assign.target),
            Stmt::TypeAlias(alias) => self.target(&alias.name),
            Stmt::For(each) => {
                self.target(&each.target);
                self.block(&each.body, flags);
                self.block(&each.orelse, flags);
            }
            Stmt::While(each) => {
                self.block(&each.body, flags);
                self.block(&each.orelse, flags);
            }
            Stmt::With(with) => {
                with.items.iter().filter_map(|item| item.optional_vars.as_deref()).for_each(|target| self.target(target));
                let suppresses = with.items.iter().any(|item| suppresses_import_error(&item.context_expr));
                self.block(&with.body, if suppresses { flags | Flags::OPTIONAL } else { flags });
            }
            Stmt::If(condition) => {
                let mut rest = condition_flags(&condition.test);
                self.block(&condition.body, flags | rest.0 | chosen_by_name(&condition.test, &condition.body));
                for clause in &condition.elif_else_clauses {
                    if let Some(test) = &clause.test {
                        let own = condition_flags(test);
                        self.block(&clause.body, flags | own.0 | rest.1 | chosen_by_name(test, &clause.body));
                        rest.1 |= own.1;
                    } else {
                        self.block(&clause.body, flags | rest.1);
                    }
                }
            }
            Stmt::Try(attempt) => self.attempt(attempt, flags),
            Stmt::Match(choice) => {
                for case in &choice.cases {
                    self.pattern(&case.pattern);
                    self.block(&case.body, flags);
                }
            }
            // Whatever a function declares global may be bound by it later.
            Stmt::Global(global) if self.scope == Scope::Function => {
                for name in &global.names {
                    self.out.define(Namespace::PYTHON_SYMBOL, DefinitionKind::Variable, name, span(name.range()));
                }
            }
            _ => {}
        }
    }

    fn import_from(&mut self, import: &StmtImportFrom, flags: Flags) {
        let dots = ".".repeat(import.level as usize);
        let module = format!("{dots}{}", import.module.as_deref().unwrap_or(""));
        let star = import.names.iter().any(|alias| &*alias.name == "*");
        let place = import.module.as_ref().map_or_else(|| span(import.range()), |module| span(module.range()));
        self.out.refer(Namespace::PYTHON_MODULE, "from", &module, None, if star { flags | Flags::STAR } else { flags }, place);
        for Alias { name, asname, .. } in import.names.iter().filter(|alias| &*alias.name != "*") {
            let same = asname.as_ref().is_some_and(|asname| asname.as_str() == name.as_str());
            let own = if same { flags | Flags::REEXPORT } else { flags };
            self.out.refer(Namespace::PYTHON_MODULE, "name", &module, Some(name), own, span(name.range()));
            self.bind_identifier(asname.as_ref().unwrap_or(name), DefinitionKind::Import);
        }
    }

    fn attempt(&mut self, attempt: &StmtTry, flags: Flags) {
        let handlers = || attempt.handlers.iter().map(|ExceptHandler::ExceptHandler(handler)| handler);
        let flags_inside = if is_forgiving(attempt) { flags | Flags::OPTIONAL } else { flags };
        self.block(&attempt.body, flags_inside);
        for handler in handlers() {
            if let Some(name) = &handler.name {
                self.bind_identifier(name, DefinitionKind::Variable);
            }
            self.block(&handler.body, flags_inside);
        }
        // `else` runs only when the attempt succeeded, so its imports rest on the optional ones.
        self.block(&attempt.orelse, flags_inside);
        self.block(&attempt.finalbody, flags);
    }

    fn target(&mut self, target: &Expr) {
        targets(target, &mut |name, range| self.bind(name, DefinitionKind::Variable, range));
    }

    fn pattern(&mut self, pattern: &Pattern) {
        captures(pattern, &mut |name| self.bind_identifier(name, DefinitionKind::Variable));
    }

    fn bind_identifier(&mut self, name: &Identifier, kind: DefinitionKind) {
        self.bind(name, kind, name.range());
    }

    fn bind(&mut self, name: &str, kind: DefinitionKind, range: TextRange) {
        if self.scope == Scope::Module && !name.is_empty() {
            self.out.define(Namespace::PYTHON_SYMBOL, kind, name, span(range));
        }
    }
}

/// The names that an assignment to `target` binds.
pub fn targets<'a>(target: &'a Expr, each: &mut impl FnMut(&'a str, TextRange)) {
    match target {
        Expr::Name(name) => each(&name.id, name.range()),
        Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| targets(element, each)),
        Expr::List(list) => list.elts.iter().for_each(|element| targets(element, each)),
        Expr::Starred(starred) => targets(&starred.value, each),
        _ => {}
    }
}

/// The names that a match with `pattern` binds.
pub fn captures<'a>(pattern: &'a Pattern, each: &mut impl FnMut(&'a Identifier)) {
    match pattern {
        Pattern::MatchAs(pattern) => {
            pattern.name.iter().for_each(&mut *each);
            if let Some(inner) = &pattern.pattern {
                captures(inner, each);
            }
        }
        Pattern::MatchStar(pattern) => pattern.name.iter().for_each(each),
        Pattern::MatchSequence(pattern) => pattern.patterns.iter().for_each(|pattern| captures(pattern, each)),
        Pattern::MatchOr(pattern) => pattern.patterns.iter().for_each(|pattern| captures(pattern, each)),
        Pattern::MatchMapping(pattern) => {
            pattern.patterns.iter().for_each(|pattern| captures(pattern, each));
            pattern.rest.iter().for_each(each);
        }
        Pattern::MatchClass(class) => {
            class.arguments.patterns.iter().for_each(|pattern| captures(pattern, each));
            class.arguments.keywords.iter().for_each(|keyword| captures(&keyword.pattern, each));
        }
        _ => {}
    }
}

pub fn last_name(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    }
}

/// Finds `name := value` where it binds a name of the module.
struct Named<'o> {
    out: &'o mut Output,
}

impl Visitor<'_> for Named<'_> {
    fn visit_stmt(&mut self, statement: &Stmt) {
        match statement {
            Stmt::FunctionDef(function) => {
                function.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
                self.visit_parameters(&function.parameters);
            }
            Stmt::ClassDef(class) => {
                class.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
                class.arguments.iter().for_each(|arguments| self.visit_arguments(arguments));
            }
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &Expr) {
        match expression {
            Expr::Lambda(lambda) => lambda.parameters.iter().for_each(|parameters| self.visit_parameters(parameters)),
            Expr::Named(named) => {
                let out = &mut *self.out;
                targets(&named.target, &mut |name, range| {
                    out.define(Namespace::PYTHON_SYMBOL, DefinitionKind::Variable, name, span(range));
                });
                self.visit_expr(&named.value);
            }
            _ => visitor::walk_expr(self, expression),
        }
    }
}

/// Finds `import_module("x")` and `__import__("x")`.
struct Calls<'o> {
    out: &'o mut Output,
    /// Attempts around it that put up with a module that is not there.
    attempts: usize,
    /// Packages that the file has looked for before it imports them.
    looked_for: Vec<String>,
}

impl Visitor<'_> for Calls<'_> {
    fn visit_stmt(&mut self, statement: &Stmt) {
        let forgiving = match statement {
            Stmt::Try(attempt) => is_forgiving(attempt),
            Stmt::With(with) => with.items.iter().any(|item| suppresses_import_error(&item.context_expr)),
            _ => false,
        };
        self.attempts += usize::from(forgiving);
        visitor::walk_stmt(self, statement);
        self.attempts -= usize::from(forgiving);
    }

    fn visit_expr(&mut self, expression: &Expr) {
        // `pytest.raises(ImportError, import_module, "x")`, `self.assertRaises(ImportError, lambda: import_module("x"))`
        let refused = usize::from(suppresses_import_error(expression));
        if let Expr::Call(call) = expression {
            self.call(call);
        }
        self.attempts += refused;
        visitor::walk_expr(self, expression);
        self.attempts -= refused;
    }
}

impl Calls<'_> {
    fn call(&mut self, call: &ExprCall) {
        let top = |name: &str| name.split('.').next().unwrap_or(name).to_owned();
        match last_name(&call.func) {
            Some("import_module" | "__import__") => {}
            Some("find_spec") => {
                if let Some(Expr::StringLiteral(text)) = call.arguments.args.first() {
                    self.looked_for.push(top(text.value.to_str()));
                }
                return;
            }
            _ => return,
        }
        // A relative name is relative to a package that only the running program knows.
        if let Some(Expr::StringLiteral(text)) = call.arguments.args.first() {
            let name = text.value.to_str();
            if !name.is_empty() && name.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_')) {
                // Only a literal in one piece has its content where its quotes say.
                let range = span(text.range());
                let inner = if text.value.is_implicit_concatenated() {
                    range
                } else {
                    workspace::Span { start: range.start + 1, end: range.end - 1 }
                };
                let doubt = if self.attempts > 0 || self.looked_for.contains(&top(name)) { Flags::OPTIONAL } else { Flags::default() };
                self.out.refer(Namespace::PYTHON_MODULE, "call", name, None, Flags::DYNAMIC | Flags::LAZY | doubt, inner);
            }
        }
    }
}
