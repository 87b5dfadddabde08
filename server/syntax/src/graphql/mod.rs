//! GraphQL: schemas and operations, as the specification's grammar has them (and `graphql-js` judges them).
//!
//! Old spellings that are only out of fashion (`implements A, B`) are let pass.

mod lex;
mod parse;

use crate::facts::Status;
use crate::output::{Output, Source};

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    if is_template(source.text) {
        out.status = Status::Unchecked;
        return;
    }
    let tokens = lex::tokens(source.text, out);
    parse::document(source.text, tokens, out);
}

/// Whether something fills the text in first: `${...}` of JavaScript, `{{...}}`, `<%...%>`.
fn is_template(text: &str) -> bool {
    ["${", "{{", "<%"].iter().any(|mark| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some())
}
