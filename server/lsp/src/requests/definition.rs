//! `textDocument/definition`: where the thing is that a reference stands for.

use oracle::Cancellable;
use tower_lsp::ls_types::{GotoDefinitionParams, GotoDefinitionResponse, LocationLink};

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
        let Some((origin, target)) = view.snapshot.definition(file, view.offset(file, place.position))? else { return Ok(None) };
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
