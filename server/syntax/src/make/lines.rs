//! From lines of the file to lines of the language: continued ones are one.

use workspace::Span;

use crate::output::Output;

/// Walks over the lines of a makefile.
pub(super) struct Lines<'s> {
    text: &'s str,
    at: usize,
}

/// One line with those that continue it.
pub(super) struct Line<'s> {
    /// As written, with backslashes and line ends, without those at its end.
    pub(super) text: &'s str,
    /// Where it begins.
    pub(super) start: usize,
    /// Whether it begins with a tab.
    pub(super) recipe: bool,
    /// How many blanks stand before its first character.
    pub(super) indent: usize,
}

impl<'s> Lines<'s> {
    pub(super) fn new(text: &'s str) -> Lines<'s> {
        Lines { text, at: 0 }
    }

    /// The next line; blank ones too.
    pub(super) fn next(&mut self) -> Option<Line<'s>> {
        let (start, bytes) = (self.at, self.text.as_bytes());
        if start >= bytes.len() {
            return None;
        }
        let end = loop {
            let rest = &bytes[self.at..];
            let Some(newline) = memchr::memchr(b'\n', rest) else {
                self.at = bytes.len();
                break bytes.len();
            };
            let end = self.at + newline;
            self.at = end + 1;
            let content = self.text[start..end].strip_suffix('\r').unwrap_or(&self.text[start..end]);
            let slashes = content.bytes().rev().take_while(|byte| *byte == b'\\').count();
            if slashes % 2 == 0 {
                break start + content.len();
            }
        };
        let text = &self.text[start..end];
        let indent = text.len() - text.trim_start_matches([' ', '\t']).len();
        Some(Line { text, start, recipe: text.starts_with('\t'), indent })
    }

    /// Passes over the body of a `define` up to its `endef`. False when there is none.
    pub(super) fn skip_define(&mut self) -> bool {
        let mut depth = 1;
        while let Some(line) = self.next() {
            if line.recipe {
                continue;
            }
            match line.first_word() {
                "define" => depth += 1,
                "endef" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return true;
            }
        }
        false
    }
}

impl<'s> Line<'s> {
    /// Its first word, as far as blanks go.
    pub(super) fn first_word(&self) -> &'s str {
        let rest = &self.text[self.indent..];
        let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '#').unwrap_or(rest.len());
        &rest[..end]
    }

    /// The place of its first word.
    pub(super) fn word_span(&self) -> Span {
        let from = self.start + self.indent;
        Span::new(from, from + self.first_word().len())
    }

    /// The place of its first line of text, without what is blank at its ends.
    pub(super) fn span(&self) -> Span {
        let from = self.start + self.indent;
        let rest = self.text[self.indent..].lines().next().unwrap_or_default();
        Span::new(from, from + rest.trim_end_matches(['\\', ' ', '\t']).len())
    }

    /// Reports an assignment to nothing.
    pub(super) fn check_name(&self, out: &mut Output) {
        let rest = &self.text[self.indent..];
        let operator = rest.len() - rest.trim_start_matches([':', '+', '?', '!']).len();
        if rest[operator..].starts_with('=') {
            let at = self.start + self.indent;
            out.syntax_error(Span::new(at, at + operator + 1), "expected the name of a variable before the `=`");
        }
    }

    /// Reports a `$(` that nothing closes, even where make would expand it late or never (in a branch that is not taken, or a
    /// variable that nobody uses): then it fails when somebody does. A `#` may begin a comment or belong to a call, so with one
    /// nothing is said.
    pub(super) fn check_references(&self, out: &mut Output) {
        if let Some(at) = unclosed_reference(self.text.as_bytes()) {
            let close = if self.text.as_bytes()[at + 1] == b'(' { ')' } else { '}' };
            let span = Span::new(self.start + at, self.start + at + 2);
            out.syntax_error(span, format!("this `{}` is not closed: expected `{close}`", &self.text[at..at + 2]));
        }
    }
}

/// The first `$(` or `${` of `line` that is not closed. Only brackets of its own kind count inside of it.
fn unclosed_reference(line: &[u8]) -> Option<usize> {
    if line.contains(&b'#') {
        return None;
    }
    let mut at = 0;
    loop {
        at += memchr::memchr(b'$', &line[at..])?;
        let (open, close) = match line.get(at + 1) {
            Some(b'(') => (b'(', b')'),
            Some(b'{') => (b'{', b'}'),
            Some(_) => {
                at += 2;
                continue;
            }
            None => return None,
        };
        let mut depth = 0usize;
        let end = line[at + 1..].iter().position(|&byte| {
            depth += usize::from(byte == open);
            depth -= usize::from(byte == close);
            depth == 0
        });
        match end {
            Some(length) => at += length + 2,
            None => return Some(at),
        }
    }
}
