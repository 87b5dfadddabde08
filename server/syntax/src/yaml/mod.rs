//! YAML 1.2: whether every document of a file reads, and whether its mappings say each thing once.
//!
//! The verdict is granit's event stream, walked once with a stack of open collections. A tree is built only of
//! documents that declare something, and no alias is followed, so what an alias would expand to costs nothing. A document that is
//! broken ends at the next `---`, where reading goes on.

mod keys;
mod message;
mod tree;

#[cfg(test)]
mod tests;

use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, StructureStyle, Tag};
use rustc_hash::FxHashMap;
use workspace::Span;

use crate::kind::Role;
use crate::manifest::tree::{At, Tree};
use crate::output::{Output, Source};
use crate::{declared, manifest, names, placeholder, plan};
use keys::Key;

/// Collections may nest this deep; the formats that people write stay below thirty.
const MAX_DEPTH: usize = 255;

/// A file that is wrong more often than this is not a file that somebody mends by hand.
const MAX_REPORTED: usize = 200;

/// The events of a text: no comments, and aliases as they are.
fn parser(text: &str) -> Parser<'_, granit_parser::StrInput<'_>> {
    let mut options = Options::default();
    options.emit_comments = false;
    options.emit_unresolved_aliases = true;
    options.flow_nesting_limit = MAX_DEPTH;
    options.block_nesting_limit = MAX_DEPTH;
    Parser::new_from_str_with_options(text, options)
}

/// The documents of a text as the items of a list, as far as they read; `None` when it nests too deep.
pub(crate) fn tree(text: &str) -> Option<Tree<'_>> {
    let mut parser = parser(text);
    let mut builder = tree::Builder::new();
    loop {
        match parser.next_event() {
            None => return Some(builder.finish()),
            Some(Ok((event, span))) => {
                let range = span.byte_range().unwrap_or(0..0);
                builder.event(&event, Span::new(range.start, range.end));
            }
            Some(Err(error)) if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) => return None,
            Some(Err(_)) => {
                builder.next_document();
                if !matches!(parser.proceed_next_document(), Ok(true)) {
                    return Some(builder.finish());
                }
            }
        }
    }
}

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let text = source.text;
    let mut parser = parser(text);
    // Cirrus CI reads `task:` as often as it stands there.
    let repeats = matches!(source.path.name(), ".cirrus.yml" | ".cirrus.yaml");
    let is_manifest = source.path.name() == "pnpm-workspace.yaml" || source.kind.role == Role::PreCommit;
    let rules = source.set.rules_about(source);
    let is_values = crate::helm::is_values(source);
    let mut builder = (!rules.is_empty() || is_values || is_manifest || declared::wants(source.kind.role) || plan::wants(source.kind.role))
        .then(tree::Builder::new);
    let mut walk = Walk { text, repeats, tab_reported: false, objects: 1, out, open: Vec::new() };
    while walk.out.problems.len() < MAX_REPORTED {
        match parser.next_event() {
            None => break,
            Some(Ok((event, span))) => {
                let range = span.byte_range().unwrap_or(0..0);
                let span = Span::new(range.start, range.end);
                if let Some(builder) = &mut builder {
                    builder.event(&event, span);
                }
                walk.event(event, span);
            }
            Some(Err(error)) => {
                let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
                if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
                    let message = format!("not checked: collections nest deeper than {MAX_DEPTH} levels here");
                    walk.out.problem("L1/too-deep", Span::new(at, message::char_end(text, at)), message);
                    walk.out.skip();
                    return;
                }
                // What a program fills in is no YAML before.
                if placeholder::stands_between_percents(placeholder::line_of(text, at)) {
                    walk.out.problems.clear();
                    walk.out.skip();
                    return;
                }
                // YAML 1.1 let directives follow a document without `...`, and its readers still do.
                let tolerated = matches!(error.kind(), ErrorKind::MissingDocumentEndBeforeDirective);
                let said = walk.tab_reported && message::is_about_tabs(error.kind());
                if !tolerated && !said {
                    message::report(text, at, error.kind(), walk.out);
                }
                walk.open.clear();
                if let Some(builder) = &mut builder {
                    builder.next_document();
                }
                if !matches!(parser.proceed_next_document(), Ok(true)) {
                    break;
                }
            }
        }
    }
    let Some(tree) = builder.map(tree::Builder::finish) else { return };
    tree.root().into_iter().flat_map(At::items).for_each(|document| names::document::collect(&rules, source, document, out));
    if is_values {
        crate::helm::read(source, &tree, out);
    }
    if is_manifest {
        manifest::read_yaml(source.kind.role, &tree, out);
    } else {
        declared::read_yaml(source, &tree, out);
        plan::read_yaml(source.kind.role, &tree, out);
    }
}

/// A collection that has begun.
enum Open<'a> {
    Sequence,
    Mapping {
        /// Whether the next node is a key.
        at_key: bool,
        seen: FxHashMap<Key<'a>, Span>,
    },
}

