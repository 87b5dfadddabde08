//! Where a link's destination stands in the source, and what it points at.
//!
//! The parser gives the range of a whole link and its destination decoded; findings, document links
//! and renames need the destination's own letters.

use std::borrow::Cow;
use std::ops::Range;

use compact_str::CompactString;
use workspace::Span;

/// The destination of an inline link whose text was read up to `text_end` and which ends at `end`.
pub(super) fn of_inline(text: &str, text_end: u32, end: u32, dest: &str) -> Option<Span> {
    let (from, end) = (text_end as usize, end as usize);
    let opening = from + text.get(from..end)?.find("](")?;
    Some(written(text, opening + 2, end, dest))
}

/// The destination of `[label]: destination`, which stands at `range`.
pub(super) fn of_definition(text: &str, range: Range<usize>, dest: &str) -> Option<Span> {
    let source = text.get(range.clone())?;
    let bytes = source.as_bytes();
    let mut at = source.find('[')? + 1;
    while *bytes.get(at)? != b']' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    let colon = at + 1;
    (bytes.get(colon) == Some(&b':')).then(|| written(text, range.start + colon + 1, range.end, dest))
}

/// The destination that begins after white space at `from`, as it is written there.
fn written(text: &str, from: usize, end: usize, dest: &str) -> Span {
    let bytes = text.as_bytes();
    // A line end may stand before it, and then the marks of the quotes it is in.
    let mut at = from;
    while at < end && matches!(bytes[at], b' ' | b'\t' | b'\n' | b'\r' | b'>') {
        at += 1;
    }
    let start = at;
    if bytes.get(at) == Some(&b'<') {
        at += 1;
        while at < end && bytes[at] != b'>' {
            at += if bytes[at] == b'\\' { 2 } else { 1 };
        }
        return Span::new(start + 1, at.min(end));
    }
    let mut parens = 0usize;
    while at < end {
        match bytes[at] {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            b'(' => parens += 1,
            b')' if parens == 0 => break,
            b')' => parens -= 1,
            byte if byte <= b' ' => break,
            _ => {}
        }
        at += 1;
    }
    let at = at.min(end);
    // Should the scan ever disagree with the parser, the whole link is better than other letters.
    if at == start && !dest.is_empty() { Span::new(from.min(end), end) } else { Span::new(start, at) }
}

/// What a destination names: a path and a fragment. `None` for what is not a place in the repository,
/// or not yet one: URLs, placeholders, paths of code.
pub(super) fn split(dest: &str) -> Option<(CompactString, Option<CompactString>)> {
    let dest = dest.trim();
    let foreign = dest.is_empty() || dest.starts_with("//") || dest.starts_with('@') || has_scheme(dest) || dest.contains("::");
    if foreign || is_placeholder(dest) {
        return None;
    }
    let (path, fragment) = match dest.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (dest, None),
    };
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let fragment = fragment.filter(|fragment| !fragment.is_empty());
    if path.is_empty() && fragment.is_none() {
        return None;
    }
    Some((CompactString::from(decoded(path)), fragment.map(|fragment| CompactString::from(decoded(fragment)))))
}

/// Whether it starts like `https:`, `mailto:` or `C:`.
fn has_scheme(dest: &str) -> bool {
    let Some((scheme, _)) = dest.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.' | b'-'))
}

/// Whether somebody or something has yet to fill it in: `{{ x }}`, `${x}`, `<name>`, `{name}`, `%s`.
fn is_placeholder(dest: &str) -> bool {
    dest.contains(['{', '}', '<', '>', '`']) || dest.contains("$(") || dest.contains("%s") || dest.contains("%7B")
}

/// Without percent escapes, where what they make is text.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|byte| (*byte as char).to_digit(16));
    let mut result = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                result.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                result.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(result).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_are_split_or_left() {
        let split = |dest| split(dest).map(|(path, fragment)| (path.to_string(), fragment.map(|f| f.to_string()).unwrap_or_default()));
        let some = |path: &str, fragment: &str| Some((path.to_owned(), fragment.to_owned()));
        assert_eq!(split("a/b.md"), some("a/b.md", ""));
        assert_eq!(split("a%20b.md#x%C3%A9"), some("a b.md", "xé"));
        assert_eq!(split("a%zz%ff.md"), some("a%zz%ff.md", ""));
        assert_eq!(split("#top"), some("", "top"));
        assert_eq!(split("img.svg?raw=true#x"), some("img.svg", "x"));
        assert_eq!(split("/root.md"), some("/root.md", ""));
        for dest in [
            "",
            "#",
            "https://a.b",
            "mailto:a@b",
            "data:x",
            "command:a.b",
            "//cdn/x",
            "{{ x }}.md",
            "{% x %}",
            "${a}/b",
            "<you>",
            "{name}.md",
            "@site/x",
            "crate::x",
            "Foo::bar",
        ] {
            assert_eq!(split(dest), None, "{dest}");
        }
    }
}
