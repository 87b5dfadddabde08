//! `textDocument/documentLink`: the paths and links of a document that lead to a file of the repository.
//!
//! Imports are not links: an editor would underline every one of them. For the same reason a name is one only where it is the
//! whole value of a document and stands for one thing of another file: the Service of an Ingress, not a variable.

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
        for (span, target) in view.snapshot.ask(|db| graph::names::links(db, file))? {
            if let Some(location) = view.location(target.file, target.span) {
                // Editors that know the form open the file at the line.
                let line = format!("{}#L{}", location.uri.as_str(), location.range.start.line + 1);
                out.push(DocumentLink { range: view.range(file, span), target: line.parse().ok(), tooltip: None, data: None });
            }
        }
        out.sort_by_key(|link| link.range.start);
        Ok(Some(out).filter(|out| !out.is_empty()))
    }
}
