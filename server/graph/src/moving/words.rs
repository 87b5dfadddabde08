//! Words of code: names, and what a thing is called behind `as`.

/// Whether a name may have it.
pub(super) fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a text is a name.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_') && text.chars().all(is_part)
}

/// The letters, digits and `_` that a text starts with.
pub(super) fn first(text: &str) -> &str {
    &text[..text.find(|c| !is_part(c)).unwrap_or(text.len())]
}

/// The name behind `as` at an offset, and where it ends. Empty where a macro makes it.
pub(super) fn alias(text: &str, at: usize) -> Option<(usize, &str)> {
    let behind = text[at..].trim_start().strip_prefix("as").filter(|behind| behind.starts_with(char::is_whitespace))?.trim_start();
    let name = first(behind);
    Some((text.len() - behind.len() + name.len(), name))
}
