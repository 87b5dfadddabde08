//! The words and places of mistakes in TOML.

use toml_parser::decoder::Encoding;
use toml_parser::{Expected, ParseError};
use workspace::Span;

use crate::json::shown;

/// Place and message of a mistake in the grammar; its offsets count from `from`.
pub fn describe(error: &ParseError, text: &str, from: usize) -> (Span, String) {
    let at = error.unexpected().or(error.context()).map_or(Span::empty(from), |span| Span::new(from + span.start(), from + span.end()));
    let span = widen(text, at);
    let found = found(text, at.start as usize);
    (span, format!("found {found}: {}{}", error.description(), expected(error)))
}

/// The same for a mistake inside the token at `token`.
pub fn describe_inside(error: &ParseError, text: &str, token: Span, encoding: Option<Encoding>, from: usize) -> (Span, String) {
    let written = &text[token.range()];
    let at = error.unexpected().map_or(token, |span| Span::new(from + span.start(), from + span.end()));
    if let Some(quotes) = quotes(encoding) {
        if at.start >= token.end && at.start == at.end {
            let opening = Span::new(token.start as usize, token.start as usize + quotes.len().min(written.len()));
            let span = if quotes.len() == 3 { opening } else { token };
            return (span, format!("the string is not closed: expected `{quotes}`"));
        }
        if error.description() == "missing escaped value" {
            let next = text[at.start as usize..].chars().next().filter(|c| !c.is_control());
            let span = Span::new((at.start as usize).saturating_sub(1), at.start as usize + next.map_or(0, char::len_utf8));
            let escape = &text[span.range()];
            return (
                span,
                format!("`{escape}` is no escape: expected one of `\\b` `\\t` `\\n` `\\f` `\\r` `\\\"` `\\\\` `\\uXXXX` `\\UXXXXXXXX`"),
            );
        }
    }
    let character = text[at.range()].chars().next().filter(|c| c.is_control());
    if let Some(control) = character {
        return (at, format!("control character U+{:04X}: expected it as an escape, in a basic string", control as u32));
    }
    let span = if at.start == at.end { widen(text, at) } else { at };
    (span, format!("found `{}`: {}{}", shown(written), error.description(), expected(error)))
}

fn expected(error: &ParseError) -> String {
    let Some(expected) = error.expected().filter(|expected| !expected.is_empty()) else { return String::new() };
    let words: Vec<String> = expected
        .iter()
        .filter_map(|one| match one {
            Expected::Literal("\n") => Some("the end of the line".to_owned()),
            Expected::Literal(literal) => Some(format!("`{literal}`")),
            Expected::Description(words) => Some((*words).to_owned()),
            _ => None,
        })
        .collect();
    format!(", expected {}", words.join(" or "))
}

fn quotes(encoding: Option<Encoding>) -> Option<&'static str> {
    Some(match encoding? {
        Encoding::LiteralString => "'",
        Encoding::BasicString => "\"",
        Encoding::MlLiteralString => "'''",
        Encoding::MlBasicString => "\"\"\"",
    })
}

/// The range of a string without its quotes.
pub fn content(text: &str, span: Span, encoding: Option<Encoding>) -> Span {
    let Some(quotes) = quotes(encoding) else { return span };
    let written = &text[span.range()];
    let Some(inside) = written.strip_prefix(quotes) else { return span };
    let inside = inside.strip_suffix(quotes).unwrap_or(inside);
    let start = span.start as usize + quotes.len();
    let end = start + inside.len();
    let newline =
        if quotes.len() < 3 { 0 } else { inside.len() - inside.trim_start_matches('\r').strip_prefix('\n').unwrap_or(inside).len() };
    Span::new(start + newline, end)
}

/// An empty range, widened to the word or character that starts there, so that there is something to underline.
pub fn widen(text: &str, span: Span) -> Span {
    let start = span.start as usize;
    if span.end > span.start || start >= text.len() {
        return span;
    }
    let rest = &text[start..];
    let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').unwrap_or(rest.len());
    match rest.chars().next() {
        Some(first) if word == 0 && !first.is_whitespace() => Span::new(start, start + first.len_utf8()),
        _ => Span::new(start, start + word),
    }
}

/// What starts at `at`, as a message shows it.
pub fn found(text: &str, at: usize) -> String {
    match text.get(at..).and_then(|rest| rest.chars().next()) {
        None => "the end of the file".to_owned(),
        Some('\n' | '\r') => "the end of the line".to_owned(),
        Some(blank) if blank.is_whitespace() => "a blank".to_owned(),
        Some(_) => format!("`{}`", shown(&text[widen(text, Span::empty(at)).range()])),
    }
}

/// The first line after `from` that looks like a header or `key =` at the left edge.
pub fn next_statement(text: &str, from: usize) -> Option<usize> {
    let mut start = from + memchr::memchr(b'\n', &text.as_bytes()[from..])? + 1;
    loop {
        let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |found| start + found);
        if is_statement(text[start..end].trim_end()) {
            return Some(start);
        }
        if end == text.len() {
            return None;
        }
        start = end + 1;
    }
}

/// Whether the line around `at` is what is left of `[header]`.
pub fn is_broken_header(text: &str, at: usize) -> bool {
    let start = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |found| found + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    line.contains(['[', ']']) && !line.contains(['=', ','])
}

fn is_statement(line: &str) -> bool {
    let in_key = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'' | ' ' | '\t');
    let starts_key = |text: &str| text.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '"' | '\''));
    if let Some(header) = line.strip_prefix("[[").or_else(|| line.strip_prefix('[')) {
        let name = header.trim_end_matches(']');
        return name.len() < header.len() && starts_key(name) && name.chars().all(in_key) && name.starts_with(|c: char| c.is_alphabetic());
    }
    line.split_once('=').is_some_and(|(key, _)| starts_key(key) && key.chars().all(in_key))
}
