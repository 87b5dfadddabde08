//! Types that comments of JavaScript define, which whoever imports the module may ask it for.

use memchr::memmem;
use workspace::Span;

/// The names behind `@typedef {…} Name`, `@typedef Name` and `@callback Name`, in their order. A type may take several lines.
pub(super) fn types(text: &str) -> impl Iterator<Item = (&str, Span)> {
    ["@typedef", "@callback"].into_iter().flat_map(move |tag| {
        memmem::find_iter(text.as_bytes(), tag).filter_map(move |at| {
            let rest = past_type(&text[at + tag.len()..])?;
            let rest = rest.trim_start_matches([' ', '\t', '\n', '\r', '*']);
            let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$'))).unwrap_or(rest.len());
            let start = text.len() - rest.len();
            (end > 0).then(|| (&rest[..end], Span::new(start, start + end)))
        })
    })
}

/// What follows a type in braces, if there is one; `None` when it does not end.
fn past_type(rest: &str) -> Option<&str> {
    /// Longer ones are none.
    const LONGEST: usize = 10_000;
    let rest = rest.trim_start();
    if !rest.starts_with('{') {
        return Some(rest);
    }
    let mut depth = 0usize;
    for (at, byte) in rest.bytes().enumerate().take(LONGEST) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(&rest[at + 1..]),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_types() {
        let text = "/** @typedef {string} A */\n/**\n * @typedef {{\n *   a: { b: 1 }\n * }} B\n * @callback C\n * @typedef {open\n */";
        let found: Vec<(&str, &str)> = types(text).map(|(name, span)| (name, &text[span.range()])).collect();
        assert_eq!(found, [("A", "A"), ("B", "B"), ("C", "C")]);
    }
}
