//! `ouroboros: ignore[L4/broken-link] until=2027-01-31 reason` in a comment.
//!
//! At the end of a line of code it holds for that line; alone on a line, for the next one that is not
//! blank or a comment of the same kind. Applied when findings are rendered, so it is kept with the ranges.

use compact_str::CompactString;
use workspace::{LineIndex, Span};

use crate::kind::Language;

/// One such comment.
#[derive(Clone, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
pub struct Suppression {
    /// Rule codes, or levels (`L4`), in order; never empty.
    pub codes: Vec<CompactString>,
    /// The line, from 0, whose findings it accepts.
    pub line: u32,
    /// Last day it holds, as written.
    pub until: Option<CompactString>,
    /// Why, as written.
    pub reason: CompactString,
    /// From `ouroboros:` to the end of the comment.
    pub span: Span,
}

const MARK: &str = "ouroboros: ignore[";

/// Finds all of them in `text`.
pub fn suppressions(text: &str, language: Language, lines: &LineIndex) -> Vec<Suppression> {
    let starts = language.comment_starts();
    if starts.is_empty() {
        return Vec::new();
    }
    memchr::memmem::find_iter(text.as_bytes(), MARK).filter_map(|at| read(text, at, starts, lines)).collect()
}

fn read(text: &str, at: usize, starts: &[&str], lines: &LineIndex) -> Option<Suppression> {
    let line = lines.line(at as u32);
    let line_start = lines.line_start(line) as usize;
    let before = &text[line_start..at];
    let comment = starts.iter().filter_map(|start| before.rfind(start).map(|found| (found, start.len()))).max()?;
    if !before[comment.0 + comment.1..].trim_matches(['*', '!', '/', '-', '#']).trim().is_empty() {
        return None;
    }
    let rest = &text[at + MARK.len()..];
    let rest = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
    let (codes, tail) = rest.split_once(']')?;
    let tail = ["*/", "-->", "#}"].iter().find_map(|end| tail.split_once(end)).map_or(tail, |(tail, _)| tail);
    let codes: Vec<CompactString> = codes.split(',').map(str::trim).filter(|code| !code.is_empty()).map(CompactString::from).collect();
    if codes.is_empty() {
        return None;
    }
    let mut until = None;
    let reason: Vec<&str> = tail
        .split_whitespace()
        .filter(|word| word.strip_prefix("until=").map(|day| until = Some(CompactString::from(day))).is_none())
        .collect();
    let alone = before[..comment.0].trim().is_empty();
    let line = if alone { next_line_of_code(text, line, starts, lines) } else { line };
    let end = at + MARK.len() + rest.len() - (rest.len() - rest.find(']').unwrap_or(0) - 1 - tail.len());
    Some(Suppression {
        codes,
        line,
        until,
        reason: CompactString::from(reason.join(" ")),
        span: Span::new(at, at + (end - at).max(MARK.len())),
    })
}

fn next_line_of_code(text: &str, line: u32, starts: &[&str], lines: &LineIndex) -> u32 {
    (line + 1..lines.lines())
        .find(|&next| {
            let range = lines.line_start(next) as usize..lines.line_start(next + 1) as usize;
            let content = text[range].trim();
            !content.is_empty() && !starts.iter().any(|start| content.starts_with(start))
        })
        .unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str, language: Language) -> Vec<Suppression> {
        suppressions(text, language, &LineIndex::new(text))
    }

    #[test]
    fn at_the_end_of_a_line_and_alone() {
        let found = read_all(
            "import a  # ouroboros: ignore[L4/x, L1] until=2027-01-31 it is fine\n\n# ouroboros: ignore[L4/y]\n\n# more\nimport b\n",
            Language::Python,
        );
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].line, found[0].codes.len(), found[0].until.as_deref(), &*found[0].reason),
            (0, 2, Some("2027-01-31"), "it is fine")
        );
        assert_eq!((found[1].line, found[1].codes[0].as_str()), (5, "L4/y"));
    }

    #[test]
    fn block_comments_end_where_they_end() {
        let found = read_all("[a](b) <!-- ouroboros: ignore[L4/broken-link] made by the build -->\n", Language::Markdown);
        assert_eq!((found[0].line, &*found[0].reason), (0, "made by the build"));
    }

    #[test]
    fn text_that_is_no_comment_is_none() {
        assert!(read_all("x = 'ouroboros: ignore[L4/x]'\n", Language::Python).is_empty());
        assert!(read_all("{\"a\": \"// ouroboros: ignore[L4/x]\"}", Language::Json).is_empty());
    }
}
