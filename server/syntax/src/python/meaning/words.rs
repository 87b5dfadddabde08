//! Names in texts that are no code themselves.

/// The names in `text`, whatever they stand for there.
pub fn names(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.split(move |c: char| !is_part(c)).filter(|word| word.starts_with(|c: char| c.is_alphabetic() || c == '_'))
}

/// The names in comments that say types: `# type: List[int]`.
pub fn in_type_comments(text: &str) -> impl Iterator<Item = &str> {
    const MARK: &str = "# type:";
    memchr::memmem::find_iter(text.as_bytes(), MARK)
        .filter_map(move |at| text[at + MARK.len()..].lines().next())
        .filter(|comment| !comment.trim_start().starts_with("ignore"))
        .flat_map(names)
}
