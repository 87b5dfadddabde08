//! The pieces of a CMake file: blanks, comments, names, arguments.

use workspace::Span;

use crate::json::shown;

/// One argument.
pub(super) enum Argument {
    /// `"..."`, which may run over lines.
    Quoted(Span),
    /// `[[...]]`.
    Bracket,
    /// Anything else.
    Plain,
    /// A string that the file ends in; its quote.
    UnclosedString(Span),
    /// A bracket argument that the file ends in: where it begins, what was to end it.
    UnclosedBracket(Span, String),
}

/// Walks over the text.
pub(super) struct Lexer<'s> {
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
}

impl<'s> Lexer<'s> {
    pub(super) fn new(text: &'s str) -> Lexer<'s> {
        Lexer { text, bytes: text.as_bytes(), at: 0 }
    }

    pub(super) fn offset(&self) -> usize {
        self.at
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    pub(super) fn bump(&mut self) {
        self.at += 1;
    }

    pub(super) fn text(&self, span: Span) -> &'s str {
        &self.text[span.range()]
    }

    /// The word or character here.
    pub(super) fn here(&self) -> Span {
        let rest = &self.text[self.at..];
        let word = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        Span::new(self.at, self.at + word.max(rest.chars().next().map_or(0, char::len_utf8)))
    }

    /// The same for a message.
    pub(super) fn shown(&self, span: Span) -> String {
        if span.start == span.end { "the end of the file".to_owned() } else { format!("`{}`", shown(self.text(span))) }
    }

    /// Passes over blanks in the line.
    pub(super) fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r')) {
            self.at += 1;
        }
    }

    /// Whether only a comment may follow in the line.
    pub(super) fn at_line_end(&self) -> bool {
        matches!(self.peek(), None | Some(b'\n' | b'#'))
    }

    pub(super) fn skip_line(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }

    /// Passes over blanks, lines and comments. False: a bracket comment that is not closed begins here.
    pub(super) fn blank(&mut self) -> bool {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.at += 1,
                Some(b'#') => match self.bracket(self.at + 1) {
                    Some((from, equals)) => match self.bracket_end(from, equals) {
                        Some(end) => self.at = end,
                        None => return false,
                    },
                    None => self.skip_line(),
                },
                _ => return true,
            }
        }
    }

    /// The bracket comment that begins here, and what ends it.
    pub(super) fn bracket_here(&self) -> (Span, String) {
        let (from, equals) = self.bracket(self.at + 1).unwrap_or((self.at + 1, 0));
        (Span::new(self.at, from), format!("]{}]", "=".repeat(equals.min(20))))
    }

    /// `[==[` at `at`: where its content begins and how many `=` there are.
    fn bracket(&self, at: usize) -> Option<(usize, usize)> {
        let rest = self.bytes.get(at..)?.strip_prefix(b"[")?;
        let equals = rest.iter().take_while(|byte| **byte == b'=').count();
        (rest.get(equals) == Some(&b'[')).then_some((at + equals + 2, equals))
    }

    fn bracket_end(&self, from: usize, equals: usize) -> Option<usize> {
        let end = format!("]{}]", "=".repeat(equals));
        memchr::memmem::find(&self.bytes[from..], end.as_bytes()).map(|at| from + at + end.len())
    }

    /// A command's name.
    pub(super) fn identifier(&mut self) -> Option<Span> {
        let rest = &self.bytes[self.at..];
        if !rest.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_') {
            return None;
        }
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        let span = Span::new(self.at, self.at + length);
        self.at += length;
        Some(span)
    }

    /// The argument that begins here.
    pub(super) fn argument(&mut self) -> Argument {
        let start = self.at;
        if self.peek() == Some(b'"') {
            return match self.quoted() {
                true => Argument::Quoted(Span::new(start, self.at)),
                false => Argument::UnclosedString(Span::new(start, start + 1)),
            };
        }
        if let Some((from, equals)) = self.bracket(start) {
            return match self.bracket_end(from, equals) {
                Some(end) => {
                    self.at = end;
                    Argument::Bracket
                }
                None => Argument::UnclosedBracket(Span::new(start, from), format!("]{}]", "=".repeat(equals.min(20)))),
            };
        }
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b'(' | b')' | b'#' => break,
                b'\\' => self.at = (self.at + 2).min(self.bytes.len()),
                // `-Da="b c"`: quotes inside of an argument hold it together, in one line.
                b'"' => {
                    let quote = self.at;
                    let line = memchr::memchr(b'\n', &self.bytes[quote..]).map_or(self.bytes.len(), |end| quote + end);
                    if !self.quoted() || self.at > line {
                        self.at = quote;
                        if quote == start {
                            self.at += 1;
                        }
                        return Argument::Plain;
                    }
                }
                _ => self.at += 1,
            }
        }
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
        Argument::Plain
    }

    /// Passes over a string. False when the file ends in it.
    fn quoted(&mut self) -> bool {
        self.at += 1;
        loop {
            match self.peek() {
                None => return false,
                Some(b'"') => {
                    self.at += 1;
                    return true;
                }
                Some(b'\\') => self.at = (self.at + 2).min(self.bytes.len()),
                Some(_) => self.at += 1,
            }
        }
    }

    /// Whether a line inside of `span` looks like a command.
    pub(super) fn holds_command(&self, span: Span) -> bool {
        self.text[span.range()].lines().skip(1).any(|line| {
            let word = line.bytes().take_while(|byte| byte.is_ascii_lowercase() || *byte == b'_').count();
            word > 1 && line[word..].trim_start().starts_with('(') && line.contains('"')
        })
    }
}
