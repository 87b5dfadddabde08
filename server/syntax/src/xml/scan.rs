//! One pass over a document: tags and what stands between them.

use rustc_hash::FxHashSet;
use workspace::Span;

use super::chars;
use super::doctype::{self, Doctype};
use crate::json::shown;
use crate::output::Output;

/// A file that is wrong more often than this is no XML; the rest would be noise.
const MAX_REPORTED: usize = 20;

/// Judges `text`. `whole` says that its name promises a document of its own, never a part of one.
pub(super) fn scan(text: &str, whole: bool, out: &mut Output) {
    let mut scanner = Scanner {
        text,
        bytes: text.as_bytes(),
        at: 0,
        open: Vec::new(),
        roots: 0,
        whole,
        doctype: Doctype::default(),
        undeclared: FxHashSet::default(),
        out,
    };
    scanner.run();
}

struct Scanner<'s, 'o> {
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
    /// The names of the elements that are open, the innermost last.
    open: Vec<Span>,
    roots: usize,
    whole: bool,
    doctype: Doctype<'s>,
    /// Entities that were told to lack a declaration.
    undeclared: FxHashSet<&'s str>,
    out: &'o mut Output,
}

impl<'s> Scanner<'s, '_> {
    fn run(&mut self) {
        if self.starts("<?xml") && self.bytes.get(5).is_some_and(u8::is_ascii_whitespace) {
            let end = memchr::memmem::find(self.bytes, b"?>").unwrap_or(self.bytes.len());
            // A part of a document must name its encoding, a document need not.
            self.whole |= !self.text[..end].contains("encoding");
        }
        while self.at < self.bytes.len() && self.out.problems.len() < MAX_REPORTED {
            if self.bytes[self.at] == b'<' {
                self.markup();
            } else {
                self.characters();
            }
        }
        if self.out.problems.len() >= MAX_REPORTED {
            return;
        }
        if let Some(&name) = self.open.last() {
            let shown_name = shown(&self.text[name.range()]);
            self.error(name, format!("`<{shown_name}>` is not closed: expected `</{shown_name}>` before the end of the file"));
        } else if self.roots == 0 && self.out.problems.is_empty() && (self.whole || self.text.trim().is_empty()) {
            self.error(Span::empty(self.text.trim_end().len()), "the document is empty: expected an element");
        }
    }

    fn error(&mut self, span: Span, message: impl Into<String>) {
        if self.out.problems.len() < MAX_REPORTED {
            self.out.syntax_error(span, message);
        }
    }

    fn starts(&self, word: &str) -> bool {
        self.bytes[self.at..].starts_with(word.as_bytes())
    }

    /// Passes over what begins here and has to end with `end`.
    fn until(&mut self, begin: &str, end: &str, what: &str) -> Option<Span> {
        let from = self.at + begin.len();
        match memchr::memmem::find(&self.bytes[from..], end.as_bytes()) {
            Some(length) => {
                self.at = from + length + end.len();
                Some(Span::new(from, from + length))
            }
            None => {
                self.error(Span::new(self.at, from), format!("this {what} is not closed: expected `{end}`"));
                self.open.clear();
                self.roots += 1;
                self.at = self.bytes.len();
                None
            }
        }
    }

    fn markup(&mut self) {
        let start = self.at;
        if self.starts("<!--") {
            if let Some(content) = self.until("<!--", "-->", "comment") {
                self.comment(content);
            }
        } else if self.starts("<![CDATA[") {
            self.until("<![CDATA[", "]]>", "CDATA section");
        } else if self.starts("<?") {
            self.instruction();
        } else if self.starts("<!DOCTYPE") {
            if self.roots > 0 {
                self.error(Span::new(start, start + 9), "the document type comes too late: expected it before the first element");
            }
            self.at = doctype::read(self.text, start, &mut self.doctype, self.out).unwrap_or_else(|| {
                self.roots += 1;
                self.bytes.len()
            });
        } else if self.starts("</") {
            self.end_tag();
        } else if chars::name_length(&self.text[start + 1..]) > 0 {
            self.start_tag();
        } else {
            self.error(Span::new(start, start + 1), "found `<` that begins no tag: expected a name after it, or `&lt;`");
            self.at += 1;
        }
    }

    fn comment(&mut self, content: Span) {
        let text = &self.bytes[content.range()];
        // `--->` ends with a hyphen too many.
        let at = memchr::memmem::find(text, b"--").or_else(|| text.last().filter(|byte| **byte == b'-').map(|_| text.len() - 1));
        if let Some(at) = at {
            let at = content.start as usize + at;
            self.error(Span::new(at, at + 2), "found `--` inside of a comment: it may only stand in `-->`");
        }
    }

    fn instruction(&mut self) {
        let start = self.at;
        let length = chars::name_length(&self.text[start + 2..]);
        let target = &self.text[start + 2..start + 2 + length];
        if length == 0 {
            self.error(Span::new(start, start + 2), "found `<?` without a name after it");
        } else if target == "xml" && start > 0 {
            let message = "the XML declaration comes too late: expected it at the very beginning of the file";
            self.error(Span::new(start, start + 5), message);
        } else if target != "xml" && target.eq_ignore_ascii_case("xml") {
            self.error(Span::new(start + 2, start + 5), format!("found `{target}`: expected `xml`"));
        }
        let content = self.until("<?", "?>", "instruction");
        if let (Some(content), true) = (content, target == "xml" && start == 0) {
            self.declaration(content);
        }
    }

    /// `version="1.0" encoding="utf-8" standalone="yes"`.
    fn declaration(&mut self, content: Span) {
        let mut at = content.start as usize + 3;
        let end = content.end as usize;
        let mut seen = 0;
        loop {
            let rest = &self.text[at..end];
            let gap = rest.len() - rest.trim_start().len();
            at += gap;
            if at == end {
                break;
            }
            let length = chars::name_length(&self.text[at..end]);
            let (name, span) = (&self.text[at..at + length], Span::new(at, at + length.max(1)));
            let order = ["version", "encoding", "standalone"].iter().position(|known| *known == name);
            match order {
                Some(order) if gap > 0 && order >= seen => seen = order + 1,
                Some(_) if gap == 0 => return self.error(span, format!("expected a blank before `{name}`")),
                _ => return self.error(span, "expected `version`, `encoding` and `standalone`, each once, in this order"),
            }
            at += length;
            let rest = &self.text[at..end];
            let Some(value) = rest.trim_start().strip_prefix('=').map(str::trim_start) else {
                return self.error(Span::new(at - length, at), format!("expected `=` and a value after `{name}`"));
            };
            let from = end - value.len();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            match quote.and_then(|quote| value[1..].find(quote)) {
                Some(length) => at = from + length + 2,
                None => return self.error(Span::new(from, end), "expected a value in quotes"),
            }
        }
    }

    fn end_tag(&mut self) {
        let start = self.at;
        let length = chars::name_length(&self.text[start + 2..]);
        let name = Span::new(start + 2, start + 2 + length);
        self.at = name.end as usize;
        if length == 0 {
            self.error(Span::new(start, start + 2), "expected a name after `</`");
        }
        self.blank();
        if self.bytes.get(self.at) == Some(&b'>') {
            self.at += 1;
        } else {
            self.error(Span::new(start, name.end as usize), format!("`</{}` is not closed: expected `>`", &self.text[name.range()]));
            self.skip_to_tag();
        }
        let text = self.text;
        let word = |span: Span| &text[span.range()];
        match self.open.last() {
            Some(&last) if word(last) == word(name) => {
                self.open.pop();
            }
            Some(&last) => match self.open.iter().rposition(|&open| word(open) == word(name)) {
                Some(index) => {
                    self.error(
                        last,
                        format!("`<{0}>` is not closed: expected `</{0}>` before `</{1}>`", shown(word(last)), shown(word(name))),
                    );
                    self.out.related(name, "the element around it ends here");
                    self.open.truncate(index);
                }
                None => {
                    self.error(name, format!("expected `</{}>`, found `</{}>`", shown(word(last)), shown(word(name))));
                    self.out.related(last, "the element begins here");
                    // Most often its name is misspelt. When it closes too much, what it took away is owed.
                    self.open.pop();
                }
            },
            None => self.error(name, format!("found `</{}>`: there is no element open that it could close", shown(word(name)))),
        }
    }

    fn blank(&mut self) {
        while self.bytes.get(self.at).is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// After a broken tag: its `>`, unless another tag begins before.
    fn skip_to_tag(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += match memchr::memchr2(b'<', b'>', rest) {
            Some(end) => end + usize::from(rest[end] == b'>'),
            None => rest.len(),
        };
    }

    fn start_tag(&mut self) {
        let start = self.at;
        let name = Span::new(start + 1, start + 1 + chars::name_length(&self.text[start + 1..]));
        self.at = name.end as usize;
        if self.open.is_empty() {
            self.roots += 1;
            if self.roots == 2 && (self.whole || self.doctype.present) {
                let message =
                    format!("found `<{}>` after the document's element has ended: expected one around all", &self.text[name.range()]);
                self.error(name, message);
            }
        }
        let mut attributes: Vec<Span> = Vec::new();
        let mut many: FxHashSet<&'s str> = FxHashSet::default();
        loop {
            let gap = self.at;
            self.blank();
            let gap = self.at > gap;
            match self.bytes.get(self.at) {
                Some(b'>') => {
                    self.at += 1;
                    self.open.push(name);
                    return;
                }
                Some(b'/') if self.bytes.get(self.at + 1) == Some(&b'>') => {
                    self.at += 2;
                    return;
                }
                None | Some(b'<') => {
                    let shown = shown(&self.text[name.range()]);
                    self.error(Span::new(start, name.end as usize), format!("the tag `<{shown}` is not closed: expected `>`"));
                    self.open.push(name);
                    return;
                }
                Some(_) => {}
            }
            let Some(attribute) = self.attribute(gap) else {
                if self.tag_is_lost(name) {
                    return;
                }
                continue;
            };
            let word = &self.text[attribute.range()];
            // A set pays only where there are many.
            let first = if attributes.len() < 16 {
                attributes.iter().find(|&&other| &self.text[other.range()] == word).copied()
            } else {
                if many.is_empty() {
                    many.extend(attributes.iter().map(|&other| &self.text[other.range()]));
                }
                (!many.insert(word)).then(|| attributes.iter().find(|&&other| &self.text[other.range()] == word).copied()).flatten()
            };
            if let Some(first) = first {
                self.error(attribute, format!("the attribute `{word}` stands twice in this tag: expected it once"));
                self.out.related(first, "it stands here first");
            }
            attributes.push(attribute);
        }
    }

    /// After a mistake in a tag: passes over the rest of it. True when the tag has ended.
    fn tag_is_lost(&mut self, name: Span) -> bool {
        let mut quote = None;
        while let Some(&byte) = self.bytes.get(self.at) {
            match (quote, byte) {
                (None, b'>') => {
                    if self.bytes[self.at - 1] != b'/' {
                        self.open.push(name);
                    }
                    self.at += 1;
                    return true;
                }
                (None, b'"' | b'\'') => quote = Some(byte),
                (Some(open), _) if open == byte => quote = None,
                // Nothing in a tag has a `<`: the quotes are what went wrong.
                (_, b'<') => break,
                _ => {}
            }
            self.at += 1;
        }
        self.open.push(name);
        true
    }

    /// `name="value"`; `None` when that cannot be read.
    fn attribute(&mut self, gap: bool) -> Option<Span> {
        let start = self.at;
        let length = chars::name_length(&self.text[start..]);
        let name = Span::new(start, start + length);
        if length == 0 {
            let end = start + self.text[start..].chars().next().map_or(0, char::len_utf8);
            self.error(Span::new(start, end), format!("found `{}` in a tag: expected an attribute, `>` or `/>`", &self.text[start..end]));
            return None;
        }
        if !gap {
            self.error(name, format!("expected a blank before the attribute `{}`", shown(&self.text[name.range()])));
        }
        self.at += length;
        self.blank();
        if self.bytes.get(self.at) != Some(&b'=') {
            self.error(
                name,
                format!("the attribute `{}` has no value: expected `=` and a value in quotes", shown(&self.text[name.range()])),
            );
            return matches!(self.bytes.get(self.at), Some(byte) if !matches!(byte, b'"' | b'\'')).then_some(name);
        }
        self.at += 1;
        self.blank();
        let Some(&quote @ (b'"' | b'\'')) = self.bytes.get(self.at) else {
            let rest = &self.text[self.at..];
            let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '<' | '"')).unwrap_or(rest.len());
            let span = if end == 0 { name } else { Span::new(self.at, self.at + end) };
            self.error(span, format!("the value of `{}` has no quotes around it", shown(&self.text[name.range()])));
            self.at += end;
            return None;
        };
        let from = self.at + 1;
        let Some(length) = memchr::memchr(quote, &self.bytes[from..]) else {
            self.error(Span::new(self.at, from), format!("this value is not closed: expected `{}`", quote as char));
            self.at = from;
            return None;
        };
        let value = Span::new(from, from + length);
        self.at = from + length + 1;
        if let Some(less) = memchr::memchr(b'<', &self.bytes[value.range()]) {
            let less = from + less;
            // With markup up to the next quote, this one was never closed.
            if self.text[less..from + length].contains('>') && self.text[from..less].contains('>') {
                self.error(
                    Span::new(from - 1, from),
                    format!("this value is not closed: expected `{}` before the tag ends", quote as char),
                );
                self.at = from;
                return None;
            }
            self.error(Span::new(less, less + 1), "found `<` in a value: expected `&lt;`");
        }
        self.references(value);
        self.check_characters(value);
        Some(name)
    }

    /// Text between tags.
    fn characters(&mut self) {
        let rest = &self.bytes[self.at..];
        let span = Span::new(self.at, self.at + memchr::memchr(b'<', rest).unwrap_or(rest.len()));
        self.at = span.end as usize;
        let text = &self.text[span.range()];
        if self.open.is_empty() {
            let content = text.trim_start();
            let outside = self.whole || self.doctype.present || self.roots == 0 && self.text.starts_with("<?xml");
            if !content.is_empty() && outside {
                let from = span.end as usize - content.len();
                let line = content.lines().next().unwrap_or_default().trim_end();
                self.error(Span::new(from, from + line.len()), format!("found `{}` outside of the document's element", shown(line)));
                return;
            }
        }
        if let Some(end) = memchr::memmem::find(text.as_bytes(), b"]]>") {
            let at = span.start as usize + end;
            self.error(Span::new(at, at + 3), "found `]]>` in text: it may only end a CDATA section, expected `]]&gt;`");
        }
        self.references(span);
        self.check_characters(span);
    }

    /// Every `&` begins a reference.
    fn references(&mut self, within: Span) {
        let text = &self.text[within.range()];
        for at in memchr::memchr_iter(b'&', text.as_bytes()) {
            let start = within.start as usize + at;
            let rest = &text[at + 1..];
            if let Some(number) = rest.strip_prefix('#') {
                let end = number.find(';').filter(|end| *end < 10).unwrap_or(0);
                let number = &number[..end];
                let code = match number.strip_prefix('x') {
                    Some(digits) => u32::from_str_radix(digits, 16).ok(),
                    None => number.parse().ok(),
                };
                if !code.and_then(char::from_u32).is_some_and(chars::is_allowed) {
                    let end = start + 2 + number.len() + usize::from(end > 0);
                    let message = format!("`{}` is no reference to a character: expected one like `&#233;`", &self.text[start..end]);
                    self.error(Span::new(start, end), message);
                }
                continue;
            }
            let length = chars::name_length(rest);
            let name = &rest[..length];
            if length == 0 || !rest[length..].starts_with(';') {
                let span = Span::new(start, start + 1 + length);
                let message = if length == 0 {
                    "found `&` that begins no reference: expected `&amp;`".to_owned()
                } else {
                    format!("found `&{}` without a `;`: expected `&amp;{0}`, or `&{0};`", shown(name))
                };
                self.error(span, message);
                continue;
            }
            let known = matches!(name, "amp" | "lt" | "gt" | "apos" | "quot") || self.doctype.entities.contains(name);
            // In a part of a document, the document declares them.
            let elsewhere = if self.doctype.present { self.doctype.open } else { !self.whole };
            // What one name lacks, it lacks wherever it stands.
            if !known && !elsewhere && self.undeclared.insert(name) {
                let message =
                    format!("the entity `{}` is not declared: XML itself knows `&amp;` `&lt;` `&gt;` `&apos;` `&quot;`", shown(name));
                self.error(Span::new(start, start + length + 2), message);
            }
        }
    }

    fn check_characters(&mut self, within: Span) {
        let text = &self.text[within.range()];
        let Some((at, c)) = text.char_indices().find(|(_, c)| !chars::is_allowed(*c)) else { return };
        let at = within.start as usize + at;
        self.error(Span::new(at, at + c.len_utf8()), format!("the character U+{:04X} may not stand in XML", c as u32));
    }
}
