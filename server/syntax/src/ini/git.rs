//! Git's configuration: sections with quoted subsections, keys of letters, values with escapes.

use workspace::Span;

use super::MAX_REPORTED;
use crate::json::shown;
use crate::output::Output;

/// Reports what git refuses.
pub(super) fn judge(text: &str, out: &mut Output) {
    let bytes = text.as_bytes();
    let (mut at, mut section) = (0, false);
    while at < bytes.len() && out.problems.len() < MAX_REPORTED {
        match bytes[at] {
            b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            b'#' | b';' => at = line_end(bytes, at),
            b'[' => {
                let start = at;
                match header(bytes, at) {
                    Some(end) => at = end,
                    None => {
                        at = line_end(bytes, at);
                        let span = Span::new(start, start + text[start..at].trim_end().len());
                        out.syntax_error(span, "expected a section such as `[core]` or `[remote \"origin\"]`");
                    }
                }
                section = true;
            }
            _ => {
                let start = at;
                at += bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
                let name = &text[start..at];
                let rest = text[at..line_end(bytes, at)].trim_start_matches([' ', '\t']);
                let from = line_end(bytes, at) - rest.len();
                if !name.starts_with(|c: char| c.is_ascii_alphabetic())
                    || !(rest.trim_end().is_empty() || rest.starts_with(['=', '#', ';']))
                {
                    let end = line_end(bytes, at);
                    let line = text[start..end].trim_end();
                    out.syntax_error(
                        Span::new(start, start + line.len()),
                        format!("expected `name = value` (a name of letters, digits and `-`), found `{}`", shown(line)),
                    );
                    at = end;
                    continue;
                }
                if !section {
                    out.syntax_error(Span::new(start, at), format!("found `{name}` before any section: expected `[section]` first"));
                    section = true;
                }
                at = if rest.starts_with('=') { value(text, from + 1, out) } else { line_end(bytes, at) };
            }
        }
    }
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    at + memchr::memchr(b'\n', &bytes[at..]).unwrap_or(bytes.len() - at)
}

/// `[name]`, `[name.sub]`, `[name "any thing"]`: where it ends.
fn header(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    at += bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.')).count();
    if matches!(bytes.get(at), Some(b' ' | b'\t')) {
        at += bytes[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if bytes.get(at) != Some(&b'"') {
            return None;
        }
        at += 1;
        loop {
            match bytes.get(at)? {
                b'"' => break,
                b'\n' => return None,
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
        at += 1;
    }
    (bytes.get(at) == Some(&b']') && at > start + 1).then_some(at + 1)
}

/// Passes over a value, which a backslash continues.
fn value(text: &str, start: usize, out: &mut Output) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut quote) = (start, None);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\n' => break,
            b'#' | b';' if quote.is_none() => return line_end(bytes, at),
            b'"' => quote = if quote.is_none() { Some(at) } else { None },
            b'\\' => match bytes.get(at + 1) {
                Some(b'\n' | b't' | b'n' | b'b' | b'"' | b'\\') => at += 1,
                Some(b'\r') if bytes.get(at + 2) == Some(&b'\n') => at += 2,
                _ => {
                    let end = at + 1 + text[at + 1..].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
                    let shown = &text[at..end];
                    out.syntax_error(
                        Span::new(at, end),
                        format!("`{shown}` is no escape: expected one of `\\\\` `\\\"` `\\n` `\\t` `\\b` or the end of the line"),
                    );
                    at = end;
                    continue;
                }
            },
            _ => {}
        }
        at += 1;
    }
    if let Some(quote) = quote {
        out.syntax_error(Span::new(quote, quote + 1), "this value is not closed on its line: expected `\"`");
    }
    at
}
