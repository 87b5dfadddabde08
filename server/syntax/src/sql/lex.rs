//! One reading of a text: strings, names, comments, brackets.

use workspace::Span;

/// How marks are read that databases do not agree on.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    /// A backslash in a string escapes.
    pub(super) escapes: bool,
    /// A `#` begins a comment.
    pub(super) hashes: bool,
}

/// Something that is wrong in one reading.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Mistake {
    pub(super) span: Span,
    pub(super) message: String,
    /// Whether no dialect can mean it. Brackets may stand where a client program reads something else.
    pub(super) certain: bool,
}

impl Mistake {
    fn new(certain: bool, at: usize, length: usize, message: impl Into<String>) -> Mistake {
        Mistake { span: Span::new(at, at + length), message: message.into(), certain }
    }
}

/// What is wrong in `text`.
pub(super) fn mistakes(text: &str, reading: Reading) -> Vec<Mistake> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'-' if bytes.get(at + 1) == Some(&b'-') => at = line_end(bytes, at),
            b'#' if reading.hashes => at = line_end(bytes, at),
            b'/' if bytes.get(at + 1) == Some(&b'*') => match comment(bytes, at) {
                Some(end) => at = end,
                None => {
                    found.push(Mistake::new(true, at, 2, "this comment is not closed: expected `*/`"));
                    return found;
                }
            },
            b'\'' | b'"' | b'`' => match string(bytes, at, reading.escapes) {
                Some(end) => at = end,
                None => {
                    found.push(Mistake::new(true, at, 1, format!("this `{0}` is not closed: expected `{0}`", byte as char)));
                    return found;
                }
            },
            b'$' => match dollar(bytes, at) {
                Some(Some(end)) => at = end,
                Some(None) => return found,
                None => at += 1,
            },
            b'(' => {
                open.push(at);
                at += 1;
            }
            b')' => {
                if open.pop().is_none() {
                    found.push(Mistake::new(false, at, 1, "unexpected `)`: there is no `(` open that it could close"));
                }
                at += 1;
            }
            _ => at += 1,
        }
    }
    if let Some(&bracket) = open.first() {
        found.push(Mistake::new(false, bracket, 1, "this `(` is not closed: expected `)`"));
    }
    found
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    at + memchr::memchr(b'\n', &bytes[at..]).unwrap_or(bytes.len() - at)
}

/// Comments nest in some databases: only one that ends in neither way is open.
fn comment(bytes: &[u8], start: usize) -> Option<usize> {
    memchr::memmem::find(&bytes[start + 2..], b"*/").map(|end| start + end + 4)
}

fn string(bytes: &[u8], start: usize, escapes: bool) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            byte if *byte == bytes[start] => return Some(at + 1),
            b'\\' if escapes => at += 2,
            _ => at += 1,
        }
    }
}

/// `$tag$ ... $tag$`. `Some(None)`: it has no end, which a parameter of another database may look like.
fn dollar(bytes: &[u8], start: usize) -> Option<Option<usize>> {
    let tag = bytes[start + 1..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let open = &bytes[start..(start + tag + 2).min(bytes.len())];
    if open.last() != Some(&b'$') || open.len() < 2 || bytes[start + 1].is_ascii_digit() {
        return None;
    }
    let from = start + open.len();
    Some(memchr::memmem::find(&bytes[from..], open).map(|end| from + end + open.len()))
}
