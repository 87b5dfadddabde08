//! The little HTML that Markdown carries: links, images, ids and headings, found by a scanner of tags
//! and attributes. It knows no elements but those it looks for, and survives any text.

use std::borrow::Cow;
use std::ops::Range;

/// Something worth knowing in a piece of HTML.
pub(super) enum Found<'a> {
    /// A link or image (by role) and where it goes.
    Target(&'static str, Cow<'a, str>),
    /// An id, or the name of an `<a>` or a heading.
    Anchor(&'a str),
    /// The text of a finished `<h1>` … `<h6>`; the range is that of the end tag.
    Heading(String),
}

/// What one piece of HTML leaves open for the next.
#[derive(Default)]
pub(super) struct Scanner {
    /// The text so far of an open heading.
    heading: Option<String>,
}

impl Scanner {
    /// Markdown's own text between pieces of HTML.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(heading) = &mut self.heading {
            heading.push_str(text);
        }
    }

    /// Reads one piece; ranges are offsets into it.
    pub(super) fn scan<'a>(&mut self, html: &'a str, mut found: impl FnMut(Found<'a>, Range<usize>)) {
        let mut at = 0;
        while let Some(open) = memchr::memchr(b'<', &html.as_bytes()[at..]).map(|offset| at + offset) {
            self.plain(&html[at..open]);
            let rest = &html[open..];
            if let Some(comment) = rest.strip_prefix("<!--") {
                at = comment.find("-->").map_or(html.len(), |end| open + 4 + end + 3);
                continue;
            }
            let closing = rest.starts_with("</");
            let name_start = open + if closing { 2 } else { 1 };
            let name = name_at(html, name_start);
            if name.is_empty() {
                at = open + 1;
                continue;
            }
            let tag = name.to_ascii_lowercase();
            let end = attributes(html, name_start + name.len(), |attribute, value, range| {
                if !closing {
                    attribute_found(&tag, attribute, value, range, &mut found);
                }
            });
            if is_heading(&tag) {
                if closing {
                    if let Some(text) = self.heading.take() {
                        found(Found::Heading(text.trim().to_owned()), open..end);
                    }
                } else {
                    self.heading = Some(String::new());
                }
            }
            // What these hold is another language.
            at = if !closing && matches!(tag.as_str(), "script" | "style") {
                let close = format!("</{tag}");
                html[end..].find(&close).map_or(html.len(), |offset| end + offset)
            } else {
                end
            };
        }
        self.plain(&html[at..]);
    }

    /// Text between tags. Entities are punctuation for all that matters here.
    fn plain(&mut self, text: &str) {
        let Some(heading) = &mut self.heading else { return };
        for (at, part) in text.split('&').enumerate() {
            let part = match part.split_once(';') {
                Some((entity, after)) if at > 0 && entity.len() < 10 && !entity.contains(' ') => after,
                _ => part,
            };
            heading.extend(part.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }));
        }
    }
}

fn is_heading(tag: &str) -> bool {
    matches!(tag.as_bytes(), [b'h', b'1'..=b'6'])
}

fn attribute_found<'a>(tag: &str, attribute: &str, value: &'a str, range: Range<usize>, found: &mut impl FnMut(Found<'a>, Range<usize>)) {
    let attribute = attribute.to_ascii_lowercase();
    let role = match (tag, attribute.as_str()) {
        ("a", "href") => "link",
        ("img" | "source", "src") => "image",
        ("img" | "source", "srcset") => {
            // `small.png 1x, large.png 2x`: each candidate stands for itself.
            let mut at = 0;
            for candidate in value.split_inclusive(',') {
                let lead = candidate.len() - candidate.trim_start().len();
                let url = candidate.trim_start().split([' ', '\t', '\n', '\r', ',']).next().unwrap_or_default();
                if !url.is_empty() {
                    let start = range.start + at + lead;
                    found(Found::Target("image", unescaped(url)), start..start + url.len());
                }
                at += candidate.len();
            }
            return;
        }
        ("input" | "meta" | "param" | "form" | "button" | "select" | "slot", "name") => return,
        // Not only of `<a>`: GitHub keeps the name of a heading too.
        (_, "id" | "name") => {
            if !value.is_empty() && !value.contains(['{', '<', ' ']) {
                found(Found::Anchor(value), range);
            }
            return;
        }
        _ => return,
    };
    let lead = value.len() - value.trim_start().len();
    let trimmed = value.trim();
    found(Found::Target(role, unescaped(trimmed)), range.start + lead..range.start + lead + trimmed.len());
}

fn unescaped(value: &str) -> Cow<'_, str> {
    if value.contains("&amp;") { Cow::Owned(value.replace("&amp;", "&")) } else { Cow::Borrowed(value) }
}

fn name_at(html: &str, at: usize) -> &str {
    let rest = &html[at..];
    let len = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    if rest.starts_with(|c: char| c.is_ascii_alphabetic()) { &rest[..len] } else { "" }
}

/// Reads attributes from `at` to the end of the tag, and returns where that is.
fn attributes<'a>(html: &'a str, mut at: usize, mut found: impl FnMut(&'a str, &'a str, Range<usize>)) -> usize {
    let bytes = html.as_bytes();
    let space = |at: &mut usize| {
        while bytes.get(*at).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'/') {
            *at += 1;
        }
    };
    loop {
        space(&mut at);
        match bytes.get(at) {
            None => return html.len(),
            Some(b'>') => return at + 1,
            Some(b'<') => return at,
            _ => {}
        }
        let start = at;
        while bytes.get(at).is_some_and(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'=' | b'>' | b'/' | b'<')) {
            at += 1;
        }
        let name = &html[start..at];
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        if bytes.get(at) != Some(&b'=') {
            continue;
        }
        at += 1;
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        let (value, after) = match bytes.get(at) {
            Some(&quote @ (b'"' | b'\'')) => {
                let Some(len) = memchr::memchr(quote, &bytes[at + 1..]) else { return html.len() };
                (at + 1..at + 1 + len, at + len + 2)
            }
            _ => {
                let len = bytes[at..].iter().take_while(|byte| !byte.is_ascii_whitespace() && **byte != b'>').count();
                (at..at + len, at + len)
            }
        };
        found(name, &html[value.clone()], value);
        at = after;
    }
}
