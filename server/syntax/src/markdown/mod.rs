//! Markdown: nothing in it can fail to parse, so what matters is what it points at and what can be
//! pointed at in it.
//!
//! Links, images and reference definitions become references in [`Namespace::LINK`], each on the very
//! letters of its destination; headings and HTML ids become definitions in [`Namespace::ANCHOR`].
//! GitHub's reading of both is the standard here, for it is where most Markdown is read; what other
//! renderers add (`{#id}`, mdBook's `{{#include}}`) is taken along where it cannot be confused.

mod destination;
mod html;
mod include;
mod mention;
mod slug;
mod unchecked;

#[cfg(test)]
mod tests;

use compact_str::CompactString;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use rustc_hash::FxHashSet;
use workspace::Span;

use crate::facts::{DefinitionKind, Flags, Namespace};
use crate::output::{Output, Source};
use html::Found;
use slug::Slugs;

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let base = front_matter(source.text);
    let refers = document_in(&source.text[..base]);
    let text = &source.text[base..];
    let mut walk = Walk::new(text);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    let mut events = Parser::new_ext(text, options).into_offset_iter();
    for (event, range) in events.by_ref() {
        walk.event(event, Span::new(range.start, range.end));
    }
    for (label, definition) in events.reference_definitions().iter() {
        if let Some(span) = destination::of_definition(text, definition.span.clone(), &definition.dest) {
            let is_used = walk.used.contains(&label_as_compared(label));
            walk.target(if is_used { "reference-definition" } else { "unused-definition" }, &definition.dest, span);
        }
    }
    let shifted = |span: Span| Span::new(span.start as usize + base, span.end as usize + base);
    include::includes(text, |path, span| {
        walk.references.push(Target { namespace: Namespace::FILE, role: "include", name: path.into(), member: None, span });
    });
    include::documents(text, |path, span| mention::included(path, shifted(span), out));
    if let Some(made) = include::contributors(text) {
        walk.references.retain(|target| !target.name.is_empty() || target.span.start < made.start || target.span.end > made.end);
    }
    for (id, span) in tabs_and_fences(text) {
        walk.anchors.push((id, span));
    }
    mention::mentions(text, &walk.codes, base, out);
    // A piece with front matter and nothing to enter it by: a generator puts it below headings that stand elsewhere.
    let is_piece = base > 0 && walk.anchors.is_empty() && walk.references.iter().any(|target| target.name.is_empty());
    let (template, filled) = (walk.template, walk.filled.map(shifted));
    walk.write(base, out);
    for (role, span) in template.map(|span| ("template", shifted(span))).into_iter().chain(is_piece.then(|| ("piece", Span::new(0, 0)))) {
        out.refer(Namespace::LINK, role, "*", None, Flags::GLOB | Flags::DYNAMIC, span);
    }
    if let Some(span) = include::other_text(source.text).or(refers).or(filled) {
        out.refer(Namespace::LINK, "include", "*", None, Flags::GLOB | Flags::DYNAMIC, span);
    }
}

/// Where the text begins after front matter between `---` (YAML) or `+++` (TOML) lines; 0 without.
fn front_matter(text: &str) -> usize {
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next() else { return 0 };
    let fence = first.trim_end();
    if fence != "---" && fence != "+++" {
        return 0;
    }
    let mut at = first.len();
    for line in lines {
        at += line.len();
        let content = line.trim_end();
        if content == fence || fence == "---" && content == "..." {
            return at;
        }
    }
    0
}

/// Where front matter takes in another document (`ref: docs/react/guide.md`), of which this one changes parts.
fn document_in(front_matter: &str) -> Option<Span> {
    let at = front_matter.find("\nref: ")? + "\nref: ".len();
    let value = front_matter[at..].lines().next()?.trim();
    (value.ends_with(".md") || value.ends_with(".mdx")).then(|| Span::new(at, at + value.len()))
}

