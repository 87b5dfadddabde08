//! `textDocument/documentLink`: the paths and links of a document that lead to a file of the repository.
//!
//! Imports are not links: an editor would underline every one of them.

use graph::Resolution;
use oracle::Cancellable;
use syntax::Namespace;
use tower_lsp::ls_types::{DocumentLink, DocumentLinkParams};

use crate::requests::Handler;
use crate::view::View;

/// The request.
pub struct Links;

impl Handler for Links {
    type Params = DocumentLinkParams;
    type Answer = Option<Vec<DocumentLink>>;

    fn answer(view: &View<'_>, params: &DocumentLinkParams) -> Cancellable<Option<Vec<DocumentLink>>> {
        let Some(file) = view.file(&params.text_document.uri) else { return Ok(None) };
        let (facts, resolutions) = view.snapshot.ask(|db| (graph::facts(db, file), graph::resolutions(db, file)))?;
        let mut out = Vec::new();
        // What a DNA names is not among the facts of a file: the DNA is read elsewhere.
        for (span, target) in view.snapshot.ask(|db| graph::architecture::links(db, file))? {
            if let Some(uri) = view.uri(target) {
                out.push(DocumentLink { range: view.range(file, span), target: Some(uri), tooltip: None, data: None });
            }
        }
        for (reference, resolution) in facts.references.iter().zip(resolutions.iter()) {
            let Resolution::File(target) = resolution else { continue };
            if !matches!(reference.namespace, Namespace::FILE | Namespace::LINK) {
                continue;
            }
            let span = graph::ranges(view.db(), file).span(reference.span);
            if let Some(uri) = view.uri(*target) {
                out.push(DocumentLink { range: view.range(file, span), target: Some(uri), tooltip: None, data: None });
            }
        }
        Ok(Some(out).filter(|out| !out.is_empty()))
    }
}
