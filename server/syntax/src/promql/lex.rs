//! The words of an expression.

use std::ops::Range;

use super::Mistake;

/// What a word is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Word {
    /// A name: of a metric, a label, a function, or a word of the language.
    Name,
    /// A number.
    Number,
    /// A number with a unit of time.
    Duration,
    /// A text in quotes.
    Text,
    /// A sign of one or two characters.
    Sign,
    /// The end.
    End,
}

/// A word and where it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Token {
    pub word: Word,
    pub range: Range<usize>,
}

/// All words of `text`, and the end behind them.
pub(super) fn lex(text: &str) -> Result<Vec<Token>, Mistake> {
    let bytes = text.as_bytes();
    let (mut out, mut at, mut brackets) = (Vec::new(), 0, 0usize);
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        let word = match byte {
            b' ' | b'\t' | b'\n' | b'\r' => {
                at += 1;
                continue;
            }
            b'#' => {
                at += memchr(&bytes[at..], b'\n');
                continue;
            }
            b'"' | b'\'' | b'`' => {
                at = text_end(text, at)?;
                Word::Text
            }
            b'0'..=b'9' => number(text, &mut at)?,
            b'.' if bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => number(text, &mut at)?,
            b':' if brackets > 0 => {
                at += 1;
                Word::Sign
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b':' => {
                let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte == b':' && brackets == 0;
                at += bytes[at..].iter().take_while(|byte| is_part(byte)).count();
                Word::Name
            }
            _ => {
                let two = bytes.get(at..at + 2).unwrap_or_default();
                at += match (byte, two) {
                    (_, b"==" | b"!=" | b"<=" | b">=" | b"=~" | b"!~") => 2,
                    (
                        b'+' | b'-' | b'*' | b'/' | b'%' | b'^' | b'<' | b'>' | b'=' | b'@' | b'(' | b')' | b'{' | b'}' | b'[' | b']'
                        | b',',
                        _,
                    ) => 1,
                    _ => {
                        let c = text[at..].chars().next().unwrap_or_default();
                        return Err(Mistake::new(at..at + c.len_utf8(), format!("`{c}` has no meaning in a query")));
                    }
                };
                match byte {
                    b'[' => brackets += 1,
                    b']' => brackets = brackets.saturating_sub(1),
                    _ => {}
                }
                Word::Sign
            }
        };
        out.push(Token { word, range: start..at });
    }
    out.push(Token { word: Word::End, range: text.trim_end().len()..text.len() });
    Ok(out)
}

fn memchr(bytes: &[u8], byte: u8) -> usize {
    bytes.iter().position(|found| *found == byte).unwrap_or(bytes.len())
}

/// Behind the number or the duration at `at`.
fn number(text: &str, at: &mut usize) -> Result<Word, Mistake> {
    let start = *at;
    let rest = &text[start..];
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let mut end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    let is_hex = rest.starts_with("0x") || rest.starts_with("0X");
    // The sign of an exponent.
    if !is_hex && rest[..end].ends_with(['e', 'E']) && rest[end..].starts_with(['+', '-']) {
        let more = &rest[end + 1..];
        end += 1 + more.find(|c: char| !c.is_ascii_digit()).unwrap_or(more.len());
    }
    let written = &rest[..end];
    *at = start + end;
    let plain = written.replace('_', "");
    let is_number = plain.parse::<f64>().is_ok() || is_hex && plain.len() > 2 && plain[2..].bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_number {
        Ok(Word::Number)
    } else if super::duration(written).is_some() {
        Ok(Word::Duration)
    } else {
        Err(Mistake::new(start..*at, format!("`{written}` is neither a number nor a duration such as `5m`")))
    }
}

/// Behind the text whose quote is at `start`.
fn text_end(text: &str, start: usize) -> Result<usize, Mistake> {
    let quote = text.as_bytes()[start];
    let mut chars = text[start + 1..].char_indices().map(|(at, c)| (start + 1 + at, c));
    while let Some((at, c)) = chars.next() {
        match c {
            c if c as u32 == u32::from(quote) => return Ok(at + 1),
            '\n' if quote != b'`' => break,
            '\\' if quote != b'`' => {
                let Some((_, escape)) = chars.next() else { break };
                let wants = match escape {
                    'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | '\\' => 0,
                    c if c as u32 == u32::from(quote) => 0,
                    '0'..='7' => 2,
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    '\n' => break,
                    other => {
                        let message =
                            format!("`\\{other}` is no escape of a text in quotes; a regular expression needs `\\\\{other}` here");
                        return Err(Mistake::new(at..at + 1 + other.len_utf8(), message));
                    }
                };
                for _ in 0..wants {
                    let digit = chars.next().map(|(_, c)| c);
                    let radix = if escape.is_ascii_digit() { 8 } else { 16 };
                    if !digit.is_some_and(|digit| digit.is_digit(radix)) {
                        return Err(Mistake::new(
                            at..at + 1 + escape.len_utf8(),
                            format!("`\\{escape}` needs {} digits", wants + u32::from(radix == 8)),
                        ));
                    }
                }
            }
            _ => {}
        }
    }
    Err(Mistake::new(start..start + 1, "the text that begins here has no end"))
}
