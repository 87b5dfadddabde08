//! What a module asks of others: every specifier that is written out, and under which circumstances.

use memchr::memmem;
use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
use oxc_span::SourceType;
use oxc_syntax::scope::ScopeFlags;
use rustc_hash::FxHashSet;
use workspace::Span;

use super::elision::Used;
use super::jsdoc;
use crate::facts::{DefinitionKind, Flags, Namespace};
use crate::names::MORE;
use crate::output::Output;

/// Left-leaning chains (`a.b().c()…`) cost the parser no stack, but a walk over them does: the rest of a
/// longer one is not looked into.
const DEEPEST: usize = 4000;

/// Puts the references and definitions of `program` into `out`.
pub(super) fn collect<'a>(program: &Program<'a>, text: &str, dialect: SourceType, out: &mut Output) {
    let ambient = usize::from(dialect.is_typescript_definition());
    let mut modules = Modules {
        deep: needs_walk(text),
        is_module: program.body.iter().any(is_module_syntax),
        functions: 0,
        attempts: 0,
        ambient,
        shadowed: 0,
        universal: ["exports", "module", "define", "require"]
            .iter()
            .any(|name| memmem::find(text.as_bytes(), format!("typeof {name}").as_bytes()).is_some()),
        nested: 0,
        depth: 0,
        used: Used::of(program),
        exported: FxHashSet::default(),
        out,
    };
    modules.directives(program, text);
    modules.visit_program(program);
    // Declarations of a module export all that they declare, unless they say what.
    if ambient > 0 && modules.is_module && !program.body.iter().any(says_what_is_exported) {
        program.body.iter().filter_map(Statement::as_declaration).for_each(|declaration| modules.export_declaration(declaration));
    }
    // Types that comments define for the type checker.
    if !dialect.is_typescript() && !modules.exported.is_empty() {
        jsdoc::types(text).for_each(|(name, span)| modules.export_type(name, span));
    }
    let assigns = |word: &str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    let whole =
        |statement: &Statement<'_>| matches!(statement, Statement::TSExportAssignment(_) | Statement::TSNamespaceExportDeclaration(_));
    let assembled = !modules.is_module || assigns("module.exports") || assigns("(exports") || program.body.iter().any(whole);
    if assembled && !modules.exported.is_empty() {
        modules.out.mention(true, Namespace::JS_SYMBOL, MORE, &[], "export", Flags::default(), Span::default());
    }
}

/// Whether specifiers can stand deeper than in top-level statements.
fn needs_walk(text: &str) -> bool {
    let bytes = text.as_bytes();
    memmem::find(bytes, b"require").is_some()
        || memmem::find(bytes, b"exports").is_some()
        || memmem::find_iter(bytes, b"import").any(|at| {
            let after = text[at + "import".len()..].trim_start().as_bytes();
            matches!(after.first(), Some(b'(' | b'.' | b'/'))
        })
}

fn is_module_syntax(statement: &Statement<'_>) -> bool {
    statement.as_module_declaration().is_some()
        || matches!(statement, Statement::TSImportEqualsDeclaration(it) if matches!(it.module_reference, TSModuleReference::ExternalModuleReference(_)))
}

/// `export { … }`, `export * from`, `export = x` and `export default x`; no `export` that stands before a declaration.
fn says_what_is_exported(statement: &Statement<'_>) -> bool {
    use ExportDefaultDeclarationKind as Default;
    match statement {
        Statement::ExportNamedDeclaration(_)
        | Statement::ExportFromDeclaration(_)
        | Statement::ExportAllDeclaration(_)
        | Statement::TSExportAssignment(_) => true,
        Statement::ExportDefaultDeclaration(it) => {
            !matches!(it.declaration, Default::FunctionDeclaration(_) | Default::ClassDeclaration(_) | Default::TSInterfaceDeclaration(_))
        }
        _ => false,
    }
}

/// `with { type: "text" }`: the import is of something that is made of the file.
fn is_of_another_kind(clause: Option<&WithClause<'_>>) -> bool {
    clause.is_some_and(|clause| clause.with_entries.iter().any(|entry| entry.key.as_arena_str() == "type"))
}

