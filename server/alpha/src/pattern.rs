//! Paths with expressions in braces: `src/{e.name|snake}/model.py`.

use std::ops::Range;

use compact_str::CompactString;

/// A piece of a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part {
    /// As it is.
    Text(CompactString),
    /// An expression, and where it stands in the pattern.
    Expression(CompactString, Range<usize>),
}

/// Takes a pattern apart. An opening brace that stands for itself is written twice, as is a closing one.
///
/// # Errors
/// What is wrong, and where in the pattern.
pub fn parts(pattern: &str) -> Result<Vec<Part>, (String, Range<usize>)> {
    let mut out = Vec::new();
    let mut text = CompactString::default();
    let mut chars = pattern.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let doubled = matches!(c, '{' | '}') && chars.peek().is_some_and(|(_, next)| *next == c);
        if doubled {
            chars.next();
            text.push(c);
        } else if c == '{' {
            let end = end_of(pattern, at + 1).ok_or_else(|| ("this brace is not closed".to_owned(), at..at + 1))?;
            let expression = pattern[at + 1..end].trim();
            if expression.is_empty() {
                return Err(("there is no expression in these braces".to_owned(), at..end + 1));
            }
            if !text.is_empty() {
                out.push(Part::Text(std::mem::take(&mut text)));
            }
            out.push(Part::Expression(expression.into(), at + 1..end));
            while chars.next_if(|(at, _)| *at <= end).is_some() {}
        } else if c == '}' {
            return Err(("this brace closes nothing; one that stands for itself is written twice".to_owned(), at..at + 1));
        } else {
            text.push(c);
        }
    }
    if !text.is_empty() {
        out.push(Part::Text(text));
    }
    Ok(out)
}

/// Where the brace is that ends an expression; text in quotes and inner braces are skipped.
fn end_of(pattern: &str, from: usize) -> Option<usize> {
    let (mut depth, mut quote) = (0, None);
    let mut escaped = false;
    for (at, c) in pattern[from..].char_indices() {
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), _) => quote = (c != open).then_some(open),
            (None, '"' | '\'') => quote = Some(c),
            (None, '{') => depth += 1,
            (None, '}') if depth == 0 => return Some(from + at),
            (None, '}') => depth -= 1,
            _ => {}
        }
    }
    None
}