/// Anchors of what MkDocs knows and plain Markdown does not: tabs (`=== "Title"`) and fences with an id (```` ``` { .sh #id } ````),
/// which may stand inside admonitions, where they look like indented code.
fn tabs_and_fences(text: &str) -> Vec<(CompactString, Span)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start();
        let at = start + line.len() - content.len();
        start += line.len();
        let tab = content.strip_prefix("===").map(|rest| rest.trim_start_matches(['!', '+'])).and_then(|rest| rest.strip_prefix(" \""));
        if let Some(title) = tab.and_then(|rest| rest.trim_end().strip_suffix('"')) {
            let at = at + content.find('"').map_or(0, |quote| quote + 1);
            found.push((slug::slug(title), Span::new(at, at + title.len())));
        } else if let Some(fence) = content.strip_prefix("```").or_else(|| content.strip_prefix("~~~"))
            && let Some(open) = fence.find('{')
        {
            let at = at + 3 + open;
            found.extend(slug::ids_in_braces(&fence[open..]).into_iter().map(|(id, offset)| {
                let at = at + offset;
                (id.into(), Span::new(at, at + id.len()))
            }));
        }
    }
    found
}

/// A label of a reference as it is compared with others: without case, and any white space as good as another.
fn label_as_compared(label: &str) -> String {
    label.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// Whether what follows the destination of an `<a>` begins with an image: a badge, whose `#badge` leads nowhere on purpose.
fn shows_image_only(after: &str) -> bool {
    let content = after.trim_start_matches(['"', '\'']);
    content.find('>').is_some_and(|end| content[end + 1..].trim_start().starts_with("<img"))
}

/// A reference before it is written down; destinations come out of order.
struct Target {
    namespace: Namespace,
    role: &'static str,
    name: CompactString,
    member: Option<CompactString>,
    span: Span,
}

/// A link or image that has begun.
struct Open<'a> {
    role: &'static str,
    /// `None` when the destination is written elsewhere or nowhere.
    dest: Option<pulldown_cmark::CowStr<'a>>,
    /// Where what has been read of its text ends.
    text_end: u32,
}

/// A heading that has begun.
struct Heading {
    span: Span,
    /// The first and last byte of its text.
    content: Option<Span>,
    text: String,
    /// The same with the alternative texts of images, which some renderers count.
    with_images: String,
    /// What of it stands before the first element of HTML, which some generators take out.
    before_html: Option<String>,
    id: Option<String>,
}

struct Walk<'a> {
    text: &'a str,
    references: Vec<Target>,
    anchors: Vec<(CompactString, Span)>,
    links: Vec<Open<'a>>,
    heading: Option<Heading>,
    slugs: Slugs,
    html: html::Scanner,
    /// HTML blocks come line by line; tags may span lines, so the block is scanned as a whole.
    html_block: Option<Span>,
    in_code_block: bool,
    /// Labels of definitions that links and images use.
    used: FxHashSet<String>,
    /// Whether any statement of a template is looked for.
    may_be_template: bool,
    /// Where one stands.
    template: Option<Span>,
    /// Where a line is nothing but a place for text from elsewhere.
    filled: Option<Span>,
    /// Code in the middle of text.
    codes: Vec<mention::Code<'a>>,
}

