//! `textDocument/prepareRename` and `textDocument/rename`: of the ids of a DNA, and of every name that is defined in one file and
//! used in others.
//!
//! What probably speaks of the thing too is proposed to clients that ask a person about each group of changes, and to no others.

use graph::renaming::{self, Renaming};
use oracle::Cancellable;
use tower_lsp::jsonrpc::{Error, ErrorCode};
use tower_lsp::ls_types::{PrepareRenameResponse, RenameParams, TextDocumentPositionParams, WorkspaceEdit};

use crate::edits::{annotated_edit, followed, workspace_edit};
use crate::requests::Handler;
use crate::view::View;

/// The protocol's code for what was asked rightly and cannot be done.
const REQUEST_FAILED: ErrorCode = ErrorCode::ServerError(-32803);

/// What would be renamed.
pub struct Prepare;

impl Handler for Prepare {
    type Params = TextDocumentPositionParams;
    type Answer = Option<PrepareRenameResponse>;

    fn answer(view: &View<'_>, params: &TextDocumentPositionParams) -> Cancellable<Option<PrepareRenameResponse>> {
        let Some(file) = view.file(&params.text_document.uri) else { return Ok(None) };
        let offset = view.offset(file, params.position);
        let found = view.snapshot.ask(|db| match dna::editing::subject(db, file) {
            Some(_) => dna::editing::renamable(db, file, offset),
            None => renaming::renamable(db, file, offset),
        })?;
        Ok(found.map(|(span, placeholder)| PrepareRenameResponse::RangeWithPlaceholder { range: view.range(file, span), placeholder }))
    }
}

/// The request.
pub struct Rename;

impl Handler for Rename {
    type Params = RenameParams;
    type Answer = Result<Option<WorkspaceEdit>, Error>;

    fn answer(view: &View<'_>, params: &RenameParams) -> Cancellable<Self::Answer> {
        let place = &params.text_document_position;
        // Other servers rename what is not ours; they are not to be disturbed by an error.
        let Some(file) = view.file(&place.text_document.uri) else { return Ok(Ok(None)) };
        let offset = view.offset(file, place.position);
        let of_dna =
            view.snapshot.ask(|db| dna::editing::subject(db, file).map(|_| dna::editing::rename(db, file, offset, &params.new_name)))?;
        let done = match of_dna {
            Some(done) => Some(done.map(|replacements| workspace_edit(view, &replacements))),
            None => {
                let done = view.snapshot.ask(|db| renaming::rename(db, file, offset, &params.new_name))?;
                done.map(|done| done.map(|renaming| edit(view, renaming)))
            }
        };
        Ok(match done {
            None => Ok(None),
            Some(Ok(edit)) => Ok(edit),
            Some(Err(message)) => Err(Error { code: REQUEST_FAILED, message: message.into(), data: None }),
        })
    }
}

fn edit(view: &View<'_>, renaming: Renaming) -> Option<WorkspaceEdit> {
    if renaming.probable.is_empty() || !view.support().change_annotations || !view.support().versioned_edits {
        return followed(view, renaming.certain);
    }
    annotated_edit(view, renaming)
}
