//! The tokens of CSS, as far as its structure needs them.

use workspace::Span;

use crate::output::Output;

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A name, number, keyword, hash or at-word.
    Word,
    /// A string or an address.
    String,
    /// One of `(){}[]`; `name(` is one token.
    Bracket,
    /// Any other character.
    Mark,
}

/// One token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
    /// Whether blanks stand before it.
    pub(super) space: bool,
}

/// The tokens of `text`; strings, addresses and comments without an end are reported, and end the reading.
pub(super) fn tokens(text: &str, out: &mut Output) -> Vec<Token> {
    let bytes = text.as_bytes();
    let (mut tokens, mut at, mut space) = (Vec::new(), 0, false);
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        let kind = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | 12 => {
                at += 1;
                space = true;
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                let Some(end) = memchr::memmem::find(&bytes[at + 2..], b"*/") else {
                    out.syntax_error(Span::new(at, at + 2), "this comment is not closed: expected `*/`");
                    return tokens;
                };
                at += end + 4;
                space = true;
                continue;
            }
            b'"' | b'\'' => match string(bytes, at) {
                Ok(end) => {
                    at = end;
                    Kind::String
                }
                Err(end) => {
                    let quote = byte as char;
                    out.syntax_error(Span::new(at, end), format!("this string is not closed on its line: expected `{quote}`"));
                    return tokens;
                }
            },
            b'(' | b')' | b'{' | b'}' | b'[' | b']' => {
                at += 1;
                Kind::Bracket
            }
            _ if is_word(byte) || byte == b'\\' || matches!(byte, b'@' | b'#') => {
                at += 1;
                if byte == b'\\' {
                    at = escaped(text, at);
                }
                while let Some(&byte) = bytes.get(at) {
                    match byte {
                        b'\\' => at = escaped(text, at + 1),
                        _ if is_word(byte) => at += 1,
                        _ => break,
                    }
                }
                if bytes.get(at) == Some(&b'(') {
                    at += 1;
                    if let Some(end) = address(text, start, at) {
                        let Some(end) = end else {
                            out.syntax_error(Span::new(start, at), "this address is not closed: expected `)`");
                            return tokens;
                        };
                        at = end;
                        Kind::String
                    } else {
                        Kind::Bracket
                    }
                } else {
                    Kind::Word
                }
            }
            _ => {
                at += text[at..].chars().next().map_or(1, char::len_utf8);
                Kind::Mark
            }
        };
        tokens.push(Token { kind, span: Span::new(start, at), space });
        space = false;
    }
    tokens
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'%') || byte >= 0x80
}

/// Behind what a backslash before `at` takes with it: a character, or its number, which one blank ends.
fn escaped(text: &str, at: usize) -> usize {
    let digits = text.as_bytes()[at..].iter().take(6).take_while(|byte| byte.is_ascii_hexdigit()).count();
    if digits > 0 {
        let behind = at + digits;
        return behind + usize::from(text.as_bytes().get(behind).is_some_and(u8::is_ascii_whitespace));
    }
    at + text[at..].chars().next().map_or(0, char::len_utf8)
}

/// Where the string that begins at `start` ends, or where it should have.
fn string(bytes: &[u8], start: usize) -> Result<usize, usize> {
    let mut at = start + 1;
    loop {
        match bytes.get(at) {
            Some(byte) if *byte == bytes[start] => return Ok(at + 1),
            None => return Err(bytes.len()),
            Some(b'\n') => return Err(at),
            Some(b'\\') if bytes[at + 1..].starts_with(b"\r\n") => at += 3,
            Some(b'\\') => at = (at + 2).min(bytes.len()),
            Some(_) => at += 1,
        }
    }
}

/// `url(` without quotes: where it ends, if it does. `None` when `name(` is anything else.
fn address(text: &str, start: usize, open: usize) -> Option<Option<usize>> {
    let name = &text[start..open - 1];
    if !name.eq_ignore_ascii_case("url") && !name.eq_ignore_ascii_case("url-prefix") && !name.eq_ignore_ascii_case("domain") {
        return None;
    }
    let bytes = text.as_bytes();
    let first = bytes[open..].iter().find(|byte| !byte.is_ascii_whitespace());
    if matches!(first, Some(b'"' | b'\'')) {
        return None;
    }
    let mut at = open;
    loop {
        match bytes.get(at) {
            None => return Some(None),
            Some(b')') => return Some(Some(at + 1)),
            Some(b'\n')
                if bytes[at..].iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b')')
                    && at > open + 1
                    && !blank(&bytes[open..at]) =>
            {
                return Some(None);
            }
            Some(b'\\') => at += 2,
            Some(_) => at += 1,
        }
    }
}

fn blank(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_whitespace)
}
