//! Edits of documents, as far as the client understands them.

use std::collections::BTreeMap;

use tower_lsp::ls_types::{
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
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
