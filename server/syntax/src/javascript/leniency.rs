//! What the parser lets pass and every engine or compiler refuses.
//!
//! Found by deleting and inserting tokens in real code and asking Node and TypeScript: members of a type
//! on one line with nothing between them, declarations without a name, and text after an export list.

use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
use oxc_span::GetSpan;
use workspace::Span;

use crate::output::Output;

/// Type literals deeper than this are not looked into.
const DEEPEST: usize = 200;

/// Reports what is wrong with a program in which the parser found nothing wrong.
pub(super) fn check(program: &Program<'_>, text: &str, out: &mut Output) {
    let typed = program.source_type.is_typescript();
    let mut checks = Checks { text, typed, depth: 0, out };
    for statement in &program.body {
        checks.statement(statement);
    }
}

struct Checks<'t, 'o> {
    text: &'t str,
    typed: bool,
    depth: usize,
    out: &'o mut Output,
}

impl Checks<'_, '_> {
    /// Only what stands at the top level and the types in it: a walk over all code would cost as much as
    /// parsing it.
    fn statement(&mut self, statement: &Statement<'_>) {
        match statement {
            Statement::ClassDeclaration(class) => self.class(class),
            Statement::FunctionDeclaration(function) => self.function(function),
            Statement::ExportNamedDeclaration(list) => self.end_of_list(list),
            Statement::ExportDeclaration(export) => match &export.declaration {
                Declaration::ClassDeclaration(class) => self.class(class),
                Declaration::FunctionDeclaration(function) => self.function(function),
                _ => {}
            },
            _ => {}
        }
        if self.typed {
            self.visit_statement(statement);
        }
    }

    fn class(&mut self, class: &Class<'_>) {
        if class.id.is_none() {
            let at = class.span.start as usize;
            self.out
                .syntax_error(Span::new(at, at + "class".len()), "expected a name after `class`: only `export default` may leave it out");
        }
    }

    fn function(&mut self, function: &Function<'_>) {
        if function.id.is_none() {
            let at = function.span.start as usize;
            self.out.syntax_error(
                Span::new(at, at + "function".len()),
                "expected a name after `function`: only `export default` may leave it out",
            );
        }
    }

    /// `export { a } from` without a specifier is taken for the list alone.
    fn end_of_list(&mut self, list: &ExportNamedDeclaration<'_>) {
        let (start, end) = (list.span.start as usize, list.span.end as usize);
        let after = list.specifiers.last().map_or(start, |last| last.span.end as usize);
        let Some(tail) = self.text.get(after..end) else { return };
        let Some(brace) = tail.find('}') else { return };
        let rest = tail[brace + 1..].trim_start();
        if rest.strip_prefix("from").is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric())) {
            let at = end - rest.len();
            self.out.syntax_error(Span::new(at, at + "from".len()), "expected a module specifier in quotes after `from`");
        }
    }

    fn members(&mut self, members: &[TSSignature<'_>]) {
        for pair in members.windows(2) {
            let (first, second) = (pair[0].span(), pair[1].span());
            let separated = self.text.get(first.start as usize..first.end as usize).is_some_and(|member| member.ends_with([';', ',']));
            let between = self.text.get(first.end as usize..second.start as usize).unwrap_or("\n");
            if !separated && !between.contains(['\n', '\r', ';', ',', '\u{2028}', '\u{2029}']) {
                let at = second.start as usize;
                let found = self.text[at..].split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').next().unwrap_or_default();
                let found =
                    if found.is_empty() { self.text[at..].chars().next().map(String::from).unwrap_or_default() } else { found.to_owned() };
                self.out.syntax_error(
                    Span::new(at, at + found.len()),
                    format!("expected `:`, `;` or a line break after the member but found `{found}`"),
                );
                return;
            }
        }
    }
}

impl<'a> Visit<'a> for Checks<'_, '_> {
    fn visit_expression(&mut self, _: &Expression<'a>) {}
    fn visit_function_body(&mut self, _: &FunctionBody<'a>) {}
    fn visit_ts_type_name(&mut self, _: &TSTypeName<'a>) {}
    fn visit_ts_import_type_qualifier(&mut self, _: &TSImportTypeQualifier<'a>) {}

    fn visit_statement(&mut self, it: &Statement<'a>) {
        if self.depth < DEEPEST {
            self.depth += 1;
            walk::walk_statement(self, it);
            self.depth -= 1;
        }
    }

    fn visit_ts_type(&mut self, it: &TSType<'a>) {
        if self.depth < DEEPEST {
            self.depth += 1;
            walk::walk_ts_type(self, it);
            self.depth -= 1;
        }
    }

    fn visit_ts_namespace_declaration(&mut self, it: &TSNamespaceDeclaration<'a>) {
        if self.depth < DEEPEST {
            self.depth += 1;
            walk::walk_ts_namespace_declaration(self, it);
            self.depth -= 1;
        }
    }

    fn visit_ts_interface_body(&mut self, it: &TSInterfaceBody<'a>) {
        self.members(&it.body);
        walk::walk_ts_interface_body(self, it);
    }

    fn visit_ts_type_literal(&mut self, it: &TSTypeLiteral<'a>) {
        self.members(&it.members);
        walk::walk_ts_type_literal(self, it);
    }
}
