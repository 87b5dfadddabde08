//! The keys at the top of a JSON text, found without reading it whole: what a document is shows there.

use workspace::Span;

/// Keys at the top whose value is text, as written, with the range of what is between the value's quotes.
/// Comments are passed over; a text that is none ends somewhere.
pub(crate) fn strings(text: &str) -> impl Iterator<Item = (&str, &str, Span)> {
    entries(text).filter_map(|(key, value)| value.map(|span| (key, &text[span.range()], span)))
}

/// All keys at the top; of those whose value is text, where it is.
pub(crate) fn entries(text: &str) -> impl Iterator<Item = (&str, Option<Span>)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut depth = 0;
    // What the last string at the top was, until it is clear whether a colon follows.
    let mut last: Option<Span> = None;
    let mut waiting: Option<&str> = None;
    let mut is_object = false;
    std::iter::from_fn(move || {
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'"' => {
                    let start = at;
                    while let Some(found) = memchr::memchr2(b'"', b'\\', &bytes[at..]) {
                        at += found;
                        if bytes[at] == b'"' {
                            break;
                        }
                        at += 2;
                        if at > bytes.len() {
                            return None;
                        }
                    }
                    if bytes.get(at) != Some(&b'"') {
                        return None;
                    }
                    let span = Span::new(start, at);
                    at += 1;
                    if depth == 1 && is_object {
                        match waiting.take() {
                            Some(key) => return Some((key, Some(span))),
                            None => last = Some(span),
                        }
                    }
                }
                b':' if depth == 1 && is_object => waiting = last.take().and_then(|span| text.get(span.range())),
                b'/' if bytes.get(at) == Some(&b'/') => at += memchr::memchr(b'\n', &bytes[at..])?,
                b'/' if bytes.get(at) == Some(&b'*') => at += memchr::memmem::find(&bytes[at..], b"*/")? + 2,
                b'{' | b'[' => {
                    depth += 1;
                    if depth == 1 {
                        is_object = byte == b'{';
                    } else if depth == 2
                        && let Some(key) = waiting.take()
                    {
                        return Some((key, None));
                    }
                }
                b'}' | b']' => {
                    depth -= 1;
                    if depth <= 0 {
                        return None;
                    }
                }
                b' ' | b'\n' | b'\t' | b'\r' => {}
                _ => {
                    if depth == 1
                        && let Some(key) = waiting.take()
                    {
                        return Some((key, None));
                    }
                }
            }
        }
        None
    })
}
