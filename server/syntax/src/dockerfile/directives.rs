//! `# syntax=`, `# escape=` and `# check=` at the very top of a file.

use workspace::Span;

use crate::output::Output;

/// What the directives of a file say.
pub(super) struct Directives {
    /// The character that continues lines.
    pub(super) escape: char,
    /// Whether another frontend than Docker's reads the file.
    pub(super) foreign: bool,
    /// Whether a frontend is asked for that may know more than this reader does.
    pub(super) lenient: bool,
    /// Where the rest of the file begins.
    pub(super) end: usize,
}

/// Reads the directives; they end at the first line that is none.
pub(super) fn read(text: &str, out: &mut Output) -> Directives {
    let mut found = Directives { escape: '\\', foreign: false, lenient: false, end: 0 };
    let mut seen: Vec<String> = Vec::new();
    for line in text.split_inclusive('\n') {
        let shebang = found.end == 0 && line.starts_with("#!");
        let Some((key, value)) = (if shebang { Some(("", "")) } else { directive(line) }) else { break };
        let key = key.to_ascii_lowercase();
        let value_start = found.end + line.trim_end().len() - value.len();
        let span = Span::new(value_start, value_start + value.len());
        if !key.is_empty() && seen.contains(&key) {
            out.syntax_error(span, format!("a second `# {key}=`: expected this directive only once"));
        }
        match key.as_str() {
            "escape" => match value {
                "\\" | "`" => found.escape = if value == "`" { '`' } else { '\\' },
                _ => out.syntax_error(span, format!("found the escape character `{value}`: expected `\\` or `` ` ``")),
            },
            "syntax" => {
                found.foreign = !value.contains("docker/dockerfile");
                found.lenient = ["labs", "master", "experimental", "upstream"].iter().any(|channel| value.contains(channel));
            }
            "check" | "" => {}
            // Any other `# word=…` is a comment, and ends the directives.
            _ => break,
        }
        seen.push(key);
        found.end += line.len();
    }
    found
}

/// `# key = value`.
fn directive(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.trim_end().strip_prefix('#')?.split_once('=')?;
    let (key, value) = (key.trim(), value.trim());
    let is_word = key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_word && !value.is_empty()).then_some((key, value))
}
