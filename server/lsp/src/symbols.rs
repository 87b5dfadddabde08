//! Definitions in the protocol's few kinds.

use graph::symbols::{Code, Kind};
use syntax::Namespace;
use tower_lsp::ls_types::{CompletionItemKind, SymbolKind};

/// The icon of a symbol.
pub fn kind(kind: Kind) -> SymbolKind {
    match kind {
        Kind::Code(Code::Function) => SymbolKind::FUNCTION,
        Kind::Code(Code::Type) => SymbolKind::CLASS,
        Kind::Code(Code::Variable) => SymbolKind::VARIABLE,
        Kind::Code(Code::Module) => SymbolKind::MODULE,
        Kind::Name(namespace) => match last(namespace) {
            "env" | "value" | "arg" => SymbolKind::CONSTANT,
            "service" | "route" => SymbolKind::INTERFACE,
            "job" | "target" | "stage" | "profile" => SymbolKind::EVENT,
            "template" | "block" | "image" => SymbolKind::FILE,
            "port" | "metric" => SymbolKind::NUMBER,
            "namespace" => SymbolKind::NAMESPACE,
            last if last.ends_with("key") || last.starts_with("label") => SymbolKind::KEY,
            _ => SymbolKind::OBJECT,
        },
    }
}

/// The same for what is proposed.
pub fn item_kind(namespace: Namespace) -> CompletionItemKind {
    match kind(Kind::Name(namespace)) {
        SymbolKind::CONSTANT | SymbolKind::NUMBER => CompletionItemKind::CONSTANT,
        SymbolKind::INTERFACE => CompletionItemKind::INTERFACE,
        SymbolKind::EVENT => CompletionItemKind::EVENT,
        SymbolKind::FILE => CompletionItemKind::FILE,
        SymbolKind::NAMESPACE => CompletionItemKind::MODULE,
        SymbolKind::KEY => CompletionItemKind::PROPERTY,
        _ => CompletionItemKind::REFERENCE,
    }
}

fn last(namespace: Namespace) -> &'static str {
    namespace.as_str().rsplit('.').next().unwrap_or_default()
}
