//! `textDocument/documentHighlight`: the places of a document that speak of what is under the cursor.

use graph::navigation::{Use, highlights_at};
use oracle::Cancellable;
use tower_lsp::ls_types::{DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams};

use crate::requests::Handler;
use crate::view::View;

/// The request.
pub struct Highlights;

impl Handler for Highlights {
    type Params = DocumentHighlightParams;
    type Answer = Option<Vec<DocumentHighlight>>;

    fn answer(view: &View<'_>, params: &DocumentHighlightParams) -> Cancellable<Option<Vec<DocumentHighlight>>> {
        let place = &params.text_document_position_params;
        let Some(file) = view.file(&place.text_document.uri) else { return Ok(None) };
        let offset = view.offset(file, place.position);
        let found = view.snapshot.ask(|db| highlights_at(db, file, offset))?;
        let kind = |how| match how {
            Use::Defines => DocumentHighlightKind::WRITE,
            Use::Refers => DocumentHighlightKind::READ,
        };
        let found: Vec<_> =
            found.into_iter().map(|(span, how)| DocumentHighlight { range: view.range(file, span), kind: Some(kind(how)) }).collect();
        Ok(Some(found).filter(|found| !found.is_empty()))
    }
}
