//! `textDocument/hover`: what a reference leads to, and who says so.
//!
//! Findings are not repeated here: editors show diagnostics themselves.

mod architecture;
mod names;

use graph::Resolution;
use oracle::Cancellable;
use syntax::Reference;
use tower_lsp::ls_types::{Hover as Answer, HoverContents, HoverParams, MarkupContent, MarkupKind};
use workspace::{Db, File, Span};

use crate::requests::Handler;
use crate::view::View;

/// The request.
pub struct Hover;

impl Handler for Hover {
    type Params = HoverParams;
    type Answer = Option<Answer>;

    fn answer(view: &View<'_>, params: &HoverParams) -> Cancellable<Option<Answer>> {
        let place = &params.text_document_position_params;
        let Some(file) = view.file(&place.text_document.uri) else { return Ok(None) };
        let offset = view.offset(file, place.position);
        view.snapshot.ask(|db| {
            if let Some((span, text)) = architecture::describe(db, file, offset) {
                return Some(answer(view, file, span, text));
            }
            if let Some((span, text)) = dna::editing::hover(db, file, offset, &alpha::offered::Offered { db, file }) {
                return Some(answer(view, file, span, text));
            }
            let index = graph::navigation::reference_at(db, file, offset);
            // A name within a path or a URL is meant before the whole.
            let length = |span: Span| span.end - span.start;
            let within = |span: Span| index.is_none_or(|index| length(span) <= length(reference_span(db, file, index)));
            let named = names::describe(db, file, offset).filter(|named| within(named.span));
            let is_known = named.as_ref().is_some_and(|named| named.is_known);
            let named = named.map(|named| answer(view, file, named.span, named.text));
            if is_known {
                return named;
            }
            // What a reference leads to says more than what its key is for.
            if index.is_none()
                && let Some((span, text)) = oracle::editing::hover(db, file, offset)
            {
                return Some(answer(view, file, span, text));
            }
            let Some(index) = index else { return named };
            let facts = graph::facts(db, file);
            let reference = facts.references.get(index)?;
            let text = describe(db, file, reference, graph::resolutions(db, file).get(index)?)?;
            Some(answer(view, file, graph::ranges(db, file).span(reference.span), text))
        })
    }
}

fn reference_span(db: &dyn Db, file: File, index: usize) -> Span {
    graph::facts(db, file).references.get(index).map(|reference| graph::ranges(db, file).span(reference.span)).unwrap_or_default()
}

fn answer(view: &View<'_>, file: File, span: Span, text: String) -> Answer {
    let contents = if view.support().markdown {
        MarkupContent { kind: MarkupKind::Markdown, value: text }
    } else {
        MarkupContent { kind: MarkupKind::PlainText, value: text.replace('`', "") }
    };
    Answer { contents: HoverContents::Markup(contents), range: Some(view.range(file, span)) }
}

fn describe(db: &dyn Db, file: File, reference: &Reference, resolution: &Resolution) -> Option<String> {
    let name = match &reference.member {
        Some(member) if reference.role == "name" => format!("`{member}` of `{}`", reference.name),
        _ => format!("`{}`", reference.name),
    };
    Some(match resolution {
        Resolution::File(target) => format!("{name} → `{}`", target.path(db)),
        Resolution::Folder(target) => format!("{name} → `{}/`", target.path(db)),
        Resolution::Builtin => format!("{name} comes with the language"),
        Resolution::Package(package) => match declaring(db, file, package) {
            Some(manifest) => format!("{name} comes with the package `{package}`, which `{}` declares", manifest.path(db)),
            None => format!("{name} comes with the package `{package}`"),
        },
        Resolution::Missing(_) | Resolution::Unknown => return None,
    })
}

/// The nearest manifest that names the package.
fn declaring(db: &dyn Db, file: File, package: &str) -> Option<File> {
    let declared = graph::python::declared(db, file.folder(db)?);
    declared.distributions.iter().find(|declaration| declaration.name == package).map(|declaration| declaration.manifest)
}
