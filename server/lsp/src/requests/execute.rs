//! `workspace/executeCommand`: what a lens does. The edit goes to the client, which applies it as it does any other.

use oracle::Cancellable;
use oracle::offers::{Offer, written};
use serde::Deserialize;
use tower_lsp::ls_types::{ExecuteCommandParams, Uri, WorkspaceEdit};

use crate::generation;
use crate::requests::Handler;
use crate::view::View;

/// Makes what a generator makes.
pub const GENERATE: &str = "ouroboros.generate";

/// What the command is about.
#[derive(Deserialize)]
struct About {
    uri: Uri,
    offer: Offer,
}

/// The request, as far as the edit.
pub struct Execute;

impl Handler for Execute {
    type Params = ExecuteCommandParams;
    type Answer = Option<WorkspaceEdit>;

    fn answer(view: &View<'_>, params: &ExecuteCommandParams) -> Cancellable<Option<WorkspaceEdit>> {
        let about = params.arguments.first().map(About::deserialize);
        let (true, Some(Ok(About { uri, offer }))) = (params.command == GENERATE, about) else { return Ok(None) };
        let Some(root) = view.file(&uri).and_then(|file| file.root(view.db())) else { return Ok(None) };
        let files = view.snapshot.ask(|db| written(db, root, &offer))?;
        Ok(files.and_then(|files| generation::workspace_edit(view, root, &files)))
    }
}