/// The walk and where it is.
pub(super) struct Modules<'o, 'a> {
    /// Whether to look below top-level statements.
    deep: bool,
    /// Whether the file is a module by its own syntax.
    is_module: bool,
    /// Functions around the current node.
    pub(super) functions: usize,
    /// Constructs around it that catch a failed import.
    attempts: usize,
    /// Declarations around it that exist for the type checker only.
    ambient: usize,
    /// Scopes around it with a `require` of their own, as a bundle, a module loader or any other function of that name has it.
    shadowed: usize,
    /// The file asks which module system there is: what it requires under one it takes from the page under another.
    universal: bool,
    /// Namespaces around it: what is exported there is not exported by the file.
    pub(super) nested: usize,
    depth: usize,
    /// What of the imports is used as more than a type.
    used: Used<'a>,
    pub(super) exported: FxHashSet<String>,
    pub(super) out: &'o mut Output,
}

impl Modules<'_, '_> {
    /// What is special about a specifier at this place, whatever the construct.
    fn circumstances(&self) -> Flags {
        let mut flags = Flags::default();
        if self.ambient > 0 {
            flags |= Flags::TYPE_ONLY;
        }
        flags
    }

    fn refer(&mut self, role: &'static str, specifier: &StringLiteral<'_>, flags: Flags) {
        let flags = flags | self.circumstances();
        self.out.refer(Namespace::JS_MODULE, role, &specifier.value, None, flags, content(specifier.span));
    }

    /// A name that is taken from the module `source`, for whoever asks whether that exports it.
    fn taken(&mut self, source: &StringLiteral<'_>, name: &ModuleExportName<'_>) {
        self.taken_as(source, &name.name(), oxc_span::GetSpan::span(name));
    }

    fn taken_as(&mut self, source: &StringLiteral<'_>, name: &str, span: oxc_span::Span) {
        // Which version of a package is meant is not known, even where the package lies in the repository.
        let is_here = ["./", "../", "@/", "~/", "#"].iter().any(|start| source.value.starts_with(start));
        // With a query, or through a loader, a bundler makes another module of the file: its address, its text.
        if is_here && !source.value.contains(['?', '!']) && self.nested == 0 {
            let span = Span::new(span.start as usize, span.end as usize);
            let scope = [source.value.to_string()];
            self.out.mention(false, Namespace::JS_SYMBOL, name, &scope, "import", self.circumstances(), span);
        }
    }

    fn refer_when_run(&mut self, role: &'static str, argument: &Expression<'_>) {
        let Some((name, span)) = literal(argument) else { return };
        let mut flags = Flags::DYNAMIC | self.circumstances();
        if self.functions > 0 {
            flags |= Flags::LAZY;
        }
        if self.attempts > 0 || self.universal {
            flags |= Flags::OPTIONAL;
        }
        self.out.refer(Namespace::JS_MODULE, role, name, None, flags, span);
    }

    /// `/// <reference path="…" />` and `types="…"`, which count before the first statement only.
    fn directives(&mut self, program: &Program<'_>, text: &str) {
        let end = program.body.first().map_or(program.span.end, |first| oxc_span::GetSpan::span(first).start);
        for comment in program.comments.iter().take_while(|comment| comment.span.start < end) {
            let start = comment.span.start as usize;
            let Some(body) = text.get(start..comment.span.end as usize).and_then(|comment| comment.strip_prefix("///")) else { continue };
            if !body.trim_start().starts_with("<reference") {
                continue;
            }
            if let Some((name, at)) = attribute(body, "path") {
                let span = Span::new(start + 3 + at, start + 3 + at + name.len());
                self.out.refer(Namespace::FILE, "reference", name, None, Flags::TYPE_ONLY, span);
            } else if let Some((name, at)) = attribute(body, "types") {
                let span = Span::new(start + 3 + at, start + 3 + at + name.len());
                self.out.refer(Namespace::JS_MODULE, "reference", name, None, Flags::TYPE_ONLY, span);
            }
        }
    }

    fn in_function(&mut self, parameters: &FormalParameters<'_>, walk: impl FnOnce(&mut Self)) {
        self.functions += 1;
        self.in_scope(parameters.items.iter().any(|it| is_named_require(&it.pattern)), walk);
        self.functions -= 1;
    }

