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
use crate::placeholder;

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let plain = source.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xml"));
    scan::scan(source.text, !plain, out);
    if !out.problems.is_empty() && is_template(source.text, out) {
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

/// Whether something fills the text in first. Asked only of texts that are not well-formed as they are. What decides
/// and repeats excuses the whole text; what is only replaced, mistakes in its line.
fn is_template(text: &str, out: &Output) -> bool {
    let deciding = ["{{", "{%", "<%", "<?php", "<?=", "[%", "<#", "#if", "#foreach", "% if"];
    if deciding.iter().any(|mark| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some()) {
        return true;
    }
    let lines = out.problems.iter().map(|problem| placeholder::line_of(text, problem.span.start as usize));
    lines
        .into_iter()
        .all(|line| ["${", "#{", "@@", "%(", "%s", "%1"].iter().any(|mark| line.contains(mark)) || placeholder::stands_in(line))
}
