//! `textDocument/completion`: what can be written in a DNA, the file of a generator, a document with a schema, or a template; and
//! everywhere the names that a place asks for.

use dna::editing::{Kind, Proposal};
use oracle::Cancellable;
use tower_lsp::ls_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionParams, CompletionResponse, CompletionTextEdit, Documentation,
    MarkupContent, MarkupKind, TextEdit,
};
use workspace::{File, Span};

use crate::requests::Handler;
use crate::symbols;
use crate::view::View;

/// The request.
pub struct Completion;

impl Handler for Completion {
    type Params = CompletionParams;
    type Answer = Option<CompletionResponse>;

    fn answer(view: &View<'_>, params: &CompletionParams) -> Cancellable<Option<CompletionResponse>> {
        let place = &params.text_document_position;
        let Some(file) = view.file(&place.text_document.uri) else { return Ok(None) };
        let offset = view.offset(file, place.position);
        let found = view
            .snapshot
            .ask(|db| dna::editing::completion(db, file, offset, &oracle::rules::codes(), &alpha::offered::Offered { db, file }))?;
        let mut items: Vec<_> = found.into_iter().enumerate().map(|(number, proposal)| item(view, file, number, proposal)).collect();
        let mut more = false;
        // Definitions of a root that is still being read would have to be read first.
        if items.is_empty() && view.is_whole(file) {
            let (found, are_more) = view.snapshot.ask(|db| graph::completing::completion(db, file, offset))?;
            items.extend(found.into_iter().enumerate().map(|(number, proposal)| named(view, file, number, proposal)));
            more = are_more;
        }
        if items.is_empty() {
            let found = view.snapshot.ask(|db| oracle::editing::completion(db, file, offset))?;
            items.extend(found.into_iter().enumerate().map(|(number, proposal)| item(view, file, number, proposal)));
        }
        if let Some(root) = file.root(view.db()).filter(|_| items.is_empty() && view.is_whole(file)) {
            let found = view.snapshot.ask(|db| alpha::completing::completion(db, root, file, offset as usize))?;
            items.extend(found.into_iter().map(|proposal| in_template(view, file, offset, proposal)));
        }
        if more {
            return Ok(Some(CompletionResponse::List(CompletionList { is_incomplete: true, items })));
        }
        Ok(Some(CompletionResponse::Array(items))
            .filter(|response| !matches!(response, CompletionResponse::Array(items) if items.is_empty())))
    }
}

fn item(view: &View<'_>, file: File, number: usize, proposal: Proposal) -> CompletionItem {
    let documentation = proposal.description.map(|value| {
        if view.support().completion_markdown {
            Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value })
        } else {
            Documentation::String(value.replace('`', ""))
        }
    });
    CompletionItem {
        kind: Some(kind(proposal.kind)),
        detail: proposal.detail.map(str::to_owned),
        documentation,
        // In our order, which is not the alphabet's.
        sort_text: Some(format!("{number:05}")),
        filter_text: Some(proposal.text.trim_end_matches([':', ' ']).to_owned()),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range: view.range(file, proposal.span), new_text: proposal.text })),
        label: proposal.label,
        ..CompletionItem::default()
    }
}

/// A name that is defined somewhere.
fn named(view: &View<'_>, file: File, number: usize, proposal: graph::completing::Proposal) -> CompletionItem {
    let what = graph::names::what(view.db(), file, proposal.namespace);
    CompletionItem {
        kind: Some(symbols::item_kind(proposal.namespace)),
        detail: Some(format!("{what} · {}", proposal.defined.file.path(view.db()))),
        // The nearest first.
        sort_text: Some(format!("{number:05}")),
        filter_text: Some(proposal.text.clone()),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range: view.range(file, proposal.span), new_text: proposal.text.clone() })),
        label: proposal.text,
        ..CompletionItem::default()
    }
}

/// A proposal for a template of a generator.
fn in_template(view: &View<'_>, file: File, offset: u32, proposal: alpha::completing::Proposal) -> CompletionItem {
    use alpha::completing::Kind;
    let kind = match proposal.kind {
        Kind::Variable => CompletionItemKind::VARIABLE,
        Kind::Field => CompletionItemKind::FIELD,
        Kind::Filter => CompletionItemKind::FUNCTION,
        Kind::Template => CompletionItemKind::FILE,
    };
    let span = Span { start: offset - proposal.replaces as u32, end: offset };
    CompletionItem {
        label: proposal.text.clone(),
        kind: Some(kind),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range: view.range(file, span), new_text: proposal.text })),
        ..CompletionItem::default()
    }
}

fn kind(kind: Kind) -> CompletionItemKind {
    match kind {
        Kind::Key => CompletionItemKind::PROPERTY,
        Kind::Value | Kind::Code => CompletionItemKind::ENUM_MEMBER,
        Kind::Component => CompletionItemKind::CLASS,
        Kind::Layer => CompletionItemKind::MODULE,
        Kind::Agent => CompletionItemKind::FUNCTION,
        Kind::Owner => CompletionItemKind::VALUE,
        Kind::Preset | Kind::File => CompletionItemKind::FILE,
        Kind::Operator => CompletionItemKind::OPERATOR,
    }
}