    fn in_scope(&mut self, shadows: bool, walk: impl FnOnce(&mut Self)) {
        self.shadowed += usize::from(shadows);
        walk(self);
        self.shadowed -= usize::from(shadows);
    }

    fn descend(&mut self, walk: impl FnOnce(&mut Self)) {
        if self.depth < DEEPEST {
            self.depth += 1;
            walk(self);
            self.depth -= 1;
        }
    }
}

impl<'a> Visit<'a> for Modules<'_, 'a> {
    fn visit_statements(&mut self, all: &oxc_allocator::ArenaVec<'a, Statement<'a>>) {
        self.in_scope(self.deep && all.iter().any(declares_require), |this| walk::walk_statements(this, all));
    }

    fn visit_statement(&mut self, it: &Statement<'a>) {
        let declares = it.as_module_declaration().is_some()
            || matches!(
                it,
                Statement::TSExternalModuleDeclaration(_) | Statement::TSNamespaceDeclaration(_) | Statement::TSImportEqualsDeclaration(_)
            );
        if self.deep || declares {
            self.descend(|this| walk::walk_statement(this, it));
        }
    }

    fn visit_expression(&mut self, it: &Expression<'a>) {
        if !self.deep {
            return;
        }
        // Sums of thousands of strings are common, and lean to the left.
        let mut it = it;
        let mut rights = Vec::new();
        loop {
            match it {
                Expression::BinaryExpression(binary) => {
                    rights.push(&binary.right);
                    it = &binary.left;
                }
                Expression::LogicalExpression(logical) => {
                    rights.push(&logical.right);
                    it = &logical.left;
                }
                _ => break,
            }
        }
        self.descend(|this| walk::walk_expression(this, it));
        while let Some(right) = rights.pop() {
            self.descend(|this| this.visit_expression(right));
        }
    }

    fn visit_ts_type(&mut self, it: &TSType<'a>) {
        if self.deep {
            self.descend(|this| walk::walk_ts_type(this, it));
        }
    }

