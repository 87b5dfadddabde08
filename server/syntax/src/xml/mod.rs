//! XML, in all its dialects: whether a document is well-formed.
//!
//! Nothing is expanded, so that no entity costs more than its reference, and nothing recurses. A file without a
//! document type may be a part that another document takes in as an entity (DocBook's chapters are); what could
//! only be wrong in a whole document is not held against it.

mod chars;
mod doctype;
mod scan;

use crate::facts::Status;
use crate::output::{Output, Source};

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let plain = source.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xml"));
    scan::scan(source.text, !plain, out);
    if !out.problems.is_empty() && is_template(source.text) {
        out.problems.clear();
        out.status = Status::Unchecked;
    }
}

/// Whether the XML declaration names another encoding than UTF-8.
pub fn declares_other_encoding(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(200)];
    let Some(declaration) = start.starts_with(b"<?xml").then(|| start.split(|byte| *byte == b'>').next().unwrap_or_default()) else {
        return false;
    };
    let Some(at) = memchr::memmem::find(declaration, b"encoding") else { return false };
    let name = declaration[at + 8..].iter().copied().filter(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'=' | b'"' | b'\''));
    let name: Vec<u8> = name.take(5).map(|byte| byte.to_ascii_lowercase()).collect();
    name != b"utf-8"
}

/// Whether something fills the text in first. Asked only of texts that are not well-formed as they are.
fn is_template(text: &str) -> bool {
    let bytes = text.as_bytes();
    let marks = ["{{", "{%", "<%", "<?php", "<?=", "${", "#{", "@@", "%(", "[%", "<#", "#if", "#foreach", "%s", "%1", "$("];
    marks.iter().any(|mark| memchr::memmem::find(bytes, mark.as_bytes()).is_some()) || has_placeholder(text)
}

/// `@NAME@`, as `configure` fills it in.
fn has_placeholder(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let rest = &text[at + 1..];
        let name = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        name > 0 && rest[name..].starts_with('@')
    })
}
