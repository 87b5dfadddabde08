//! Free text inside of code: as a literal, on one line, as a comment.

use std::fmt::Write;

/// A double-quoted literal that JSON, YAML, TOML, Python and JavaScript read as `text`. What does not print is
/// escaped as `\uXXXX`; all of that is in the first plane.
pub fn quote(text: &str) -> String {
    quoted(text, |out, c| {
        let _ = write!(out, "\\u{:04X}", u32::from(c));
    })
}

/// The same for Rust.
pub fn rust_quote(text: &str) -> String {
    quoted(text, |out, c| {
        let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
    })
}

fn quoted(text: &str, escape: impl Fn(&mut String, char)) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if does_not_print(c) => escape(&mut out, c),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Control characters, and those that some language takes for the end of a line or of a file.
fn does_not_print(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// White space of any kind and length as one space, and what does not print left out.
pub fn oneline(text: &str) -> String {
    let plain: String = text.chars().map(|c| if does_not_print(c) || c.is_whitespace() { ' ' } else { c }).collect();
    plain.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `text` with `prefix` before each line, and no space at a line's end.
pub fn comment(text: &str, prefix: &str) -> String {
    let lines = text.split(['\n', '\u{2028}', '\u{2029}', '\r', '\u{B}', '\u{C}', '\u{85}']);
    let line = |line: &str| format!("{prefix}{}", line.chars().filter(|c| !does_not_print(*c)).collect::<String>()).trim_end().to_owned();
    lines.map(line).collect::<Vec<_>>().join("\n")
}
