//! What is generated, as an edit of the workspace: files that are made, written, removed, each with the reason, and with
//! a question first where something that people wrote would go.

use std::collections::HashMap;

use oracle::offers::Written;
use tower_lsp::ls_types::{
    AnnotatedTextEdit, ChangeAnnotation, CreateFile, CreateFileOptions, DeleteFile, DeleteFileOptions, DocumentChangeOperation,
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, Range, ResourceOp, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};
use workspace::{LineIndex, Root, Span};

use crate::convert;
use crate::view::View;

/// The edit that makes it so. `None` for a client that cannot create files, where it would.
pub fn workspace_edit(view: &View<'_>, root: Root, written: &[Written]) -> Option<WorkspaceEdit> {
    let support = view.support();
    if !support.versioned_edits || !support.resource_operations {
        return in_place(view, root, written);
    }
    let mut annotations: HashMap<String, ChangeAnnotation> = HashMap::new();
    let mut operations = Vec::new();
    for file in written {
        let uri = uri(view, root, file)?;
        let annotation = support.change_annotations.then(|| {
            // Alike ones are shown together.
            let id = format!("{}{}", file.reason, if file.needs_look { "!" } else { "" });
            let needs_confirmation = file.needs_look.then_some(true);
            annotations.entry(id.clone()).or_insert_with(|| ChangeAnnotation {
                label: file.reason.clone(),
                needs_confirmation,
                description: None,
            });
            id
        });
        match (&file.before, &file.after) {
            (None, Some(text)) => {
                let options = CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(false) };
                let create = CreateFile { uri: uri.clone(), options: Some(options), annotation_id: annotation.clone() };
                operations.push(DocumentChangeOperation::Op(ResourceOp::Create(create)));
                operations.push(edit(uri, None, TextEdit { range: Range::default(), new_text: text.to_string() }, annotation));
            }
            (Some(before), Some(after)) => {
                let version = view.file(&uri).and_then(|file| view.version(file));
                operations.push(edit(uri, version, replacement(view, before, after), annotation));
            }
            (Some(_), None) => {
                let options = DeleteFileOptions { recursive: Some(false), ignore_if_not_exists: Some(true) };
                operations.push(DocumentChangeOperation::Op(ResourceOp::Delete(DeleteFile {
                    uri,
                    options: Some(options),
                    annotation_id: annotation,
                })));
            }
            (None, None) => {}
        }
    }
    Some(WorkspaceEdit {
        document_changes: Some(DocumentChanges::Operations(operations)),
        change_annotations: Some(annotations).filter(|annotations| !annotations.is_empty()),
        ..WorkspaceEdit::default()
    })
}

/// For clients without operations on files: texts are replaced, as far as that is all there is to do.
fn in_place(view: &View<'_>, root: Root, written: &[Written]) -> Option<WorkspaceEdit> {
    let mut changes = HashMap::new();
    for file in written {
        let (Some(before), Some(after)) = (&file.before, &file.after) else { return None };
        changes.insert(uri(view, root, file)?, vec![replacement(view, before, after)]);
    }
    Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
}

fn uri(view: &View<'_>, root: Root, file: &Written) -> Option<Uri> {
    view.session.names.uri(&file.path.under(root.path(view.db())))
}

fn edit(uri: Uri, version: Option<i32>, edit: TextEdit, annotation: Option<String>) -> DocumentChangeOperation {
    let edit = match annotation {
        Some(annotation_id) => OneOf::Right(AnnotatedTextEdit { text_edit: edit, annotation_id }),
        None => OneOf::Left(edit),
    };
    let text_document = OptionalVersionedTextDocumentIdentifier { uri, version };
    DocumentChangeOperation::Edit(TextDocumentEdit { text_document, edits: vec![edit] })
}

/// The lines that differ, in the middle: what is alike at both ends stays, and with it cursors and folds.
fn replacement(view: &View<'_>, before: &str, after: &str) -> TextEdit {
    let common = |a: &mut dyn Iterator<Item = (&str, &str)>| a.take_while(|(x, y)| x == y).map(|(x, _)| x.len()).sum::<usize>();
    let start = common(&mut before.split_inclusive('\n').zip(after.split_inclusive('\n')));
    let (rest, new) = (&before[start..], &after[start..]);
    let end = common(&mut rest.split_inclusive('\n').rev().zip(new.split_inclusive('\n').rev()));
    let lines = LineIndex::new(before);
    let range = convert::range(&lines, Span::new(start, before.len() - end), view.support().unit);
    TextEdit { range, new_text: new[..new.len() - end].to_owned() }
}
