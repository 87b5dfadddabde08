//! `<!DOCTYPE ...>` with its internal subset: where it ends, and which entities it declares.

use rustc_hash::FxHashSet;
use workspace::Span;

use super::chars;
use crate::output::Output;

/// What a document type declaration says.
#[derive(Default)]
pub(super) struct Doctype<'s> {
    /// Whether there is one.
    pub(super) present: bool,
    /// Whether entities may be declared where we do not look.
    pub(super) open: bool,
    /// The general entities of the internal subset.
    pub(super) entities: FxHashSet<&'s str>,
}

/// Reads the declaration at `start` and returns the offset behind it; `None` when it has no end (and says so).
pub(super) fn read<'s>(text: &'s str, start: usize, doctype: &mut Doctype<'s>, out: &mut Output) -> Option<usize> {
    let bytes = text.as_bytes();
    doctype.present = true;
    let mut at = start + "<!DOCTYPE".len();
    let mut subset = false;
    let unclosed = |out: &mut Output| {
        out.syntax_error(Span::new(start, start + "<!DOCTYPE".len()), "this document type is not closed: expected `>`");
        None
    };
    loop {
        match bytes.get(at) {
            None => return unclosed(out),
            Some(b'>') if !subset => return Some(at + 1),
            Some(b'[') if !subset => subset = true,
            Some(b']') if subset => subset = false,
            Some(b'%') if subset => doctype.open = true,
            Some(quote @ (b'"' | b'\'')) if !subset => match memchr::memchr(*quote, &bytes[at + 1..]) {
                Some(end) => {
                    // An external subset.
                    doctype.open = true;
                    at += end + 1;
                }
                None => return unclosed(out),
            },
            Some(b'<') if subset => match declaration(text, at, doctype) {
                Some(end) => {
                    at = end;
                    continue;
                }
                None => return unclosed(out),
            },
            Some(b'<') => return unclosed(out),
            Some(_) => {}
        }
        at += 1;
    }
}

/// Passes over one declaration, comment or instruction of the subset.
fn declaration<'s>(text: &'s str, start: usize, doctype: &mut Doctype<'s>) -> Option<usize> {
    let bytes = text.as_bytes();
    let rest = &text[start..];
    let to = |end: &str, from: usize| memchr::memmem::find(&bytes[start + from..], end.as_bytes()).map(|at| start + from + at + end.len());
    if rest.starts_with("<!--") {
        return to("-->", 4);
    }
    if rest.starts_with("<?") {
        return to("?>", 2);
    }
    if let Some(entity) = rest.strip_prefix("<!ENTITY") {
        let entity = entity.trim_start();
        if entity.starts_with('%') {
            doctype.open = true;
        } else {
            doctype.entities.insert(&entity[..chars::name_length(entity)]);
        }
    }
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'>' => return Some(at + 1),
            quote @ (b'"' | b'\'') => at += memchr::memchr(*quote, &bytes[at + 1..])? + 1,
            _ => {}
        }
        at += 1;
    }
}
