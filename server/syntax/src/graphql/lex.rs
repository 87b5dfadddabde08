//! From text to tokens.

use workspace::Span;

use crate::output::Output;
use crate::tokens::Token;

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Name,
    Number,
    String,
    Mark,
}

/// A file with more bad characters than this is not GraphQL.
const MAX_REPORTED: usize = 20;

/// The tokens of `text`; what cannot be one is reported.
pub(super) fn tokens(text: &str, out: &mut Output) -> Vec<Token<Kind>> {
    let bytes = text.as_bytes();
    let (mut tokens, mut at, mut first) = (Vec::new(), 0, true);
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        let kind = match byte {
            b'\n' | b'\r' => {
                first = true;
                at += 1;
                continue;
            }
            b' ' | b'\t' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at += memchr::memchr2(b'\n', b'\r', &bytes[at..]).unwrap_or(bytes.len() - at);
                continue;
            }
            b'!' | b'$' | b'&' | b'(' | b')' | b':' | b'=' | b'@' | b'[' | b']' | b'{' | b'|' | b'}' => {
                at += 1;
                Kind::Mark
            }
            b'.' if bytes[at..].starts_with(b"...") => {
                at += 3;
                Kind::Mark
            }
            b'"' if bytes[at..].starts_with(b"\"\"\"") => {
                at = block_string(bytes, at).unwrap_or_else(|| {
                    out.syntax_error(Span::new(start, start + 3), "this block string is not closed: expected `\"\"\"`");
                    bytes.len()
                });
                Kind::String
            }
            b'"' => {
                at = string(text, at, out);
                Kind::String
            }
            b'-' | b'0'..=b'9' => {
                at = number(text, at, out);
                Kind::Number
            }
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
                at += word(&bytes[at..]);
                Kind::Name
            }
            _ => {
                let length = text[at..].chars().next().map_or(1, char::len_utf8);
                at += length;
                if text[start..].starts_with('\u{feff}') {
                    continue;
                }
                if out.problems.len() < MAX_REPORTED {
                    out.syntax_error(
                        Span::new(start, at),
                        format!("GraphQL has no use for the character `{}`", text[start..at].escape_debug()),
                    );
                }
                continue;
            }
        };
        tokens.push(Token { kind, span: Span::new(start, at), first });
        first = false;
    }
    tokens
}

fn word(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count()
}

fn block_string(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 3;
    loop {
        at += memchr::memmem::find(&bytes[at..], b"\"\"\"")?;
        if bytes[at - 1] != b'\\' || at == start + 3 {
            return Some(at + 3);
        }
        at += 3;
    }
}

fn string(text: &str, start: usize, out: &mut Output) -> usize {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\n' | b'\r' => break,
            b'\\' => {
                let length = escape(&bytes[at..]);
                if let Some(wrong) = length.err().filter(|_| bytes.get(at + 1).is_some_and(|next| !matches!(next, b'\n' | b'\r')))
                    && out.problems.len() < MAX_REPORTED
                {
                    let end = at + 1 + text[at + 1..].chars().take(wrong).map(char::len_utf8).sum::<usize>();
                    out.syntax_error(
                        Span::new(at, end),
                        format!(
                            "`{}` is no escape: expected one of `\\\"` `\\\\` `\\/` `\\b` `\\f` `\\n` `\\r` `\\t` `\\uXXXX`",
                            text[at..end].escape_debug()
                        ),
                    );
                }
                at += length.unwrap_or(1);
            }
            _ => at += 1,
        }
    }
    if out.problems.len() < MAX_REPORTED {
        let message = "this string is not closed on its line: expected `\"` (a text of several lines stands in `\"\"\"`)";
        out.syntax_error(Span::new(start, at), message);
    }
    at
}

/// The length of the escape that `bytes` start with, or how many characters after the backslash are wrong.
fn escape(bytes: &[u8]) -> Result<usize, usize> {
    match bytes.get(1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
        Some(b'u') if bytes.get(2) == Some(&b'{') => match bytes[3..].iter().position(|byte| !byte.is_ascii_hexdigit()) {
            Some(digits) if digits > 0 && bytes[3 + digits] == b'}' => Ok(4 + digits),
            _ => Err(2),
        },
        Some(b'u') if bytes.get(2..6).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) => Ok(6),
        _ => Err(1),
    }
}

/// `-?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?`, and nothing of a name behind it.
fn number(text: &str, start: usize, out: &mut Output) -> usize {
    let bytes = text.as_bytes();
    let digits = |at: usize| bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut at = start + usize::from(bytes[start] == b'-');
    let whole = digits(at);
    let mut wrong = match whole {
        0 => Some("expected digits"),
        _ if whole > 1 && bytes[at] == b'0' => Some("a number has no leading zeros"),
        _ => None,
    };
    at += whole;
    if bytes.get(at) == Some(&b'.') && bytes.get(at + 1) != Some(&b'.') {
        let part = digits(at + 1);
        if part == 0 {
            wrong = Some("expected digits after the `.`");
        }
        at += 1 + part;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let part = digits(at + 1 + sign);
        if part == 0 {
            wrong = Some("expected digits after the `e`");
        }
        at += 1 + sign + part;
    }
    let rest = word(&bytes[at..]);
    if rest > 0 {
        wrong = Some("a name cannot follow a number at once");
    }
    at += rest;
    if let Some(wrong) = wrong
        && out.problems.len() < MAX_REPORTED
    {
        out.syntax_error(Span::new(start, at), format!("`{}` is no number: {wrong}", &text[start..at]));
    }
    at
}
