//! `@NAME@`: what `configure` and CMake's `configure_file` fill in, in a file of any format.

/// Whether `line` has one.
pub fn stands_in(line: &str) -> bool {
    line.match_indices('@').any(|(at, _)| begins(&line[at..]))
}

/// Whether a line of `text` begins with one: something whole is put in there.
pub fn begins_a_line(text: &str) -> bool {
    text.lines().any(|line| begins(line.trim_start()))
}

fn begins(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('@') else { return false };
    let name = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    name > 0 && rest[name..].starts_with('@')
}

/// Whether `line` has a `%NAME%`, as programs do that fill in by replacing such words.
pub fn stands_between_percents(line: &str) -> bool {
    let mut parts = line.split('%').skip(1).peekable();
    std::iter::from_fn(|| parts.next().map(|part| (part, parts.peek().is_some())))
        .any(|(part, closes)| closes && part.len() > 1 && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
}

/// The line of `text` that holds the byte `at`.
pub fn line_of(text: &str, at: usize) -> &str {
    let bytes = text.as_bytes();
    let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |newline| newline + 1);
    let end = memchr::memchr(b'\n', &bytes[at..]).map_or(text.len(), |newline| at + newline);
    &text[start..end]
}
