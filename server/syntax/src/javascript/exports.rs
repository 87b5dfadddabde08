//! What a module offers: the names it exports, by its own syntax or by assigning to `exports`.

use oxc_ast::ast::*;
use workspace::Span;

use super::modules::{Modules, content};
use crate::facts::{DefinitionKind, Namespace};

impl Modules<'_, '_> {
    /// Records an exported name once: overloads and merged declarations repeat it.
    fn export(&mut self, name: &str, kind: DefinitionKind, span: Span) {
        if self.nested == 0 && self.exported.insert(name.to_owned()) {
            self.out.define(Namespace::JS_SYMBOL, kind, name, span);
        }
    }

    fn export_binding(&mut self, name: &BindingIdentifier<'_>, kind: DefinitionKind) {
        self.export(&name.name, kind, plain(name.span));
    }

    /// A type that a comment defines.
    pub(super) fn export_type(&mut self, name: &str, span: Span) {
        self.export(name, DefinitionKind::Type, span);
    }

    /// The name in `export { … as name }`.
    pub(super) fn export_name(&mut self, name: &ModuleExportName<'_>, kind: DefinitionKind) {
        match name {
            ModuleExportName::IdentifierName(name) => self.export(&name.name, kind, plain(name.span)),
            ModuleExportName::IdentifierReference(name) => self.export(&name.name, kind, plain(name.span)),
            ModuleExportName::StringLiteral(name) => self.export(&name.value, kind, content(name.span)),
        }
    }

    /// The names of `export const …`, `export function …` and the like.
    pub(super) fn export_declaration(&mut self, declaration: &Declaration<'_>) {
        match declaration {
            Declaration::VariableDeclaration(it) => {
                for declarator in &it.declarations {
                    let function =
                        matches!(&declarator.init, Some(Expression::ArrowFunctionExpression(_) | Expression::FunctionExpression(_)));
                    let kind = if function { DefinitionKind::Function } else { DefinitionKind::Variable };
                    for name in declarator.id.get_binding_identifiers() {
                        self.export_binding(name, kind);
                    }
                }
            }
            Declaration::FunctionDeclaration(it) => {
                if let Some(name) = &it.id {
                    self.export_binding(name, DefinitionKind::Function);
                }
            }
            Declaration::ClassDeclaration(it) => {
                if let Some(name) = &it.id {
                    self.export_binding(name, DefinitionKind::Type);
                }
            }
            Declaration::TSTypeAliasDeclaration(it) => self.export_binding(&it.id, DefinitionKind::Type),
            Declaration::TSInterfaceDeclaration(it) => self.export_binding(&it.id, DefinitionKind::Type),
            Declaration::TSEnumDeclaration(it) => self.export_binding(&it.id, DefinitionKind::Type),
            Declaration::TSNamespaceDeclaration(it) => self.export_binding(&it.id, DefinitionKind::Module),
            Declaration::TSImportEqualsDeclaration(it) => self.export_binding(&it.id, DefinitionKind::Import),
            Declaration::TSExternalModuleDeclaration(_) | Declaration::TSGlobalDeclaration(_) => {}
        }
    }

    /// `export default …`: the span is the declared name's, or that of the two keywords.
    pub(super) fn export_default(&mut self, it: &ExportDefaultDeclaration<'_>) {
        let (kind, name) = match &it.declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(it) => (DefinitionKind::Function, it.id.as_ref()),
            ExportDefaultDeclarationKind::ClassDeclaration(it) => (DefinitionKind::Type, it.id.as_ref()),
            ExportDefaultDeclarationKind::TSInterfaceDeclaration(it) => (DefinitionKind::Type, Some(&it.id)),
            ExportDefaultDeclarationKind::ArrowFunctionExpression(_) | ExportDefaultDeclarationKind::FunctionExpression(_) => {
                (DefinitionKind::Function, None)
            }
            _ => (DefinitionKind::Variable, None),
        };
        let start = it.span.start as usize;
        let span = name.map_or(Span::new(start, start + "export".len()), |name| plain(name.span));
        self.export("default", kind, span);
    }

    /// `exports.x = …`, `module.exports.x = …` and `module.exports = { x }`, outside of functions.
    pub(super) fn assign_export(&mut self, it: &AssignmentExpression<'_>) {
        if self.functions > 0 {
            return;
        }
        let AssignmentTarget::StaticMemberExpression(target) = &it.left else { return };
        if is_exports(&target.object) {
            self.export(&target.property.name, kind_of(&it.right), plain(target.property.span));
        } else if is_module_exports(target)
            && let Expression::ObjectExpression(object) = &it.right
        {
            for property in &object.properties {
                if let ObjectPropertyKind::ObjectProperty(property) = property
                    && let Some((name, span)) = key(property)
                {
                    self.export(name, kind_of(&property.value), span);
                }
            }
        }
    }

    /// `Object.defineProperty(exports, "x", …)`, as compilers write it.
    pub(super) fn define_property(&mut self, it: &CallExpression<'_>) {
        if self.functions == 0
            && it.callee.is_specific_member_access("Object", "defineProperty")
            && let [target, Argument::StringLiteral(name), _] = it.arguments.as_slice()
            && name.value != "__esModule"
            && target.as_expression().is_some_and(is_exports)
        {
            self.export(&name.value, DefinitionKind::Variable, content(name.span));
        }
    }
}

/// `exports` or `module.exports`.
fn is_exports(expression: &Expression<'_>) -> bool {
    match expression {
        Expression::Identifier(name) => name.name == "exports",
        Expression::StaticMemberExpression(member) => is_module_exports(member),
        _ => false,
    }
}

fn is_module_exports(member: &StaticMemberExpression<'_>) -> bool {
    member.property.name == "exports" && matches!(&member.object, Expression::Identifier(name) if name.name == "module")
}

fn key<'p>(property: &'p ObjectProperty<'_>) -> Option<(&'p str, Span)> {
    match &property.key {
        PropertyKey::StaticIdentifier(name) => Some((name.name.as_str(), plain(name.span))),
        PropertyKey::StringLiteral(name) => Some((name.value.as_str(), content(name.span))),
        _ => None,
    }
}

fn kind_of(value: &Expression<'_>) -> DefinitionKind {
    match value {
        Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_) => DefinitionKind::Function,
        Expression::ClassExpression(_) => DefinitionKind::Type,
        _ => DefinitionKind::Variable,
    }
}

fn plain(span: oxc_span::Span) -> Span {
    Span::new(span.start as usize, span.end as usize)
}
