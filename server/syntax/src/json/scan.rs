//! Reads JSON in one pass without recursion: the verdict, where each mistake is, and the tree for those
//! who need it.
//!
//! A mistake whose meaning is plain (a comma too many or too few, a comment, `'single'` quotes, a bad
//! escape) is reported and read as what it means. After any other, further ones are held back until a comma, a
//! colon or a closing bracket shows that both sides understand each other again.

mod mistakes;

use std::borrow::Cow;

use workspace::Span;

use super::keys::Keys;
use super::lex;
use crate::manifest::tree::{Tree, Value};
use crate::output::Output;

/// A file with more mistakes than this is not meant to be JSON; the rest would be noise.
const MAX_ERRORS: usize = 20;

/// Reads `text`. `lenient` allows comments, trailing commas and an empty document. Returns a tree when `wanted`.
pub fn scan<'a>(text: &'a str, lenient: bool, wanted: bool, out: &mut Output) -> Option<Tree<'a>> {
    let mut scanner = Scanner {
        text,
        bytes: text.as_bytes(),
        at: 0,
        end: 0,
        lenient,
        commented: false,
        frames: Vec::new(),
        keys: Keys::default(),
        key: (Cow::Borrowed(""), Span::default()),
        tree: wanted.then(Tree::default),
        quiet: false,
        hold: 0,
        objects: 0,
        errors: 0,
        out,
    };
    scanner.run();
    scanner.tree
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Expect {
    /// A value; after `[`, or in lenient texts after a comma, also the end of the array.
    Value {
        close: bool,
    },
    /// A key; the end of the object likewise.
    Key {
        close: bool,
    },
    Colon,
    /// A comma or the end of what is open.
    Comma,
    /// The end of the text.
    End,
}

/// An open object or array.
struct Frame {
    open: usize,
    object: bool,
    node: u32,
}

impl Frame {
    fn closing(&self) -> char {
        if self.object { '}' } else { ']' }
    }
}

struct Scanner<'a, 'o> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// The end of the last token.
    end: usize,
    lenient: bool,
    /// A comment in strict JSON was reported; there is no need to report each.
    commented: bool,
    frames: Vec<Frame>,
    keys: Keys,
    /// The key whose value is awaited; kept only for a tree.
    key: (Cow<'a, str>, Span),
    tree: Option<Tree<'a>>,
    /// A mistake was reported, and nothing yet shows where its consequences end.
    quiet: bool,
    /// They do not end before this offset.
    hold: usize,
    /// How many of the open frames are objects.
    objects: usize,
    errors: usize,
    out: &'o mut Output,
}

