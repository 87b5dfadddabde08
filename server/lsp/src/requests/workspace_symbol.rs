//! `workspace/symbol`: definitions of the whole workspace by some letters of their names.

use graph::symbols::{Kind, Symbol, search};
use oracle::Cancellable;
use tower_lsp::ls_types::{Location, OneOf, WorkspaceSymbol, WorkspaceSymbolParams, WorkspaceSymbolResponse};

use crate::reading::End;
use crate::requests::Handler;
use crate::symbols;
use crate::view::View;

/// More are not shown: who wants another one writes another letter.
const MOST: usize = 256;

/// The request.
pub struct Symbols;

impl Handler for Symbols {
    type Params = WorkspaceSymbolParams;
    type Answer = Option<WorkspaceSymbolResponse>;

    fn answer(view: &View<'_>, params: &WorkspaceSymbolParams) -> Cancellable<Option<WorkspaceSymbolResponse>> {
        let mut out = Vec::new();
        for root in view.snapshot.roots() {
            // A root that is still being read would have to be read first.
            if view.session.reading.end(root.path(view.db())) != Some(End::Done) {
                continue;
            }
            let found = view.snapshot.ask(|db| search(db, *root, &params.query, MOST - out.len()))?;
            for symbol in found {
                if let Some(location) = view.location(symbol.file, graph::ranges(view.db(), symbol.file).span(symbol.span)) {
                    out.push(self::symbol(view, symbol, location));
                }
            }
        }
        Ok(Some(WorkspaceSymbolResponse::Nested(out)))
    }
}

fn symbol(view: &View<'_>, symbol: Symbol, location: Location) -> WorkspaceSymbol {
    let path = symbol.file.path(view.db());
    let container = match symbol.kind {
        Kind::Name(namespace) => format!("{} · {path}", graph::names::what(view.db(), symbol.file, namespace)),
        Kind::Code(_) => path.to_string(),
    };
    WorkspaceSymbol {
        kind: symbols::kind(symbol.kind),
        name: symbol.name,
        tags: None,
        container_name: Some(container),
        location: OneOf::Left(location),
        data: None,
    }
}