impl<'a> Walk<'a> {
    fn new(text: &'a str) -> Walk<'a> {
        Walk {
            text,
            references: Vec::new(),
            anchors: Vec::new(),
            links: Vec::new(),
            heading: None,
            slugs: Slugs::default(),
            html: html::Scanner::default(),
            html_block: None,
            in_code_block: false,
            used: FxHashSet::default(),
            may_be_template: text.contains("{%") || text.contains("{{"),
            template: None,
            filled: None,
            codes: Vec::new(),
        }
    }

    fn event(&mut self, event: Event<'a>, span: Span) {
        match event {
            Event::Start(tag) => {
                self.start(tag, span);
                self.heading_content(span);
                return;
            }
            Event::End(TagEnd::Link | TagEnd::Image) => self.end_link(span),
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            Event::End(TagEnd::CodeBlock) => self.in_code_block = false,
            Event::End(TagEnd::HtmlBlock) => {
                if let Some(block) = self.html_block.take() {
                    self.html(block);
                }
            }
            Event::Text(text) if !self.in_code_block => {
                if self.may_be_template && self.template.is_none() && include::of_template(&self.text[span.range()]) {
                    self.template = Some(span);
                }
                if self.may_be_template && self.filled.is_none() && include::is_filled_in(self.text, span) {
                    self.filled = Some(span);
                }
                self.attribute_ids(span);
                self.heading_text(&text);
            }
            Event::Code(text) => {
                self.heading_text(&text);
                // What a link leads to is asked of the link.
                let is_asked = self.links.iter().any(|open| open.dest.as_ref().is_some_and(|dest| dest.ends_with(&*text)));
                self.codes.push(mention::Code { text, span, is_asked });
            }
            Event::SoftBreak | Event::HardBreak => self.heading_text(" "),
            Event::Html(_) => match &mut self.html_block {
                Some(block) => block.end = span.end,
                None => self.html_block = Some(span),
            },
            Event::InlineHtml(_) => {
                if let Some(heading) = &mut self.heading {
                    heading.before_html.get_or_insert_with(|| heading.text.clone());
                }
                self.html(span);
            }
            _ => {}
        }
        if let Some(open) = self.links.last_mut() {
            open.text_end = open.text_end.max(span.end);
        }
        self.heading_content(span);
    }

    /// Widens an open heading's text by something inside it.
    fn heading_content(&mut self, span: Span) {
        if let Some(heading) = self.heading.as_mut().filter(|heading| heading.span != span) {
            let content = heading.content.unwrap_or(span);
            heading.content = Some(Span { start: content.start.min(span.start), end: content.end.max(span.end) });
        }
    }

    fn start(&mut self, tag: Tag<'a>, span: Span) {
        match tag {
            Tag::Link { link_type, dest_url, id, .. } => {
                self.uses(&id);
                let dest = (link_type == LinkType::Inline).then_some(dest_url);
                self.links.push(Open { role: "link", dest, text_end: span.start + 1 });
            }
            Tag::Image { link_type, dest_url, id, .. } => {
                self.uses(&id);
                let dest = (link_type == LinkType::Inline).then_some(dest_url);
                self.links.push(Open { role: "image", dest, text_end: span.start + 2 });
            }
            Tag::Heading { id, .. } => {
                let id = id.map(|id| id.into_string());
                self.heading =
                    Some(Heading { span, content: None, text: String::new(), with_images: String::new(), before_html: None, id });
            }
            Tag::CodeBlock(_) => self.in_code_block = true,
            _ => {}
        }
    }

    /// Notes the label by which a link or an image names its definition; none is empty.
    fn uses(&mut self, label: &str) {
        if !label.is_empty() {
            self.used.insert(label_as_compared(label));
        }
    }

    fn end_link(&mut self, span: Span) {
        let Some(open) = self.links.pop() else { return };
        if let Some(dest) = open.dest
            && !dest.is_empty()
            && let Some(at) = destination::of_inline(self.text, open.text_end, span.end, &dest)
        {
            self.target(open.role, &dest, at);
        }
    }

    /// Records what `written`, the decoded destination at `span`, points at, if that can be a file or an anchor.
    fn target(&mut self, role: &'static str, written: &str, span: Span) {
        if let Some((name, member)) = destination::split(written) {
            self.references.push(Target { namespace: Namespace::LINK, role, name, member, span });
        }
    }

    fn heading_text(&mut self, text: &str) {
        self.html.text(text);
        if let Some(heading) = &mut self.heading {
            heading.with_images.push_str(text);
            if !self.links.iter().any(|open| open.role == "image") {
                heading.text.push_str(text);
            }
        }
    }

    fn end_heading(&mut self) {
        let Some(heading) = self.heading.take() else { return };
        let span = heading.content.unwrap_or(heading.span);
        self.anchors.push((self.slugs.next(&heading.text), span));
        if heading.with_images != heading.text {
            self.anchors.push((slug::slug(&heading.with_images), span));
        }
        if let Some(before) = heading.before_html.map(|text| slug::slug(text.trim())) {
            self.anchors.push((before, span));
        }
        if let Some((before, id)) = slug::id_in_brackets(&heading.text) {
            self.anchors.extend([slug::slug(before), slug::slug(id), id.into()].map(|anchor| (anchor, span)));
        }
        // `{ id=name }` says what `{ #name }` says, and the parser takes both out of the text.
        let source = &self.text[heading.span.range()];
        let attributes = source.rfind('{').map(|at| (at, slug::ids_in_braces(&source[at..])));
        for (id, at) in attributes.into_iter().flat_map(|(open, ids)| ids.into_iter().map(move |(id, at)| (id, open + at))) {
            let start = heading.span.start as usize + at;
            self.anchors.push((id.into(), Span::new(start, start + id.len())));
        }
        if let Some(id) = heading.id.filter(|id| !self.anchors.iter().any(|(known, _)| known == id)) {
            self.anchors.push((id.into(), span));
        }
    }

    /// `{#id}`, `{: #id }` and `(id)=` that text carries where the parser knows no attributes.
    fn attribute_ids(&mut self, span: Span) {
        let line_end = self.text[span.range()].find('\n').map_or(span.end as usize, |at| span.start as usize + at);
        let text = &self.text[span.start as usize..line_end];
        // MyST: `(name)=` on a line of its own.
        let at_line_start = self.text[..span.start as usize].ends_with('\n') || span.start == 0;
        if at_line_start && text.starts_with('(') {
            let rest = &self.text[span.start as usize..];
            let line = rest.lines().next().unwrap_or_default().trim_end();
            if let Some(name) = line.strip_prefix('(').and_then(|line| line.strip_suffix(")=")) {
                let start = span.start as usize + 1;
                self.anchors.push((name.into(), Span::new(start, start + name.len())));
            }
        }
        // Elastic's docs-builder: `$$$name$$$`.
        for (at, _) in text.match_indices("$$$") {
            let start = span.start as usize + at + 3;
            let line = self.text[start..].lines().next().unwrap_or_default();
            if let Some((id, _)) = line.split_once("$$$").filter(|(id, _)| !id.is_empty() && !id.contains(' ')) {
                self.anchors.push((id.into(), Span::new(start, start + id.len())));
            }
        }
        for (at, _) in text.match_indices('{') {
            // The event may end inside the braces, at an `_` or the like.
            let from = span.start as usize + at;
            for (id, offset) in slug::ids_in_attributes(&self.text[from..]) {
                self.anchors.push((id.into(), Span::new(from + offset, from + offset + id.len())));
            }
        }
    }

    fn html(&mut self, span: Span) {
        let start = span.start as usize;
        let (references, anchors, slugs) = (&mut self.references, &mut self.anchors, &mut self.slugs);
        self.html.scan(&self.text[span.range()], |found, range| {
            let span = Span::new(start + range.start, start + range.end);
            match found {
                Found::Target(role, value) => {
                    let is_place = |name: &str| !name.is_empty() || !shows_image_only(&self.text[span.end as usize..]);
                    if let Some((name, member)) = destination::split(&value).filter(|(name, _)| is_place(name)) {
                        references.push(Target { namespace: Namespace::LINK, role, name, member, span });
                    }
                }
                Found::Anchor(id) => anchors.push((id.into(), span)),
                Found::Heading(text) => anchors.push((slugs.next(&text), span)),
            }
        });
    }

    /// Writes everything down in the order of the file.
    fn write(mut self, base: usize, out: &mut Output) {
        let shift = |span: Span| Span::new(span.start as usize + base, span.end as usize + base);
        self.references.sort_by_key(|target| target.span);
        self.anchors.sort_by_key(|(_, span)| *span);
        self.anchors.dedup();
        for (name, span) in &self.anchors {
            if !name.is_empty() {
                out.define(Namespace::ANCHOR, DefinitionKind::Anchor, name, shift(*span));
            }
        }
        let unchecked = unchecked::unchecked(self.text);
        for target in &self.references {
            let is_unchecked = unchecked.iter().any(|part| part.contains(&(target.span.start as usize)));
            // Only mdBook includes, and whether this is a book is known to whoever sees its `book.toml`.
            let flags = if target.namespace == Namespace::FILE || is_unchecked { Flags::OPTIONAL } else { Flags::default() };
            out.refer(target.namespace, target.role, &target.name, target.member.as_deref(), flags, shift(target.span));
        }
    }
}
