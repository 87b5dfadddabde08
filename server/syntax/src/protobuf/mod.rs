//! Protocol Buffers: `.proto` files as `protoc`'s parser reads them, before it looks at what names mean.

mod lex;
mod names;
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
    parse::file(source.text, tokens, out);
}

/// Whether something fills the text in first: `{{...}}`, `{%...%}`, `<%...%>`, `${...}`, `@name@`.
fn is_template(text: &str) -> bool {
    let bytes = text.as_bytes();
    ["{{", "{%", "<%", "${"].iter().any(|mark| {
        memchr::memmem::find_iter(bytes, mark.as_bytes()).any(|at| {
            let line = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |newline| newline + 1);
            // Comments and paths of HTTP rules have braces too.
            !text[line..at].contains("//") && !text[line..at].contains('"') && !text[line..at].trim_start().starts_with('*')
        })
    })
}
