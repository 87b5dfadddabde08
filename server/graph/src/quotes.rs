//! Quotes of a line, as nearly all formats have them: enough for what is asked of a text in any of them.

/// The quote that is open at an offset of a text, as its line has it.
pub fn open_at(text: &str, at: usize) -> Option<char> {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let mut open = None;
    for c in text[start..at].chars() {
        match open {
            None if matches!(c, '"' | '\'' | '`') => open = Some(c),
            Some(quote) if c == quote => open = None,
            _ => {}
        }
    }
    open
}
