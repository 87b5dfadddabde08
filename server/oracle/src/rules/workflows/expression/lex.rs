//! The words of an expression.

use std::ops::Range;

use super::Mistake;

/// A word.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Token {
    Text(String),
    Number,
    Name,
    Mark(&'static str),
}

const MARKS: [&str; 16] = ["&&", "||", "==", "!=", "<=", ">=", "!", "<", ">", "(", ")", "[", "]", ",", ".", "*"];

/// The words in a part of a text, with their places.
pub(super) fn tokens(text: &str, part: Range<usize>) -> Result<Vec<(Token, Range<usize>)>, Mistake> {
    let mut found = Vec::new();
    let mut at = part.start;
    while let Some(c) = text[at..part.end].chars().next() {
        let rest = &text[at..part.end];
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let (token, length) = if c == '\'' {
            quoted(rest).ok_or_else(|| mistake(at..part.end, "this text is not closed: `'` was expected".to_owned()))?
        } else if c.is_ascii_digit() || matches!(c, '-' | '+') && rest[1..].starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            let length =
                rest[1..].find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '+')).map_or(rest.len(), |end| end + 1);
            if !is_number(&rest[..length]) {
                return Err(mistake(at..at + length, format!("`{}` is no number", &rest[..length])));
            }
            (Token::Number, length)
        } else if c.is_ascii_alphabetic() || c == '_' {
            (Token::Name, rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(rest.len()))
        } else if let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(**mark)) {
            (Token::Mark(mark), mark.len())
        } else {
            let hint = match c {
                '"' => "; texts stand in single quotes",
                '=' => "; did you mean `==`?",
                '&' => "; did you mean `&&`?",
                '|' => "; did you mean `||`?",
                '+' | '-' | '/' | '%' => "; expressions do not calculate",
                '$' | '{' => "; `${{` stands around the whole expression only",
                '?' | ':' => "; write `a && b || c`, or `case(a, b, c)`",
                _ => "",
            };
            return Err(mistake(at..at + c.len_utf8(), format!("`{c}` has no meaning in an expression{hint}")));
        };
        found.push((token, at..at + length));
        at += length;
    }
    Ok(found)
}

pub(super) fn mistake(range: Range<usize>, message: String) -> Mistake {
    Mistake { range, message }
}

fn quoted(rest: &str) -> Option<(Token, usize)> {
    let mut content = String::new();
    let mut chars = rest[1..].char_indices().peekable();
    loop {
        match chars.next()? {
            (_, '\'') if chars.next_if(|(_, next)| *next == '\'').is_some() => content.push('\''),
            (at, '\'') => return Some((Token::Text(content), at + 2)),
            (_, other) => content.push(other),
        }
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    match digits.strip_prefix("0x") {
        Some(rest) => !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => {
            digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') && digits.parse::<f64>().is_ok()
                || digits.strip_prefix("0o").is_some_and(|rest| i64::from_str_radix(rest, 8).is_ok())
        }
    }
}
