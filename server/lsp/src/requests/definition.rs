//! `textDocument/definition`: where the thing is that a reference stands for.

use oracle::Cancellable;
use tower_lsp::ls_types::{GotoDefinitionParams, GotoDefinitionResponse, LocationLink};
use workspace::File;

use crate::requests::Handler;
use crate::view::View;

/// The request.
pub struct Definition;

impl Handler for Definition {
    type Params = GotoDefinitionParams;
    type Answer = Option<GotoDefinitionResponse>;

    fn answer(view: &View<'_>, params: &GotoDefinitionParams) -> Cancellable<Option<GotoDefinitionResponse>> {
        let place = &params.text_document_position_params;
        let Some(file) = view.file(&place.text_document.uri) else { return Ok(None) };
        let offset = view.offset(file, place.position);
        let Some((origin, target)) = view.snapshot.definition(file, offset)? else { return written_by(view, file, offset) };
        let Some(location) = view.location(target.file, target.span) else { return Ok(None) };
        if !view.support().definition_links {
            return Ok(Some(GotoDefinitionResponse::Scalar(location)));
        }
        Ok(Some(GotoDefinitionResponse::Link(vec![LocationLink {
            origin_selection_range: Some(view.range(file, origin)),
            target_uri: location.uri,
            target_range: location.range,
            target_selection_range: location.range,
        }])))
    }
}

/// Of a generated line: the template that wrote it, and what the DNA gives for it.
fn written_by(view: &View<'_>, file: File, offset: u32) -> Cancellable<Option<GotoDefinitionResponse>> {
    let Some(root) = file.root(view.db()).filter(|_| view.is_whole(file)) else { return Ok(None) };
    view.snapshot.ask(|db| {
        let places = oracle::offers::origin(db, root, file, offset);
        let places: Vec<_> = places.into_iter().filter_map(|(file, span)| view.location(file, span)).collect();
        Some(GotoDefinitionResponse::Array(places))
            .filter(|answer| !matches!(answer, GotoDefinitionResponse::Array(places) if places.is_empty()))
    })
}
