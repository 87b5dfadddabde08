//! `codeAction/resolve`: the edit of an action that was chosen.

use oracle::Cancellable;
use serde::Deserialize;
use tower_lsp::jsonrpc::Error;
use tower_lsp::ls_types::CodeAction;

use super::{Deed, carry_out};
use crate::requests::Handler;
use crate::view::View;

/// The request.
pub struct Resolve;

impl Handler for Resolve {
    type Params = CodeAction;
    type Answer = Result<CodeAction, Error>;

    fn answer(view: &View<'_>, action: &CodeAction) -> Cancellable<Result<CodeAction, Error>> {
        let deed = action.data.as_ref().map(Deed::deserialize);
        let Some(Ok(deed)) = deed else { return Ok(Err(Error::invalid_params("this action was not made by Ouroboros"))) };
        Ok(match carry_out(view, &deed)? {
            Some(edit) => Ok(CodeAction { edit: Some(edit), ..action.clone() }),
            // The finding is gone, or the text around it: the client asks for actions anew.
            None => Err(Error::content_modified()),
        })
    }
}
