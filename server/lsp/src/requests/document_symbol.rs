//! `textDocument/documentSymbol`: the outline of a DNA or the file of a generator; of other files the names that they define.

use dna::editing::{Symbol, SymbolKind as Kind};
use graph::symbols::names_in;
use oracle::Cancellable;
use syntax::Mention;
use tower_lsp::ls_types::{DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, Location, SymbolInformation, SymbolKind, Uri};
use workspace::File;

use crate::requests::Handler;
use crate::symbols;
use crate::view::View;

/// The request.
pub struct Symbols;

impl Handler for Symbols {
    type Params = DocumentSymbolParams;
    type Answer = Option<DocumentSymbolResponse>;

    fn answer(view: &View<'_>, params: &DocumentSymbolParams) -> Cancellable<Option<DocumentSymbolResponse>> {
        let uri = &params.text_document.uri;
        let Some(file) = view.file(uri) else { return Ok(None) };
        let found = view.snapshot.ask(|db| dna::editing::symbols(db, file))?;
        if found.is_empty() {
            let found = view.snapshot.ask(|db| names_in(db, file))?;
            return Ok((!found.is_empty()).then(|| names(view, file, uri, found)));
        }
        if view.support().nested_symbols {
            return Ok(Some(DocumentSymbolResponse::Nested(found.into_iter().map(|symbol| nested(view, file, symbol)).collect())));
        }
        let mut out = Vec::new();
        for symbol in found {
            flat(view, file, uri, symbol, None, &mut out);
        }
        Ok(Some(DocumentSymbolResponse::Flat(out)))
    }
}

/// The names that a file defines. What language servers for its language tell of is not told again.
#[allow(deprecated)] // the types have a field that no constructor leaves out
fn names(view: &View<'_>, file: File, uri: &Uri, found: Vec<Mention>) -> DocumentSymbolResponse {
    let symbols = found.into_iter().map(|mention| {
        let range = view.range(file, graph::ranges(view.db(), file).span(mention.span));
        DocumentSymbol {
            name: mention.name.to_string(),
            detail: Some(graph::names::what(view.db(), file, mention.namespace)),
            kind: symbols::kind(graph::symbols::Kind::Name(mention.namespace)),
            tags: None,
            deprecated: None,
            range,
            selection_range: range,
            children: None,
        }
    });
    if view.support().nested_symbols {
        return DocumentSymbolResponse::Nested(symbols.collect());
    }
    let flat = symbols.map(|symbol| SymbolInformation {
        name: symbol.name,
        kind: symbol.kind,
        tags: None,
        deprecated: None,
        location: Location { uri: uri.clone(), range: symbol.range },
        container_name: symbol.detail,
    });
    DocumentSymbolResponse::Flat(flat.collect())
}

#[allow(deprecated)] // the type has a field that no constructor leaves out
fn nested(view: &View<'_>, file: File, symbol: Symbol) -> DocumentSymbol {
    let children: Vec<_> = symbol.children.into_iter().map(|child| nested(view, file, child)).collect();
    DocumentSymbol {
        name: symbol.name,
        detail: symbol.detail,
        kind: kind(symbol.kind),
        tags: None,
        deprecated: None,
        range: view.range(file, symbol.span),
        selection_range: view.range(file, symbol.name_span),
        children: Some(children).filter(|children| !children.is_empty()),
    }
}

#[allow(deprecated)] // as above
fn flat(view: &View<'_>, file: File, uri: &Uri, symbol: Symbol, container: Option<&str>, out: &mut Vec<SymbolInformation>) {
    out.push(SymbolInformation {
        name: symbol.name.clone(),
        kind: kind(symbol.kind),
        tags: None,
        deprecated: None,
        location: Location { uri: uri.clone(), range: view.range(file, symbol.span) },
        container_name: container.map(str::to_owned),
    });
    for child in symbol.children {
        flat(view, file, uri, child, Some(&symbol.name), out);
    }
}

fn kind(kind: Kind) -> SymbolKind {
    match kind {
        Kind::Section => SymbolKind::NAMESPACE,
        Kind::Component => SymbolKind::CLASS,
        Kind::Layer => SymbolKind::MODULE,
        Kind::Rule => SymbolKind::EVENT,
        Kind::Agent => SymbolKind::FUNCTION,
        Kind::Generator => SymbolKind::CONSTRUCTOR,
        Kind::Target => SymbolKind::PACKAGE,
        Kind::Output => SymbolKind::FILE,
        Kind::Key => SymbolKind::PROPERTY,
    }
}
