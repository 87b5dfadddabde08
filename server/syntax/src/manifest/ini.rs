//! INI files the way Python's `configparser` reads them, as far as `setup.cfg` needs: sections, keys, and values
//! that go on in indented lines.

use workspace::Span;

use super::tree::Text;

/// One `key = value`.
pub struct Entry<'t> {
    /// The section it stands in.
    pub section: &'t str,
    /// The key, trimmed.
    pub key: &'t str,
    /// The lines of the value that are not empty, trimmed and without comment lines.
    pub lines: Vec<Text<'t>>,
}

/// All entries, in order.
pub fn entries(text: &str) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let (mut section, mut start, mut open) = ("", 0, false);
    for line in text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with(['#', ';']) {
            continue;
        }
        if line.starts_with([' ', '\t']) {
            if let Some(entry) = entries.last_mut().filter(|_| open) {
                entry.lines.push(piece(text, at, line));
            }
        } else if let Some(header) = bare.strip_prefix('[') {
            section = header.split(']').next().unwrap_or_default().trim();
            open = false;
        } else if let Some(sign) = line.find(['=', ':']) {
            let value = piece(text, at + sign + 1, &line[sign + 1..]);
            let lines = if value.text.is_empty() { Vec::new() } else { vec![value] };
            entries.push(Entry { section, key: line[..sign].trim(), lines });
            open = true;
        } else {
            open = false;
        }
    }
    entries
}

/// A line of a value without the blanks around it and a comment at its end.
fn piece<'t>(text: &'t str, at: usize, line: &str) -> Text<'t> {
    let line = line.find(" #").map_or(line, |comment| &line[..comment]);
    let start = at + line.len() - line.trim_start().len();
    let end = start.max(at + line.trim_end().len());
    Text { text: &text[start..end], span: Span::new(start, end) }
}