    // Names hold no specifiers, and dotted ones are chains of their own.
    fn visit_jsx_element_name(&mut self, _: &JSXElementName<'a>) {}
    fn visit_ts_type_name(&mut self, _: &TSTypeName<'a>) {}
    fn visit_ts_import_type_qualifier(&mut self, _: &TSImportTypeQualifier<'a>) {}

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        if self.deep {
            self.in_function(&it.params, |this| walk::walk_function(this, it, flags));
        }
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        self.in_function(&it.params, |this| walk::walk_arrow_function_expression(this, it));
    }

    fn visit_class(&mut self, it: &Class<'a>) {
        if self.deep {
            walk::walk_class(self, it);
        }
    }

    fn visit_try_statement(&mut self, it: &TryStatement<'a>) {
        let catches = usize::from(it.handler.is_some());
        self.attempts += catches;
        self.visit_block_statement(&it.block);
        self.attempts -= catches;
        if let Some(handler) = &it.handler {
            self.visit_catch_clause(handler);
        }
        if let Some(finalizer) = &it.finalizer {
            self.visit_block_statement(finalizer);
        }
    }

    fn visit_import_declaration(&mut self, it: &ImportDeclaration<'a>) {
        let only_types = it.specifiers.as_ref().is_some_and(|specifiers| {
            let is_type = |it: &ImportDeclarationSpecifier<'_>| matches!(it, ImportDeclarationSpecifier::ImportSpecifier(it) if it.import_kind.is_type());
            !specifiers.is_empty() && specifiers.iter().all(is_type)
        });
        let flags = if it.import_kind.is_type() || only_types || self.used.leaves_out(it) { Flags::TYPE_ONLY } else { Flags::default() };
        self.refer("import", &it.source, flags);
        if is_of_another_kind(it.with_clause.as_deref()) || it.phase == Some(ImportPhase::Source) {
            return;
        }
        for specifier in it.specifiers.iter().flatten() {
            match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(name) => self.taken(&it.source, &name.imported),
                ImportDeclarationSpecifier::ImportDefaultSpecifier(name) => self.taken_as(&it.source, "default", name.span),
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(_) => {}
            }
        }
    }

    fn visit_export_all_declaration(&mut self, it: &ExportAllDeclaration<'a>) {
        let mut flags = Flags::REEXPORT;
        if it.export_kind.is_type() {
            flags |= Flags::TYPE_ONLY;
        }
        match &it.exported {
            Some(name) => self.export_name(name, DefinitionKind::Module),
            None => flags |= Flags::STAR,
        }
        self.refer("export", &it.source, flags);
    }

    fn visit_export_from_declaration(&mut self, it: &ExportFromDeclaration<'a>) {
        for specifier in &it.specifiers {
            self.export_name(&specifier.exported, DefinitionKind::Import);
            if !is_of_another_kind(it.with_clause.as_deref()) {
                self.taken(&it.source, &specifier.local);
            }
        }
        let only_types = !it.specifiers.is_empty() && it.specifiers.iter().all(|specifier| specifier.export_kind.is_type());
        let types = if it.export_kind.is_type() || only_types { Flags::TYPE_ONLY } else { Flags::default() };
        self.refer("export", &it.source, Flags::REEXPORT | types);
    }

    fn visit_export_named_declaration(&mut self, it: &ExportNamedDeclaration<'a>) {
        for specifier in &it.specifiers {
            self.export_name(&specifier.exported, DefinitionKind::Variable);
        }
    }

    fn visit_export_declaration(&mut self, it: &ExportDeclaration<'a>) {
        self.export_declaration(&it.declaration);
        walk::walk_export_declaration(self, it);
    }

    fn visit_export_default_declaration(&mut self, it: &ExportDefaultDeclaration<'a>) {
        self.export_default(it);
        walk::walk_export_default_declaration(self, it);
    }

    fn visit_ts_import_equals_declaration(&mut self, it: &TSImportEqualsDeclaration<'a>) {
        if let TSModuleReference::ExternalModuleReference(module) = &it.module_reference {
            let flags = if it.import_kind.is_type() { Flags::TYPE_ONLY } else { Flags::default() };
            self.refer("require", &module.expression, flags);
        }
    }

    fn visit_ts_external_module_declaration(&mut self, it: &TSExternalModuleDeclaration<'a>) {
        // In a module it adds to one that exists elsewhere; patterns can only ever declare.
        if self.is_module && !it.id.value.contains('*') {
            self.refer("import", &it.id, Flags::TYPE_ONLY);
        } else {
            self.out.define(Namespace::JS_MODULE, DefinitionKind::Module, &it.id.value, content(it.id.span));
        }
        self.ambient += 1;
        self.nested += 1;
        walk::walk_ts_external_module_declaration(self, it);
        self.ambient -= 1;
        self.nested -= 1;
    }

    fn visit_ts_namespace_declaration(&mut self, it: &TSNamespaceDeclaration<'a>) {
        self.nested += 1;
        self.descend(|this| walk::walk_ts_namespace_declaration(this, it));
        self.nested -= 1;
    }

    fn visit_ts_global_declaration(&mut self, it: &TSGlobalDeclaration<'a>) {
        self.nested += 1;
        walk::walk_ts_global_declaration(self, it);
        self.nested -= 1;
    }

    fn visit_ts_import_type(&mut self, it: &TSImportType<'a>) {
        self.refer("import", &it.source, Flags::TYPE_ONLY);
        walk::walk_ts_import_type(self, it);
    }

    fn visit_import_expression(&mut self, it: &ImportExpression<'a>) {
        self.refer_when_run("dynamic-import", &it.source);
        walk::walk_import_expression(self, it);
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        if self.shadowed == 0
            && is_require(&it.callee)
            && let Some(argument) = it.arguments.first().and_then(Argument::as_expression)
        {
            self.refer_when_run("require", argument);
        }
        self.define_property(it);
        // `import("x").catch(…)` handles the failure as `try` does.
        let handled = matches!(&it.callee, Expression::StaticMemberExpression(callee) if callee.property.name == "catch");
        let refused = usize::from(handled || is_claim_of_failure(&it.callee));
        self.attempts += refused;
        self.visit_expression(&it.callee);
        self.attempts -= refused;
        if let Some(types) = &it.type_arguments {
            self.visit_ts_type_parameter_instantiation(types);
        }
        // `assert.rejects(() => import("x"))`
        let wants_failure = matches!(&it.callee, Expression::StaticMemberExpression(callee)
            if matches!(callee.property.name.as_str(), "rejects" | "throws" | "throwsAsync"));
        self.attempts += usize::from(wants_failure);
        self.visit_arguments(&it.arguments);
        self.attempts -= usize::from(wants_failure);
    }

    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        if let (Expression::Identifier(callee), [first, second]) = (&it.callee, it.arguments.as_slice())
            && callee.name == "URL"
            && second.as_expression().is_some_and(is_own_url)
            && let Some((name, span)) = first.as_expression().and_then(literal)
        {
            self.out.refer(Namespace::FILE, "url", name, None, Flags::BUILT, span);
        }
        walk::walk_new_expression(self, it);
    }

    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        self.assign_export(it);
        walk::walk_assignment_expression(self, it);
    }
}

