//! YAML from events, and JSON with it.
//!
//! Anchors, aliases and merge keys (`<<`) are expanded, within a budget: what a few hundred bytes of aliases can blow up
//! to is bounded, and so is the depth.

use std::sync::Arc;

use compact_str::CompactString;
use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};
use rustc_hash::{FxHashMap, FxHashSet};
use workspace::Span;

use crate::{Document, Node, Scalar, Unread, Value, core_schema};

/// Deeper documents are not read.
const MAX_DEPTH: usize = 100;
/// What [`read`] takes at most, in keys and values after expansion.
pub const MAX_NODES: usize = 200_000;
/// What [`read_all`] takes, of each document.
const MAX_NODES_OF_ANY: usize = 4_000_000;

/// Reads the first document of a text that somebody wrote for us.
///
/// # Errors
/// When any part of `text` is no YAML, or the document has more than [`MAX_NODES`] nodes.
pub fn read(text: &str) -> Result<Document, Unread> {
    let options = granit_parser::options! { emit_comments: false };
    let mut builder = Builder::new(text, MAX_NODES);
    let mut document = Document { root: None, second: None, nodes: 0 };
    let mut documents = 0;
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|_| Unread::Syntax)?;
        let span = place(span);
        match event {
            Event::DocumentStart(..) => {
                documents += 1;
                if documents == 2 {
                    document.second = Some(span);
                }
            }
            // The others are still parsed, because a syntax error in them is one of the file.
            _ if documents > 1 => {}
            event => builder.take(event, span)?,
        }
    }
    document.nodes = builder.nodes;
    document.root = builder.root;
    Ok(document)
}

/// All documents of anybody's text, in order. One that cannot be read does not hide those behind it; an empty one has
/// no root.
pub fn read_all(text: &str) -> Vec<Result<Document, Unread>> {
    let mut options = granit_parser::options! { emit_comments: false };
    options.emit_unresolved_aliases = true;
    options.block_nesting_limit = MAX_DEPTH;
    options.flow_nesting_limit = MAX_DEPTH;
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut out: Vec<Result<Document, Unread>> = Vec::new();
    let mut builder = Builder::new(text, MAX_NODES_OF_ANY);
    let mut failed = None;
    while let Some(event) = parser.next_event() {
        match event {
            Ok((Event::DocumentStart(..), span)) => {
                if let Some(Ok(before)) = out.last_mut() {
                    before.second = Some(place(span));
                }
                builder = Builder::new(text, MAX_NODES_OF_ANY);
                failed = None;
            }
            Ok((Event::DocumentEnd, _)) => {
                let (root, nodes) = (builder.root.take(), builder.nodes);
                out.push(failed.take().map_or(Ok(Document { root, second: None, nodes }), Err));
            }
            Ok((event, span)) if failed.is_none() => failed = builder.take(event, place(span)).err(),
            Ok(_) => {}
            Err(_) => {
                out.push(Err(Unread::Syntax));
                if !matches!(parser.proceed_next_document(), Ok(true)) {
                    break;
                }
            }
        }
    }
    out
}

fn place(span: granit_parser::Span) -> Span {
    span.byte_range().map_or_else(Span::default, |range| Span::new(range.start, range.end))
}

struct Builder<'t> {
    text: &'t str,
    frames: Vec<Frame>,
    root: Option<Node>,
    anchors: FxHashMap<usize, Anchor>,
    nodes: usize,
    most: usize,
}

struct Anchor {
    node: Node,
    nodes: usize,
    depth: usize,
}

struct Frame {
    span: Span,
    flow: bool,
    anchor: usize,
    open: Open,
}

enum Open {
    List(Vec<Node>),
    Map { entries: Vec<(Node, Node)>, key: Option<Node>, merges: bool },
}

impl<'t> Builder<'t> {
    fn new(text: &'t str, most: usize) -> Builder<'t> {
        Builder { text, frames: Vec::new(), root: None, anchors: FxHashMap::default(), nodes: 0, most }
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Unread> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.charge(1, 1, span)?;
                let is_text = tag.as_ref().is_some_and(|tag| tag.core_suffix() == Some("str"));
                let node = self.scalar(&text, style, is_text, span);
                self.finish(node, anchor)
            }
            Event::SequenceStart(style, anchor, _) => self.open(span, style, anchor, Open::List(Vec::new())),
            Event::MappingStart(style, anchor, _) => {
                self.open(span, style, anchor, Open::Map { entries: Vec::new(), key: None, merges: false })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(id) => {
                let Some(anchor) = self.anchors.get(&id) else {
                    return Err(Unread::Excess(span, "this alias stands inside what it names".to_owned()));
                };
                let (nodes, depth) = (anchor.nodes, anchor.depth);
                self.charge(nodes, depth, span)?;
                let Some(anchor) = self.anchors.get(&id) else { return Ok(()) };
                // The text is written elsewhere: what is wrong with it is said there when it is inside,
                // and here when it is the whole.
                let mut node = Node { span, ..anchor.node.clone() };
                if let Value::Scalar { literal, .. } = &mut node.value {
                    *literal = false;
                }
                self.finish(node, 0)
            }
            _ => Ok(()),
        }
    }