impl<'a> Scanner<'a, '_> {
    fn run(&mut self) {
        let mut expect = Expect::Value { close: false };
        while self.errors < MAX_ERRORS {
            self.blank();
            let Some(&byte) = self.bytes.get(self.at) else { return self.ended(expect) };
            let next = match expect {
                Expect::Value { close } => self.value(byte, close),
                Expect::Key { close } => self.key(byte, close),
                Expect::Colon => self.colon(byte),
                Expect::Comma => self.comma(byte),
                Expect::End => return self.after_end(),
            };
            match next {
                Some(next) => expect = next,
                None => return,
            }
        }
    }

    /// Skips white space, and comments whether they are allowed or not.
    #[inline]
    fn blank(&mut self) {
        loop {
            while matches!(self.bytes.get(self.at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
                self.at += 1;
            }
            if self.bytes.get(self.at) != Some(&b'/') {
                return;
            }
            let rest = &self.bytes[self.at..];
            let length = if rest.starts_with(b"//") {
                memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())
            } else if rest.starts_with(b"/*") {
                match memchr::memmem::find(&rest[2..], b"*/") {
                    Some(found) => found + 4,
                    None => {
                        self.fault(Span::new(self.at, self.at + 2), "the comment is not closed: expected `*/`");
                        self.commented = true;
                        rest.len()
                    }
                }
            } else {
                return;
            };
            if !self.lenient && !self.commented {
                self.commented = true;
                self.error(Span::new(self.at, self.at + length), "JSON has no comments: expected a value or punctuation");
            }
            self.at += length;
        }
    }

    #[inline]
    fn value(&mut self, byte: u8, close: bool) -> Option<Expect> {
        let start = self.at;
        match byte {
            b'"' => {
                let closed = self.string(byte);
                let text = self.tree.is_some().then(|| lex::decode(self.inside(start, closed)));
                let span = Span::new(start + 1, self.at - usize::from(closed));
                self.leaf(|| Value::Text(text.unwrap_or_default()), span);
            }
            b'{' | b'[' => {
                let object = byte == b'{';
                self.at += 1;
                self.end = self.at;
                let node = self.leaf(|| if object { Value::Table } else { Value::List }, Span::new(start, self.at));
                self.frames.push(Frame { open: start, object, node });
                if object {
                    self.objects += 1;
                    self.keys.open();
                    return Some(Expect::Key { close: true });
                }
                return Some(Expect::Value { close: true });
            }
            b'0'..=b'9' | b'-' => match lex::number_end(self.bytes, start) {
                Some(end) => self.take(end),
                None => self.bad_word(),
            },
            b't' if self.word("true") => {
                self.take(start + 4);
                self.leaf(|| Value::Bool(true), Span::new(start, start + 4));
                return Some(self.after_value());
            }
            b'f' if self.word("false") => {
                self.take(start + 5);
                self.leaf(|| Value::Bool(false), Span::new(start, start + 5));
                return Some(self.after_value());
            }
            b'n' if self.word("null") => self.take(start + 4),
            b'\'' | b'`' => self.misquoted(),
            b']' | b'}' => return self.closing_instead(byte, close, "a value"),
            b',' => {
                self.fault(Span::new(start, start + 1), "found `,`: expected a value");
                return (!self.frames.is_empty()).then(|| self.comma_taken());
            }
            b':' => {
                self.fault(Span::new(start, start + 1), "found `:`: expected a value");
                self.take(start + 1);
                return Some(Expect::Value { close: false });
            }
            _ if byte.is_ascii_alphabetic() || matches!(byte, b'.' | b'+' | b'_' | b'$') => self.bad_word(),
            _ => return self.unexpected("a value", Expect::Value { close: false }),
        }
        if byte != b'"' {
            self.leaf(|| Value::Other, Span::new(start, self.at));
        }
        Some(self.after_value())
    }

    #[inline]
    fn key(&mut self, byte: u8, close: bool) -> Option<Expect> {
        let start = self.at;
        match byte {
            b'"' => {
                let closed = self.string(byte);
                let inside = self.inside(start, closed);
                let span = Span::new(start + 1, start + 1 + inside.len());
                self.keys.add(inside, span);
                if self.tree.is_some() {
                    self.key = (lex::decode(inside), span);
                }
                // What is no key without its quote is not worth a second word about its colon.
                if closed { Some(Expect::Colon) } else { Some(Expect::Comma) }
            }
            b'}' | b']' => self.closing_instead(byte, close, "a key"),
            b'\'' | b'`' => {
                self.misquoted();
                self.key = (Cow::Borrowed(self.text[start..self.at].trim_matches(byte as char)), Span::new(start, self.at));
                Some(Expect::Colon)
            }
            b',' => {
                self.fault(Span::new(start, start + 1), "found `,`: expected a key");
                Some(self.comma_taken())
            }
            b':' => {
                self.fault(Span::new(start, start + 1), "found `:`: expected a key before it");
                Some(Expect::Colon)
            }
            b'{' | b'[' => {
                self.fault(Span::new(start, start + 1), format!("found `{}`: expected a key in double quotes", byte as char));
                self.value(byte, false)
            }
            _ if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'-' | b'.') => {
                let end = lex::word_end(self.bytes, start);
                let word = &self.text[start..end];
                let span = Span::new(start, end);
                if self.fault(span, format!("found `{}`: expected a key in double quotes", shown(word))) {
                    self.out.fix("Put the key in double quotes", span, format!("\"{word}\""));
                }
                self.key = (Cow::Borrowed(word), span);
                self.take(end);
                Some(Expect::Colon)
            }
            _ => self.unexpected("a key in double quotes", Expect::Key { close: true }),
        }
    }

    #[inline]
    fn colon(&mut self, byte: u8) -> Option<Expect> {
        if byte == b':' {
            self.take(self.at + 1);
            self.settle();
            return Some(Expect::Value { close: false });
        }
        let message = format!("expected `:` after the key, found {}", self.found());
        self.fault(self.token(), message);
        if !matches!(byte, b'"' | b'{' | b'[' | b',' | b'}' | b']' | b'0'..=b'9' | b'-') {
            self.hold_line();
        }
        match byte {
            b',' | b'}' | b']' => Some(Expect::Comma),
            b'=' => {
                self.take(self.at + 1);
                Some(Expect::Value { close: false })
            }
            _ => Some(Expect::Value { close: false }),
        }
    }

    #[inline]
    fn comma(&mut self, byte: u8) -> Option<Expect> {
        let Some(frame) = self.frames.last() else { return Some(Expect::End) };
        match byte {
            b',' => {
                self.settle();
                Some(self.comma_taken())
            }
            b'}' | b']' => self.close(byte),
            // A key in an array: the array ended before it, without saying so.
            b':' if !frame.object && self.objects > 0 && self.frames.len() > 1 => {
                let (open, message) = (frame.open, "found `:`: expected `,` or `]`");
                if self.fault(Span::new(self.at, self.at + 1), message) {
                    self.out.related(Span::new(open, open + 1), "not closed by `]`");
                }
                while self.frames.last().is_some_and(|frame| !frame.object) {
                    self.pop(self.at);
                }
                Some(Expect::Colon)
            }
            b':' | b'=' | b';' => {
                let message = format!("found `{}`: expected `,` or `{}`", byte as char, frame.closing());
                self.fault(Span::new(self.at, self.at + 1), message);
                self.take(self.at + 1);
                Some(if byte == b';' { self.after_comma() } else { Expect::Value { close: true } })
            }
            _ if byte.is_ascii_alphanumeric() || matches!(byte, b'"' | b'{' | b'[' | b'-' | b'\'' | b'_') => {
                let message = format!("expected `,` or `{}`, found {}", frame.closing(), self.found());
                let key = frame.object && byte != b'{' && byte != b'[';
                let (span, gap) = (self.token(), self.end);
                // On one line a quote may have ended the string before its time.
                let sure = !byte.is_ascii_alphabetic() && self.bytes[gap..self.at].contains(&b'\n');
                if self.fault(span, message) {
                    self.out.fix_if_sure("Insert the comma", Span::empty(gap), ",", sure);
                }
                if byte.is_ascii_alphabetic() || byte == b'_' {
                    self.hold_line();
                }
                Some(if key { Expect::Key { close: false } } else { Expect::Value { close: false } })
            }
            _ => {
                let expected = format!("`,` or `{}`", frame.closing());
                self.unexpected(&expected, Expect::Comma)
            }
        }
    }

    /// Takes a string that starts here; false when its line ends before it does.
    #[inline]
    fn string(&mut self, quote: u8) -> bool {
        let end = lex::plain_end(self.bytes, self.at + 1);
        if self.bytes.get(end) == Some(&b'"') {
            self.take(end + 1);
            return true;
        }
        self.special_string(quote, end)
    }

    /// A closing bracket where `expected` could stand.
    fn closing_instead(&mut self, byte: u8, close: bool, expected: &str) -> Option<Expect> {
        let at = self.at;
        let comma = self.end.checked_sub(1).filter(|&comma| self.bytes[comma] == b',');
        let matches = self.frames.last().is_some_and(|frame| frame.closing() as u8 == byte);
        match comma {
            _ if close && matches => {}
            Some(comma) if matches => {
                let span = Span::new(comma, comma + 1);
                if self.error(span, format!("trailing comma: expected {expected} after it, found `{}`", byte as char)) {
                    self.out.fix("Remove the comma", span, "");
                }
            }
            _ if matches || self.frames.is_empty() => {
                self.fault(Span::new(at, at + 1), format!("found `{}`: expected {expected}", byte as char));
                if self.frames.is_empty() {
                    return None;
                }
            }
            _ => {}
        }
        self.close(byte)
    }

    /// Closes what is open, or says why that bracket does not.
    fn close(&mut self, byte: u8) -> Option<Expect> {
        let at = self.at;
        let Some(frame) = self.frames.last() else { return Some(Expect::End) };
        if frame.closing() as u8 != byte {
            let (open, closing) = (frame.open, frame.closing());
            let message = format!("found `{}`: expected `,` or `{closing}`", byte as char);
            if self.fault(Span::new(at, at + 1), message) {
                self.out.related(Span::new(open, open + 1), format!("closed by `{closing}`"));
            }
            let closable = if byte == b'}' { self.objects } else { self.frames.len() - self.objects };
            if closable == 0 {
                // Closes nothing: as if it was not there.
                self.take(at + 1);
                return Some(Expect::Comma);
            }
            while self.frames.last().is_some_and(|frame| frame.closing() as u8 != byte) {
                self.pop(at);
            }
        } else {
            self.settle();
        }
        self.take(at + 1);
        self.pop(at + 1);
        Some(self.after_value())
    }

    fn pop(&mut self, end: usize) {
        if let Some(frame) = self.frames.pop() {
            if frame.object {
                self.objects -= 1;
                self.keys.close(self.text, self.out);
            }
            if let Some(tree) = &mut self.tree {
                tree.close(frame.node, end as u32);
            }
        }
    }

    fn ended(&mut self, expect: Expect) {
        let here = Span::empty(self.end);
        let found = if self.end == 0 { "the file is empty" } else { "the file ends here" };
        match (self.frames.last(), expect) {
            (Some(frame), _) => {
                let (open, closing) = (frame.open, frame.closing());
                let expected = match expect {
                    Expect::Value { close: false } => "a value".to_owned(),
                    Expect::Colon => "`:`".to_owned(),
                    _ => format!("`{closing}`"),
                };
                if self.fault(here, format!("{found}: expected {expected}")) {
                    self.out.related(Span::new(open, open + 1), format!("not closed by `{closing}`"));
                }
            }
            // Editors and compilers take an empty file of settings for no settings.
            (None, Expect::Value { .. }) if !(self.lenient && self.end == 0) => {
                self.fault(here, format!("{found}: expected a value"));
            }
            _ => {}
        }
        while !self.frames.is_empty() {
            self.pop(self.end);
        }
    }

    fn after_end(&mut self) {
        // Whoever wrote the start wrongly, meant the rest to belong to it.
        if self.errors == 0 {
            let line_start = memchr::memrchr(b'\n', &self.bytes[..self.at]).map_or(0, |found| found + 1);
            let records = matches!(self.bytes[self.at], b'{' | b'[') && self.text[line_start..self.at].trim().is_empty();
            let hint = if records { " (one value a line is JSON Lines, `.jsonl`)" } else { "" };
            let message = format!("found {} after the value: expected the end of the file{hint}", self.found());
            self.error(self.token(), message);
        }
    }

    /// Something that starts no token. At the top there is no telling where to go on.
    fn unexpected(&mut self, expected: &str, next: Expect) -> Option<Expect> {
        let span = self.token();
        let message = format!("found {}: expected {expected}", self.found());
        self.fault(span, message);
        self.hold_line();
        self.take(span.end as usize);
        (!self.frames.is_empty()).then_some(next)
    }

    fn after_value(&self) -> Expect {
        if self.frames.is_empty() { Expect::End } else { Expect::Comma }
    }

    fn comma_taken(&mut self) -> Expect {
        self.take(self.at + 1);
        self.after_comma()
    }

    fn after_comma(&self) -> Expect {
        match self.frames.last() {
            Some(frame) if frame.object => Expect::Key { close: self.lenient },
            _ => Expect::Value { close: self.lenient },
        }
    }

    fn take(&mut self, end: usize) {
        self.at = end;
        self.end = end;
    }

    fn word(&self, word: &str) -> bool {
        self.bytes[self.at..].starts_with(word.as_bytes()) && lex::word_end(self.bytes, self.at) == self.at + word.len()
    }

    fn inside(&self, start: usize, closed: bool) -> &'a str {
        &self.text[start + 1..self.at - usize::from(closed)]
    }

    /// Adds a node for a value, when there is a tree.
    fn leaf(&mut self, value: impl FnOnce() -> Value<'a>, span: Span) -> u32 {
        let Some(tree) = &mut self.tree else { return 0 };
        let (key, key_span) = std::mem::take(&mut self.key);
        tree.add(self.frames.last().map_or(0, |frame| frame.node), key, key_span, value(), span)
    }

    /// The range of the token that starts here.
    fn token(&self) -> Span {
        let end = match self.bytes.get(self.at) {
            Some(b'"') => {
                let end = lex::plain_end(self.bytes, self.at + 1);
                end + usize::from(self.bytes.get(end) == Some(&b'"'))
            }
            Some(byte) if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'$') => lex::word_end(self.bytes, self.at),
            Some(_) => self.at + self.text[self.at..].chars().next().map_or(1, char::len_utf8),
            None => self.at,
        };
        Span::new(self.at, end)
    }

    /// The token that starts here, as a message shows it.
    fn found(&self) -> String {
        match &self.text[self.token().range()] {
            character if character.chars().all(|c| c.is_control() || c == '\u{feff}' || c.is_whitespace()) => {
                format!("U+{:04X}", character.chars().next().unwrap_or_default() as u32)
            }
            token => format!("`{}`", shown(token)),
        }
    }

    /// Reports a mistake that was understood; what follows is judged as ever.
    fn error(&mut self, span: Span, message: impl Into<String>) -> bool {
        if self.quiet || self.errors >= MAX_ERRORS {
            return false;
        }
        self.errors += 1;
        self.out.syntax_error(span, message);
        true
    }

    /// Reports a mistake whose consequences cannot be told from further ones.
    fn fault(&mut self, span: Span, message: impl Into<String>) -> bool {
        let reported = self.error(span, message);
        self.quiet = true;
        reported
    }

    /// After a mistake that looks like a quote gone astray: nothing on this line can be trusted.
    fn hold_line(&mut self) {
        let rest = &self.bytes[self.at..];
        self.hold = self.at + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
    }

    /// Both sides understand each other again.
    fn settle(&mut self) {
        if self.at >= self.hold {
            self.quiet = false;
        }
    }
}

/// `text`, short enough for a message.
pub fn shown(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(40) {
        Some((cut, _)) => Cow::Owned(format!("{}…", &text[..cut])),
        None => Cow::Borrowed(text),
    }
}
