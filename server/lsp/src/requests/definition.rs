//! `textDocument/definition`: where the thing is that a reference stands for.

use oracle::Cancellable;
use tower_lsp::ls_types::{GotoDefinitionParams, GotoDefinitionResponse, Location, LocationLink};
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
        let Some((origin, targets)) = view.snapshot.definitions(file, offset)? else { return written_by(view, file, offset) };
        let mut places: Vec<Location> = targets.iter().filter_map(|target| view.location(target.file, target.span)).collect();
        if !view.support().definition_links {
            return Ok(match places.len() {
                0 => None,
                1 => places.pop().map(GotoDefinitionResponse::Scalar),
                _ => Some(GotoDefinitionResponse::Array(places)),
            });
        }
        let origin = view.range(file, origin);
        let link = |place: Location| LocationLink {
            origin_selection_range: Some(origin),
            target_uri: place.uri,
            target_range: place.range,
            target_selection_range: place.range,
        };
        Ok(Some(places.into_iter().map(link).collect::<Vec<_>>()).filter(|links| !links.is_empty()).map(GotoDefinitionResponse::Link))
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