struct Walk<'a, 'o> {
    text: &'a str,
    /// Whether keys may be repeated.
    repeats: bool,
    /// Whether this document's tabs were complained of: they rarely come alone.
    tab_reported: bool,
    /// How many objects of Kubernetes this document is, which should be one.
    objects: usize,
    out: &'o mut Output,
    open: Vec<Open<'a>>,
}

impl<'a> Walk<'a, '_> {
    fn event(&mut self, event: Event<'a>, span: Span) {
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                if anchor == 0 && tag.is_none() && style == ScalarStyle::Plain && span.start == span.end {
                    self.no_key(span.start as usize);
                }
                self.scalar(value, style, tag.as_deref(), span);
            }
            Event::UnresolvedAlias(name) => {
                self.node();
                self.out.syntax_error(
                    span,
                    format!("the alias `*{name}` names no anchor: expected `&{name}` on a value before it in the same document"),
                );
            }
            Event::Alias(_) => {
                self.node();
            }
            Event::SequenceStart(style, ..) => {
                self.collection(style, span);
                self.open.push(Open::Sequence);
            }
            Event::MappingStart(style, ..) => {
                self.collection(style, span);
                self.open.push(Open::Mapping { at_key: true, seen: FxHashMap::default() });
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.open.pop();
            }
            Event::DocumentStart(..) => {
                self.open.clear();
                self.tab_reported = false;
                self.objects = 1;
            }
            _ => {}
        }
    }

    /// Takes the place of one node in the innermost collection; says whether it is a key.
    fn node(&mut self) -> bool {
        match self.open.last_mut() {
            Some(Open::Mapping { at_key, .. }) => std::mem::replace(at_key, !*at_key),
            _ => false,
        }
    }

    /// Complains of nothing at `at` where a key belongs, unless `?` says that it is meant. YAML 1.2 allows that, but
    /// libyaml, go-yaml and js-yaml, which are what reads YAML, refuse it.
    fn no_key(&mut self, at: usize) {
        if !matches!(self.open.last(), Some(Open::Mapping { at_key: true, .. })) {
            return;
        }
        let colon = at + self.text[at..].len() - self.text[at..].trim_start().len();
        let said = |line: &'a str| line.split('#').next().unwrap_or_default().trim_end();
        let before = self.text[..colon].lines().rev().map(said).find(|line| !line.is_empty()).unwrap_or_default();
        if self.text[colon..].starts_with(':') && !before.ends_with('?') {
            self.out.syntax_error(Span::new(colon, colon + 1), "found `:` without a key before it: expected a key (`~` for null)");
        }
    }

    fn collection(&mut self, style: StructureStyle, span: Span) {
        self.node();
        if style == StructureStyle::Block
            && !self.tab_reported
            && let Some(tab) = self.tab_before(span)
        {
            self.tab_reported = true;
            self.out.syntax_error(tab, "a tab indents this line: YAML is indented with spaces only");
        }
    }

    /// The tabs that stand between the start of the line and `span`, when nothing else does. The parser
    /// lets them pass before the first key or entry of a collection, where they would be its indentation.
    fn tab_before(&self, span: Span) -> Option<Span> {
        let before = &self.text[..span.start as usize];
        let line = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let indent = &before[line..];
        let tab = indent.find('\t')?;
        indent.bytes().all(|byte| matches!(byte, b' ' | b'\t')).then(|| Span::new(line + tab, before.len()))
    }

    fn scalar(&mut self, value: std::borrow::Cow<'a, str>, style: ScalarStyle, tag: Option<&Tag>, span: Span) {
        if !self.node() || self.repeats {
            return;
        }
        let Some(key) = Key::new(value, style, tag) else { return };
        let is_top = self.open.len() == 1;
        let Some(Open::Mapping { seen, .. }) = self.open.last_mut() else { return };
        match seen.get(&key) {
            None => {
                seen.insert(key, span);
            }
            // The rest of a second object that no `---` comes before.
            Some(_) if is_top && self.objects > 1 => {}
            Some(&first) if is_top && key.text() == "apiVersion" && seen.keys().any(|key| key.text() == "kind") => {
                self.objects = 2;
                let message = "a second object begins here: expected `---` before it";
                self.out.problem("L1/duplicate-key", span, message);
                self.out.related(first, "the first one begins here");
            }
            Some(&first) => {
                let shown = message::excerpt(key.text());
                self.out.problem(
                    "L1/duplicate-key",
                    span,
                    format!("the key `{shown}` stands twice in this mapping: only one of the two values counts"),
                );
                self.out.related(first, "it stands here first");
            }
        }
    }
}

/// The range of a scalar's text, without the quotes around it.
fn inner(span: Span, style: ScalarStyle) -> Span {
    match style {
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted if span.end >= span.start + 2 => {
            Span { start: span.start + 1, end: span.end - 1 }
        }
        _ => span,
    }
}
