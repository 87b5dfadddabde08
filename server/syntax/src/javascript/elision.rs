//! Imports that TypeScript leaves out: of names that the file uses as types only, though nobody wrote `import type`.
//!
//! They are gone when the code runs, so the files do not depend on each other as a circle of imports would have it.
//! Whatever is unclear counts as used.

use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
use rustc_hash::FxHashSet;

/// Longer chains are not walked: everything counts as used then.
const DEEPEST: usize = 2000;

/// The names that a program uses when it runs.
#[derive(Default)]
pub(super) struct Used<'a> {
    names: FxHashSet<&'a str>,
    depth: usize,
    all: bool,
}

impl<'a> Used<'a> {
    /// Of a program in TypeScript; in another one everything counts.
    pub(super) fn of(program: &Program<'a>) -> Used<'a> {
        let judged = program.source_type.is_typescript() && program.body.iter().any(is_candidate);
        let mut used = Used { all: !judged, ..Used::default() };
        if program.source_type.is_jsx() {
            // What elements are turned into calls of.
            used.names.extend(["React", "h", "createElement", "Fragment", "jsx"]);
        }
        if judged {
            used.visit_program(program);
        }
        used
    }

    /// Whether an import binds names and the program uses none of them as more than a type; one that it does not use at all goes, too.
    pub(super) fn leaves_out(&self, import: &ImportDeclaration<'_>) -> bool {
        let Some(specifiers) = &import.specifiers else { return false };
        !self.all && !specifiers.is_empty() && specifiers.iter().all(|it| !self.names.contains(it.name().as_str()))
    }

    fn descend(&mut self, walk: impl FnOnce(&mut Self)) {
        if self.depth >= DEEPEST {
            self.all = true;
        } else if !self.all {
            self.depth += 1;
            walk(self);
            self.depth -= 1;
        }
    }

    /// Counts what the compiler may be told to write down: the types of what is decorated - of a member, of the parameters of a method, and
    /// of those that a decorated class is made with.
    fn write_down(&mut self, class: &Class<'a>) {
        let mut written = Written { names: &mut self.names };
        for element in &class.body.body {
            match element {
                ClassElement::MethodDefinition(method) => {
                    let parameters = &method.value.params;
                    let is_made = method.kind == MethodDefinitionKind::Constructor && !class.decorators.is_empty();
                    if is_made || !method.decorators.is_empty() || parameters.items.iter().any(|it| !it.decorators.is_empty()) {
                        written.visit_formal_parameters(parameters);
                        method.value.return_type.iter().for_each(|it| written.visit_ts_type_annotation(it));
                    }
                }
                ClassElement::PropertyDefinition(it) => written.property(&it.decorators, it.type_annotation.as_deref()),
                ClassElement::AccessorProperty(it) => written.property(&it.decorators, it.type_annotation.as_deref()),
                _ => {}
            }
        }
    }
}

/// Whether an import may be of types alone: most write those with a capital.
fn is_candidate(statement: &Statement<'_>) -> bool {
    let Statement::ImportDeclaration(import) = statement else { return false };
    let has_capital = |it: &ImportDeclarationSpecifier<'_>| it.name().starts_with(|c: char| c.is_uppercase());
    !import.import_kind.is_type() && import.specifiers.as_ref().is_some_and(|specifiers| specifiers.iter().all(has_capital))
}

impl<'a> Visit<'a> for Used<'a> {
    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        self.names.insert(it.name.as_str());
    }

    fn visit_export_named_declaration(&mut self, it: &ExportNamedDeclaration<'a>) {
        // Passed on: who imports it from here may use it.
        self.names.extend(it.specifiers.iter().filter_map(|specifier| specifier.local.identifier_name()).map(|name| name.as_str()));
    }

    fn visit_statement(&mut self, it: &Statement<'a>) {
        self.descend(|this| walk::walk_statement(this, it));
    }

    fn visit_expression(&mut self, it: &Expression<'a>) {
        self.descend(|this| walk::walk_expression(this, it));
    }

    fn visit_class(&mut self, it: &Class<'a>) {
        self.descend(|this| {
            this.write_down(it);
            walk::walk_class(this, it);
        });
    }

    fn visit_ts_import_equals_declaration(&mut self, _: &TSImportEqualsDeclaration<'a>) {
        self.all = true;
    }

    fn visit_ts_type(&mut self, _: &TSType<'a>) {}
    fn visit_ts_type_name(&mut self, _: &TSTypeName<'a>) {}
    fn visit_ts_type_annotation(&mut self, _: &TSTypeAnnotation<'a>) {}
    fn visit_ts_type_parameter_declaration(&mut self, _: &TSTypeParameterDeclaration<'a>) {}
    fn visit_ts_type_parameter_instantiation(&mut self, _: &TSTypeParameterInstantiation<'a>) {}
    fn visit_ts_interface_declaration(&mut self, _: &TSInterfaceDeclaration<'a>) {}
    fn visit_ts_type_alias_declaration(&mut self, _: &TSTypeAliasDeclaration<'a>) {}
    fn visit_ts_class_implements(&mut self, _: &TSClassImplements<'a>) {}
}

/// Gathers the names of types that are written down: only where the type is that name, alone or beside `null`. Of all others, as of a list,
/// nothing but what they are in JavaScript is.
struct Written<'a, 'u> {
    names: &'u mut FxHashSet<&'a str>,
}

impl<'a> Written<'a, '_> {
    fn property(&mut self, decorators: &[Decorator<'a>], of: Option<&TSTypeAnnotation<'a>>) {
        if !decorators.is_empty() {
            of.into_iter().for_each(|it| self.visit_ts_type_annotation(it));
        }
    }

    fn name(&mut self, of: &TSType<'a>) {
        match of {
            TSType::TSTypeReference(reference) => {
                let mut name = &reference.type_name;
                while let TSTypeName::QualifiedName(qualified) = name {
                    name = &qualified.left;
                }
                if let TSTypeName::IdentifierReference(first) = name {
                    self.names.insert(first.name.as_str());
                }
            }
            TSType::TSUnionType(union) => union.types.iter().for_each(|one| self.name(one)),
            TSType::TSParenthesizedType(inner) => self.name(&inner.type_annotation),
            _ => {}
        }
    }
}

impl<'a> Visit<'a> for Written<'a, '_> {
    fn visit_ts_type_annotation(&mut self, it: &TSTypeAnnotation<'a>) {
        self.name(&it.type_annotation);
    }
}