    fn charge(&mut self, nodes: usize, depth: usize, span: Span) -> Result<(), Unread> {
        self.nodes += nodes;
        if self.nodes > self.most {
            return Err(Unread::Excess(span, format!("a document is read with at most {} keys and values, aliases expanded", self.most)));
        }
        if self.frames.len() + depth > MAX_DEPTH {
            return Err(Unread::Excess(span, format!("a document is read with at most {MAX_DEPTH} levels, aliases expanded")));
        }
        Ok(())
    }

    fn open(&mut self, span: Span, style: StructureStyle, anchor: usize, open: Open) -> Result<(), Unread> {
        self.charge(1, 1, span)?;
        self.frames.push(Frame { span, flow: style == StructureStyle::Flow, anchor, open });
        Ok(())
    }

    fn close(&mut self, end: Span) -> Result<(), Unread> {
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        let value = match frame.open {
            Open::List(items) => Value::List(items),
            Open::Map { entries, merges: false, .. } => Value::Map(entries),
            Open::Map { entries, merges: true, .. } => Value::Map(merged(entries)),
        };
        // A block collection "ends" where the next thing starts; people see it end with its last line.
        let last = match &value {
            _ if frame.flow => end.end,
            Value::List(items) => items.last().map_or(frame.span.end, |item| item.span.end),
            Value::Map(entries) => entries.last().map_or(frame.span.end, |(key, value)| value.span.end.max(key.span.end)),
            Value::Scalar { .. } => frame.span.end,
        };
        let span = Span { start: frame.span.start, end: last.max(frame.span.start) };
        self.finish(Node { span, value }, frame.anchor)
    }

    fn finish(&mut self, node: Node, anchor: usize) -> Result<(), Unread> {
        if anchor != 0 {
            let (nodes, depth) = node.measure();
            // The kept copy costs as much as any other.
            self.charge(nodes, 0, node.span)?;
            self.anchors.insert(anchor, Anchor { node: node.clone(), nodes, depth });
        }
        match self.frames.last_mut().map(|frame| &mut frame.open) {
            None => self.root = Some(node),
            Some(Open::List(items)) => items.push(node),
            Some(Open::Map { entries, key, merges }) => match key.take() {
                None => *key = Some(node),
                Some(key) => {
                    *merges |= is_merge(&key);
                    entries.push((key, node));
                }
            },
        }
        Ok(())
    }

    fn scalar(&self, text: &str, style: ScalarStyle, is_text: bool, span: Span) -> Node {
        let written = self.text.get(span.range()).unwrap_or("");
        let inner = match style {
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted if written.len() > 2 => Span { start: span.start + 1, end: span.end - 1 },
            _ => span,
        };
        let literal = self.text.get(inner.range()) == Some(text);
        let kind = if style == ScalarStyle::Plain && !is_text { core_schema(text) } else { Scalar::Text };
        let block = if style == ScalarStyle::Literal { lines_of_block(self.text, span, text) } else { None };
        Node { span: if literal { inner } else { span }, value: Value::Scalar { text: text.into(), kind, literal, block } }
    }
}

/// Where the lines of a literal block start in `source`; `None` when they are not found as they are read.
fn lines_of_block(source: &str, span: Span, text: &str) -> Option<Arc<[u32]>> {
    let start = span.start as usize;
    let mut at = if source.get(start..)?.starts_with('|') {
        start + source[start..].find('\n')? + 1
    } else {
        source[..start].rfind('\n').map_or(0, |at| at + 1)
    };
    let mut out = Vec::new();
    for line in text.lines() {
        let rest = source.get(at..)?;
        let end = rest.find('\n').unwrap_or(rest.len());
        let written = rest[..end].trim_end_matches('\r');
        let indent = written.strip_suffix(line).filter(|indent| indent.bytes().all(|byte| byte == b' '))?;
        out.push((at + indent.len()) as u32);
        at += end + 1;
    }
    Some(out.into())
}

fn is_merge(key: &Node) -> bool {
    key.text() == Some("<<")
}

/// Expands `<<`: what is written here wins over what is merged, and earlier merges over later ones.
fn merged(entries: Vec<(Node, Node)>) -> Vec<(Node, Node)> {
    let (merges, mut out): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(key, _)| is_merge(key));
    let mut known: FxHashSet<CompactString> = out.iter().filter_map(|(key, _)| key.text().map(CompactString::from)).collect();
    for (key, value) in merges {
        let sources = match value.value {
            Value::Map(_) => vec![value],
            Value::List(items) if items.iter().all(|item| matches!(item.value, Value::Map(_))) => items,
            // Left as it is written: an unknown key.
            _ => {
                out.push((key, value));
                continue;
            }
        };
        for source in sources {
            let Value::Map(entries) = source.value else { continue };
            for (key, value) in entries {
                if key.text().is_none_or(|text| known.insert(text.into())) {
                    out.push((key, value));
                }
            }
        }
    }
    out
}
