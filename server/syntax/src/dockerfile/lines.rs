//! From lines of the file to lines of the language.

use super::Line;
use super::heredoc::Mark;

/// Walks over the instructions of a file.
pub(super) struct Lines<'a> {
    text: &'a str,
    at: usize,
    escape: char,
}

impl<'a> Lines<'a> {
    /// Starts at byte `at`; `escape` continues lines.
    pub(super) fn new(text: &'a str, at: usize, escape: char) -> Lines<'a> {
        Lines { text, at, escape }
    }

    /// How far it has read, in bytes.
    pub(super) fn offset(&self) -> usize {
        self.at
    }

    /// The next physical line without its line end, and where it starts.
    fn physical(&mut self) -> Option<(usize, &'a str)> {
        let start = self.at;
        let rest = &self.text[start..];
        if rest.is_empty() {
            return None;
        }
        let len = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
        self.at += len;
        Some((start, rest[..len].trim_end_matches(['\n', '\r'])))
    }

    /// The next instruction. Comments and blank lines do not end one that is continued.
    pub(super) fn next(&mut self) -> Option<Line> {
        let (start, first) = loop {
            let (start, line) = self.physical()?;
            let content = line.trim_start();
            if !content.is_empty() && !content.starts_with('#') {
                break (start + line.len() - content.len(), content);
            }
        };
        let mut line = Line { text: String::with_capacity(first.len()), pieces: Vec::new() };
        let mut next = Some((start, first));
        while let Some((start, content)) = next {
            let kept = self.continued(content);
            line.pieces.push((line.text.len(), start));
            line.text.push_str(kept.unwrap_or(content));
            if kept.is_none() {
                break;
            }
            next = loop {
                match self.physical() {
                    Some((_, line)) if line.trim_start().starts_with('#') || line.trim().is_empty() => {}
                    other => break other,
                }
            };
        }
        line.text.truncate(line.text.trim_end().len());
        Some(line)
    }

    /// The line without the escape character that continues it: one, not two, before trailing blanks.
    fn continued<'l>(&self, line: &'l str) -> Option<&'l str> {
        let kept = line.trim_end_matches([' ', '\t']).strip_suffix(self.escape)?;
        (!kept.ends_with(self.escape)).then_some(kept)
    }

    /// Passes over the lines of a heredoc; false when the file ends before it.
    pub(super) fn skip_heredoc(&mut self, mark: &Mark) -> bool {
        while let Some((_, line)) = self.physical() {
            let line = if mark.chomp { line.trim_start_matches('\t') } else { line };
            if line == mark.name {
                return true;
            }
        }
        false
    }
}
