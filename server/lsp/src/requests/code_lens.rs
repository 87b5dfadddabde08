//! `textDocument/codeLens`: over each generator of the DNA, how many of its files are behind, and the way to renew them.

use oracle::Cancellable;
use oracle::offers::{Offer, generators};
use serde_json::json;
use tower_lsp::ls_types::{CodeLens, CodeLensParams, Command};

use crate::requests::Handler;
use crate::requests::execute::GENERATE;
use crate::view::View;

/// The request.
pub struct Lenses;

impl Handler for Lenses {
    type Params = CodeLensParams;
    type Answer = Option<Vec<CodeLens>>;

    fn answer(view: &View<'_>, params: &CodeLensParams) -> Cancellable<Option<Vec<CodeLens>>> {
        let uri = &params.text_document.uri;
        let Some((file, root)) = view.file(uri).and_then(|file| Some((file, file.root(view.db())?))) else { return Ok(None) };
        if !view.is_whole(file) {
            return Ok(None);
        }
        view.snapshot.ask(|db| {
            let lenses = generators(db, root, file).into_iter().map(|(span, generator, behind)| {
                let range = view.range(file, span);
                let title = match behind {
                    0 => "up to date".to_owned(),
                    1 => "generate (1 file behind)".to_owned(),
                    more => format!("generate ({more} files behind)"),
                };
                let command = if behind == 0 { String::new() } else { GENERATE.to_owned() };
                let arguments = (behind > 0).then(|| vec![json!({ "uri": uri.as_str(), "offer": Offer::Generate { generator } })]);
                CodeLens { range, command: Some(Command { title, command, arguments }), data: None }
            });
            Some(lenses.collect::<Vec<_>>()).filter(|lenses| !lenses.is_empty())
        })
    }
}
