//! One reading of a text: strings, names, comments, brackets.

use workspace::Span;

/// What is wrong in `text`, if a backslash in a string escapes (`escapes`) or is an ordinary character.
pub(super) fn mistakes(text: &str, escapes: bool) -> Vec<(Span, String)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'-' if bytes.get(at + 1) == Some(&b'-') => at = line_end(bytes, at),
            b'#' => at = line_end(bytes, at),
            b'/' if bytes.get(at + 1) == Some(&b'*') => match comment(bytes, at) {
                Some(end) => at = end,
                None => {
                    found.push((Span::new(at, at + 2), "this comment is not closed: expected `*/`".to_owned()));
                    return found;
                }
            },
            b'\'' | b'"' | b'`' => match string(bytes, at, escapes) {
                Some(end) => at = end,
                None => {
                    found.push((Span::new(at, at + 1), format!("this `{}` is not closed", byte as char)));
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
                    found.push((Span::new(at, at + 1), "unexpected `)`: there is no `(` open that it could close".to_owned()));
                }
                at += 1;
            }
            b';' => {
                if let Some(&bracket) = open.first() {
                    found.push((Span::new(bracket, bracket + 1), "this `(` is not closed before the `;`: expected `)`".to_owned()));
                    open.clear();
                }
                at += 1;
            }
            _ => at += 1,
        }
    }
    if let Some(&bracket) = open.first() {
        found.push((Span::new(bracket, bracket + 1), "this `(` is not closed: expected `)`".to_owned()));
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
