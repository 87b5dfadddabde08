//! From text to tokens.

use workspace::Span;

use crate::output::Output;
use crate::tokens::Token;

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Name,
    Integer,
    Float,
    String,
    Mark,
}

/// A file with more bad characters than this is not Protobuf.
const MAX_REPORTED: usize = 20;

/// The tokens of `text`; what cannot be one is reported.
pub(super) fn tokens(text: &str, out: &mut Output) -> Vec<Token<Kind>> {
    let bytes = text.as_bytes();
    let (mut tokens, mut at, mut first) = (Vec::new(), 0, true);
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        let kind = match byte {
            b'\n' => {
                first = true;
                at += 1;
                continue;
            }
            b' ' | b'\t' | b'\r' | 11 | 12 => {
                at += 1;
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at += memchr::memchr(b'\n', &bytes[at..]).unwrap_or(bytes.len() - at);
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at = match memchr::memmem::find(&bytes[at + 2..], b"*/") {
                    Some(end) => at + 2 + end + 2,
                    None => {
                        out.syntax_error(Span::new(start, start + 2), "this comment is not closed: expected `*/`");
                        bytes.len()
                    }
                };
                continue;
            }
            b'"' | b'\'' => {
                at = string(bytes, at, out);
                Kind::String
            }
            b'0'..=b'9' => number(text, &mut at, out),
            b'.' if bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => number(text, &mut at, out),
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
                at += bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
                Kind::Name
            }
            byte if byte.is_ascii_graphic() => {
                at += 1;
                Kind::Mark
            }
            _ => {
                at += text[at..].chars().next().map_or(1, char::len_utf8);
                if out.problems.len() < MAX_REPORTED && !text[start..].starts_with('\u{feff}') {
                    let shown = text[start..at].escape_debug();
                    out.syntax_error(Span::new(start, at), format!("the character `{shown}` may only stand in strings and comments"));
                }
                continue;
            }
        };
        tokens.push(Token { kind, span: Span::new(start, at), first });
        first = false;
    }
    tokens
}

fn string(bytes: &[u8], start: usize, out: &mut Output) -> usize {
    let mut at = start + 1;
    loop {
        match bytes.get(at) {
            Some(byte) if *byte == bytes[start] => return at + 1,
            None | Some(b'\n') => {
                let quote = bytes[start] as char;
                if out.problems.len() < MAX_REPORTED {
                    out.syntax_error(Span::new(start, at), format!("this string is not closed on its line: expected `{quote}`"));
                }
                return at;
            }
            Some(b'\\') if bytes.get(at + 1).is_some_and(|next| *next != b'\n') => at += 2,
            Some(_) => at += 1,
        }
    }
}

fn number(text: &str, at: &mut usize, out: &mut Output) -> Kind {
    let (bytes, start) = (text.as_bytes(), *at);
    let hexadecimal = bytes[start] == b'0' && matches!(bytes.get(start + 1), Some(b'x' | b'X'));
    let mut end = start;
    while let Some(&byte) = bytes.get(end) {
        let sign = matches!(byte, b'+' | b'-') && !hexadecimal && matches!(bytes[end - usize::from(end > start)], b'e' | b'E');
        if !(byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.' || sign) {
            break;
        }
        end += 1;
    }
    *at = end;
    let word = &text[start..end];
    let integer = match (hexadecimal, word.strip_prefix('0')) {
        (true, _) => word.len() > 2 && word[2..].bytes().all(|byte| byte.is_ascii_hexdigit()),
        (_, Some(octal)) => octal.bytes().all(|byte| matches!(byte, b'0'..=b'7')),
        _ => word.bytes().all(|byte| byte.is_ascii_digit()),
    };
    if integer {
        return Kind::Integer;
    }
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        if out.problems.len() < MAX_REPORTED {
            out.syntax_error(Span::new(start, end), format!("`{word}` is no number: after a leading `0`, digits go up to 7"));
        }
        return Kind::Integer;
    }
    let float = word.strip_suffix(['f', 'F']).unwrap_or(word);
    if (hexadecimal || float.parse::<f64>().is_err()) && out.problems.len() < MAX_REPORTED {
        out.syntax_error(Span::new(start, end), format!("`{word}` is no number"));
    }
    Kind::Float
}
