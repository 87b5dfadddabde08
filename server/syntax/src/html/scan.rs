//! One pass over a page: tags, comments, and the elements whose content is not markup.

use workspace::Span;

use super::elements::{self, Elements};
use crate::json::shown;
use crate::output::Output;

/// More findings than this in a file help nobody.
const MAX_REPORTED: usize = 20;

/// Elements whose content is text up to their end tag.
const RAW: [&str; 9] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"];

/// What is looked for.
#[derive(Clone, Copy)]
pub(super) struct Scope {
    /// Everything that a validator refuses, not only what makes the rest of the page vanish.
    pub(super) asked: bool,
    /// Elements are paired: the text is a whole page.
    pub(super) whole: bool,
}

/// Judges `text`.
pub(super) fn scan(text: &str, scope: Scope, out: &mut Output) {
    let elements = scope.whole.then(Elements::default);
    let mut scanner = Scanner { text, bytes: text.as_bytes(), at: 0, asked: scope.asked, elements, out };
    while let Some(at) = memchr::memchr(b'<', &scanner.bytes[scanner.at..]) {
        scanner.at += at;
        if scanner.out.problems.len() >= MAX_REPORTED || scanner.markup().is_none() {
            return;
        }
    }
    if let Some(elements) = &scanner.elements {
        elements.finish(scanner.out);
    }
}

struct Scanner<'s, 'o> {
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
    asked: bool,
    elements: Option<Elements>,
    out: &'o mut Output,
}

impl Scanner<'_, '_> {
    /// Reports what a browser gets over.
    fn hint(&mut self, span: Span, message: String) {
        if self.asked {
            self.out.problem("L1/advisory-syntax", span, message);
        }
    }

    /// What begins with the `<` here. `None` when nothing after it can be judged.
    fn markup(&mut self) -> Option<()> {
        let (start, rest) = (self.at, &self.bytes[self.at..]);
        if rest.starts_with(b"<!--") {
            // `<!-->` is a whole comment.
            let content = &rest[2..];
            let end = memchr::memmem::find(content, b"-->").map(|end| end + 3);
            let other = memchr::memmem::find(content, b"--!>").map(|end| end + 4);
            let Some(end) = end.into_iter().chain(other).min() else {
                self.out.syntax_error(Span::new(start, start + 4), "this comment is not closed: expected `-->`");
                return None;
            };
            self.at += 2 + end;
            return Some(());
        }
        match rest.get(1) {
            Some(b'!') if rest.starts_with(b"<![CDATA[") && self.elements.as_ref().is_none_or(Elements::is_foreign) => {
                self.at += memchr::memmem::find(rest, b"]]>").map_or(9, |end| end + 3);
            }
            Some(b'!' | b'?') => self.at += memchr::memchr(b'>', rest).map_or(1, |end| end + 1),
            Some(b'/') if rest.get(2).is_some_and(u8::is_ascii_alphabetic) => return self.tag(true),
            Some(letter) if letter.is_ascii_alphabetic() => return self.tag(false),
            _ => self.at += 1,
        }
        Some(())
    }

    fn tag(&mut self, end: bool) -> Option<()> {
        let start = self.at;
        self.at += 1 + usize::from(end);
        let name = self.word(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'<'));
        let lower = self.text[name.range()].to_ascii_lowercase();
        let mut attributes: Vec<(String, Span)> = Vec::new();
        let mut closed = false;
        loop {
            self.blank();
            match self.bytes.get(self.at) {
                None => {
                    self.out.syntax_error(Span::new(start, name.end as usize), "this tag is not closed: expected `>`");
                    return None;
                }
                Some(b'>') => break,
                Some(b'/') => {
                    closed = self.bytes.get(self.at + 1) == Some(&b'>');
                    self.at += 1;
                    continue;
                }
                Some(b'<') => {
                    let message = format!("the tag `<{}` is not closed: expected `>`", shown(&self.text[start + 1..name.end as usize]));
                    self.hint(Span::new(start, name.end as usize), message);
                    // The tag that follows is read for itself.
                    self.at -= 1;
                    break;
                }
                Some(quote @ (b'"' | b'\'')) => {
                    let message = format!("found `{}` in a tag: a quote before it has no partner", *quote as char);
                    self.hint(Span::new(self.at, self.at + 1), message);
                    return None;
                }
                Some(_) => {}
            }
            let attribute = self.word(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'=' | b'"' | b'\'' | b'<'));
            if attribute.start == attribute.end {
                self.at += 1;
                continue;
            }
            self.value()?;
            let word = self.text[attribute.range()].to_ascii_lowercase();
            if end || !self.asked || attributes.len() > 200 {
                continue;
            }
            match attributes.iter().find(|(other, _)| *other == word) {
                Some((_, first)) => {
                    let first = *first;
                    self.hint(attribute, format!("the attribute `{}` stands twice in this tag: expected it once", shown(&word)));
                    self.out.related(first, "it stands here first");
                }
                None => attributes.push((word, attribute)),
            }
        }
        self.at += 1;
        if end {
            if let Some(elements) = &mut self.elements {
                elements.end(&lower, name, self.out);
            }
            return Some(());
        }
        let foreign = self.elements.as_ref().is_some_and(Elements::is_foreign);
        if RAW.contains(&lower.as_str()) && !foreign && !closed {
            return self.raw(&lower, name);
        }
        if !elements::is_void(&lower)
            && !closed
            && let Some(elements) = &mut self.elements
        {
            elements.begin(lower, name);
        }
        Some(())
    }

    /// Passes over the content and the end tag of an element that has no markup inside.
    fn raw(&mut self, name: &str, span: Span) -> Option<()> {
        if name == "plaintext" {
            return None;
        }
        let mut from = self.at;
        while let Some(at) = memchr::memmem::find(&self.bytes[from..], b"</") {
            let start = from + at + 2;
            let end = start + name.len();
            if self.bytes.get(start..end).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
                && self.bytes.get(end).is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))
            {
                self.at = end + memchr::memchr(b'>', &self.bytes[end..]).map_or(0, |close| close + 1);
                return Some(());
            }
            from = start;
        }
        self.out.syntax_error(span, format!("`<{name}>` is not closed: expected `</{name}>` before the end of the file"));
        None
    }

    fn blank(&mut self) {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    fn word(&mut self, ends: impl Fn(&u8) -> bool) -> Span {
        let start = self.at;
        self.at += self.bytes[start..].iter().position(ends).unwrap_or(self.bytes.len() - start);
        Span::new(start, self.at)
    }

    /// `= value`, if it follows.
    fn value(&mut self) -> Option<()> {
        let after = self.at;
        self.blank();
        if self.bytes.get(self.at) != Some(&b'=') {
            self.at = after;
            return Some(());
        }
        self.at += 1;
        self.blank();
        match self.bytes.get(self.at) {
            Some(&quote @ (b'"' | b'\'')) => {
                let Some(end) = memchr::memchr(quote, &self.bytes[self.at + 1..]) else {
                    let message = format!("this value is not closed: expected `{}`", quote as char);
                    self.out.syntax_error(Span::new(self.at, self.at + 1), message);
                    return None;
                };
                self.at += end + 2;
            }
            Some(b'>') | None => {}
            Some(_) => {
                self.word(|byte| byte.is_ascii_whitespace() || *byte == b'>');
            }
        }
        Some(())
    }
}
