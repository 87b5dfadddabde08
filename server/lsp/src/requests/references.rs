//! `textDocument/references`: the places that name a thing.

use oracle::Cancellable;
use tower_lsp::ls_types::{Location, ReferenceParams};

use crate::requests::Handler;
use crate::view::View;

/// The request.
pub struct References;

impl Handler for References {
    type Params = ReferenceParams;
    type Answer = Option<Vec<Location>>;

    fn answer(view: &View<'_>, params: &ReferenceParams) -> Cancellable<Option<Vec<Location>>> {
        let place = &params.text_document_position;
        let Some(file) = view.file(&place.text_document.uri) else { return Ok(None) };
        let offset = view.offset(file, place.position);
        let found = view.snapshot.references(file, offset, params.context.include_declaration)?;
        let found: Vec<_> = found.into_iter().filter_map(|found| view.location(found.file, found.span)).collect();
        Ok(Some(found).filter(|found| !found.is_empty()))
    }
}
