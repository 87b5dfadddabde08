//! Edits of documents, as far as the client understands them.

use std::collections::{BTreeMap, HashMap};

use graph::renaming::{Renaming, Replacement};
use tower_lsp::ls_types::{
    AnnotatedTextEdit, ChangeAnnotation, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, Uri,
    WorkspaceEdit,
};
use workspace::{File, Span};

use crate::view::View;

/// The replacements as one edit of the workspace, with versions where the client checks them. `None` when a
/// file has no name.
pub fn workspace_edit(view: &View<'_>, replacements: &[(File, Span, String)]) -> Option<WorkspaceEdit> {
    let mut by_file: BTreeMap<Uri, (Option<i32>, Vec<TextEdit>)> = BTreeMap::new();
    for (file, span, text) in replacements {
        let (_, edits) = by_file.entry(view.uri(*file)?).or_insert_with(|| (view.version(*file), Vec::new()));
        edits.push(TextEdit { range: view.range(*file, *span), new_text: text.clone() });
    }
    if !view.support().versioned_edits {
        let changes = by_file.into_iter().map(|(uri, (_, edits))| (uri, edits)).collect();
        return Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
    }
    let edits = by_file.into_iter().map(|(uri, (version, edits))| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(OneOf::Left).collect(),
    });
    Some(WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(edits.collect())), ..WorkspaceEdit::default() })
}

/// The same of what follows a name or a file.
pub fn followed(view: &View<'_>, replacements: Vec<Replacement>) -> Option<WorkspaceEdit> {
    let replacements: Vec<_> = replacements.into_iter().map(|place| (place.file, place.span, place.text)).collect();
    workspace_edit(view, &replacements)
}

/// An edit, with or without a reason.
type Edit = OneOf<TextEdit, AnnotatedTextEdit>;

/// A renaming as one edit in which what is only probable is shown under its reason, for a person to choose. Only for clients that
/// know annotations. `None` when a file has no name.
pub fn annotated_edit(view: &View<'_>, renaming: Renaming) -> Option<WorkspaceEdit> {
    let mut by_file: BTreeMap<Uri, (Option<i32>, Vec<Edit>)> = BTreeMap::new();
    let mut annotations: HashMap<String, ChangeAnnotation> = HashMap::new();
    let certain = renaming.certain.into_iter().map(|place| (place, None));
    let probable = renaming.probable.into_iter().map(|(place, why)| (place, Some(why)));
    for (Replacement { file, span, text }, reason) in certain.chain(probable) {
        let (_, edits) = by_file.entry(view.uri(file)?).or_insert_with(|| (view.version(file), Vec::new()));
        let text_edit = TextEdit { range: view.range(file, span), new_text: text };
        edits.push(match reason {
            None => OneOf::Left(text_edit),
            Some(reason) => {
                let description = Some("probably means the same thing".to_owned());
                let annotation = ChangeAnnotation { label: reason.clone(), needs_confirmation: Some(true), description };
                annotations.entry(reason.clone()).or_insert(annotation);
                OneOf::Right(AnnotatedTextEdit { text_edit, annotation_id: reason })
            }
        });
    }
    let edits = by_file
        .into_iter()
        .map(|(uri, (version, edits))| TextDocumentEdit { text_document: OptionalVersionedTextDocumentIdentifier { uri, version }, edits });
    Some(WorkspaceEdit {
        document_changes: Some(DocumentChanges::Edits(edits.collect())),
        change_annotations: Some(annotations).filter(|annotations| !annotations.is_empty()),
        ..WorkspaceEdit::default()
    })
}
