//! Which of a text's documents names which schema.

use documents::Document;
use syntax::{Language, SchemaName, schema_names};

/// For each document, what it names: a comment before a key. A comment belongs to the document that it stands in, or
/// before.
pub(in crate::document) fn names_of<'t>(language: Language, text: &'t str, documents: &[Document]) -> Vec<Option<SchemaName<'t>>> {
    let mut out: Vec<Option<SchemaName<'t>>> = documents.iter().map(|_| None).collect();
    for found in schema_names(language, text) {
        let before = |document: &Document| document.root.as_ref().is_some_and(|root| found.span.start <= root.span.end);
        let Some(at) = documents.iter().position(before) else { continue };
        match &out[at] {
            Some(known) if known.is_comment || !found.is_comment => {}
            _ => out[at] = Some(found),
        }
    }
    out
}