/// `expect(() => import("x")).rejects.toThrow`
fn is_claim_of_failure(callee: &Expression<'_>) -> bool {
    let Expression::StaticMemberExpression(claim) = callee else { return false };
    let before = match &claim.object {
        Expression::StaticMemberExpression(before) => before.property.name.as_str(),
        _ => "",
    };
    before == "rejects" || claim.property.name.starts_with("toThrow") && before != "not"
}

/// `function require(…)` or `const require = (…) => …`; what `createRequire` returns is the one of the module system.
fn declares_require(statement: &Statement<'_>) -> bool {
    use Expression::{ArrowFunctionExpression, FunctionExpression};
    match statement {
        Statement::FunctionDeclaration(it) => !it.declare && it.id.as_ref().is_some_and(|name| name.name == "require"),
        Statement::VariableDeclaration(it) => it
            .declarations
            .iter()
            .any(|it| is_named_require(&it.id) && matches!(it.init, Some(ArrowFunctionExpression(_) | FunctionExpression(_)))),
        _ => false,
    }
}

fn is_named_require(pattern: &BindingPattern<'_>) -> bool {
    pattern.get_identifier_name().is_some_and(|name| name == "require")
}

/// `require` or `require.resolve`.
fn is_require(callee: &Expression<'_>) -> bool {
    match callee {
        Expression::Identifier(name) => name.name == "require",
        Expression::StaticMemberExpression(member) => {
            member.property.name == "resolve" && matches!(&member.object, Expression::Identifier(name) if name.name == "require")
        }
        _ => false,
    }
}

/// `import.meta.url`
fn is_own_url(expression: &Expression<'_>) -> bool {
    matches!(expression, Expression::StaticMemberExpression(member)
        if member.property.name == "url" && matches!(&member.object, Expression::ImportMeta(_)))
}

/// The text of a string, or of a template without substitutions, and where it stands.
fn literal<'e>(expression: &'e Expression<'_>) -> Option<(&'e str, Span)> {
    match expression.without_parentheses() {
        Expression::StringLiteral(string) => Some((string.value.as_str(), content(string.span))),
        Expression::TemplateLiteral(template) if template.expressions.is_empty() => {
            let cooked = template.quasis.first()?.value.cooked.as_ref()?;
            Some((cooked.as_str(), content(template.span)))
        }
        _ => None,
    }
}

/// A literal's range without its quotes.
pub(super) fn content(span: oxc_span::Span) -> Span {
    Span::new(span.start as usize + 1, (span.end as usize).saturating_sub(1).max(span.start as usize + 1))
}

/// The value of `name="…"` in a triple-slash directive, and its offset.
fn attribute<'t>(body: &'t str, name: &str) -> Option<(&'t str, usize)> {
    let key = memmem::find_iter(body.as_bytes(), name.as_bytes()).find(|&at| body[..at].ends_with([' ', '\t']))? + name.len();
    let equals = body[key..].trim_start();
    let value = equals.strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let start = body.len() - value.len() + 1;
    let end = start + body[start..].find(quote)?;
    Some((&body[start..end], start))
}
