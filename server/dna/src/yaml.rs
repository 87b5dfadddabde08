//! A YAML document as a small tree with places, built from events.
//!
//! JSON is YAML, so both forms of DNA come through here. Anchors, aliases and merge keys (`<<`) are
//! expanded, within a budget: what a few hundred bytes of aliases can blow up to is bounded, and so is
//! the depth, so that whoever walks the tree may recurse.

use std::sync::Arc;

use compact_str::CompactString;
use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};
use rustc_hash::{FxHashMap, FxHashSet};
use workspace::Span;

/// Deeper documents are not DNA.
const MAX_DEPTH: usize = 100;
/// Nor are larger ones, counted in keys and values after expansion.
pub(crate) const MAX_NODES: usize = 200_000;

/// One value and its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// For quoted text: what is between the quotes. For an alias: the alias.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a node is.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Neither a list nor a mapping.
    Scalar {
        /// What it says, without quotes and escapes.
        text: CompactString,
        /// What it is.
        kind: Scalar,
        /// Whether `text` is written in the span letter by letter, so that parts of it have places too.
        literal: bool,
        /// Of text in a block (`|`): where each of its lines starts in the file, behind the indentation.
        block: Option<Arc<[u32]>>,
    },
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order it is written; aliases and merge keys expanded.
    Map(Vec<(Node, Node)>),
}

/// What a scalar is, by the core schema of YAML 1.2: `off` and `on` are text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scalar {
    /// Nothing, or `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// Text.
    Text,
}

/// Why there is no tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unread {
    /// It is not YAML; whoever reports syntax says where.
    Syntax,
    /// It is more than a DNA can be.
    Excess(Span, String),
}

/// The first document of a text.
#[derive(PartialEq, Debug)]
pub struct Document {
    /// `None`: there is nothing but comments.
    pub root: Option<Node>,
    /// Where a second document starts.
    pub second: Option<Span>,
    /// Keys and values in it, aliases expanded.
    pub nodes: usize,
}

/// Reads `text`.
///
/// # Errors
/// When it is no YAML, or more than a DNA can be.
pub fn read(text: &str) -> Result<Document, Unread> {
    let options = granit_parser::options! { emit_comments: false };
    let mut builder = Builder { text, frames: Vec::new(), root: None, anchors: FxHashMap::default(), nodes: 0 };
    let mut document = Document { root: None, second: None, nodes: 0 };
    let mut documents = 0;
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|_| Unread::Syntax)?;
        let span = span.byte_range().map_or_else(Span::default, |range| Span::new(range.start, range.end));
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

impl Node {
    /// The text of a scalar other than null.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, kind, .. } if *kind != Scalar::Null => Some(text),
            _ => None,
        }
    }

    /// Whether nothing is written.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Scalar { kind: Scalar::Null, .. })
    }

    /// What it is, for messages.
    pub fn describe(&self) -> &'static str {
        match &self.value {
            Value::Scalar { kind: Scalar::Null, .. } => "nothing",
            Value::Scalar { kind: Scalar::Bool, .. } => "a boolean",
            Value::Scalar { kind: Scalar::Number, .. } => "a number",
            Value::Scalar { kind: Scalar::Text, .. } => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }

    /// The place that stands for all of it: a mapping's first key, or a mistake would underline pages.
    pub fn heading(&self) -> Span {
        match &self.value {
            Value::Map(entries) => entries.first().map_or(self.span, |(key, _)| key.span),
            _ => self.span,
        }
    }

    /// The place of a part of its text; of all of it when the text is written with escapes.
    pub fn part(&self, part: std::ops::Range<usize>) -> Span {
        match &self.value {
            Value::Scalar { literal: true, .. } => {
                let start = self.span.start as usize;
                Span::new(start + part.start, start + part.end)
            }
            _ => self.span,
        }
    }

    /// Values in it, itself included, and how deep they nest.
    fn measure(&self) -> (usize, usize) {
        let join = |sum: (usize, usize), node: &Node| {
            let (nodes, depth) = node.measure();
            (sum.0 + nodes, sum.1.max(depth + 1))
        };
        match &self.value {
            Value::Scalar { .. } => (1, 1),
            Value::List(items) => items.iter().fold((1, 1), join),
            Value::Map(entries) => entries.iter().flat_map(|(key, value)| [key, value]).fold((1, 1), join),
        }
    }
}

struct Builder<'t> {
    text: &'t str,
    frames: Vec<Frame>,
    root: Option<Node>,
    anchors: FxHashMap<usize, Anchor>,
    nodes: usize,
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

impl Builder<'_> {
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
        if self.nodes > MAX_NODES {
            return Err(Unread::Excess(span, format!("a DNA has at most {MAX_NODES} keys and values, aliases expanded")));
        }
        if self.frames.len() + depth > MAX_DEPTH {
            return Err(Unread::Excess(span, format!("a DNA nests at most {MAX_DEPTH} levels deep, aliases expanded")));
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

pub(crate) fn core_schema(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Scalar::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => return Scalar::Bool,
        ".nan" | ".NaN" | ".NAN" => return Scalar::Number,
        _ => {}
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = |text: &str, test: fn(&char) -> bool| !text.is_empty() && text.chars().all(|c| test(&c));
    let number = matches!(unsigned, ".inf" | ".Inf" | ".INF")
        || text.strip_prefix("0x").is_some_and(|rest| digits(rest, char::is_ascii_hexdigit))
        || text.strip_prefix("0o").is_some_and(|rest| digits(rest, |c| ('0'..='7').contains(c)))
        || unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
            && unsigned.contains(|c: char| c.is_ascii_digit())
            && unsigned.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'))
            && unsigned.parse::<f64>().is_ok();
    if number { Scalar::Number } else { Scalar::Text }
}

/// Whether a text means itself without quotes, wherever it stands.
pub(crate) fn is_plain(text: &str) -> bool {
    let sound = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '$');
    !text.is_empty() && !text.starts_with('-') && text.chars().all(sound)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(node: &Node) -> String {
        match &node.value {
            Value::Scalar { text, kind, .. } => match kind {
                Scalar::Text => format!("{text:?}"),
                Scalar::Null => "null".to_owned(),
                _ => text.to_string(),
            },
            Value::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(" ")),
            Value::Map(entries) => {
                format!("{{{}}}", entries.iter().map(|(k, v)| format!("{}:{}", shown(k), shown(v))).collect::<Vec<_>>().join(" "))
            }
        }
    }

    #[test]
    fn trees() {
        for (text, expected) in [
            ("# nothing\n", "-"),
            ("a: 1\nb: [x, 'y', \"z\", off, 2027-03-01, 1.2.3]", r#"{"a":1 "b":["x" "y" "z" "off" "2027-03-01" "1.2.3"]}"#),
            ("a:\nb: ~\nc: no\nd: False\ne: !!str 1", r#"{"a":null "b":null "c":"no" "d":False "e":"1"}"#),
            ("a: [0x1F, -1.5e3, +7, 0o17, .5, -x, e1, 1e]", r#"{"a":[0x1F -1.5e3 +7 0o17 .5 "-x" "e1" "1e"]}"#),
            ("a: &x {k: 1, l: 2}\nb: *x\nc: {<<: *x, l: 3}", r#"{"a":{"k":1 "l":2} "b":{"k":1 "l":2} "c":{"l":3 "k":1}}"#),
            ("{\n\t\"a\": \"\\u00e4\\/\",\n\t\"b\": []\n}", r#"{"a":"ä/" "b":[]}"#),
        ] {
            assert_eq!(read(text).unwrap().root.as_ref().map_or("-".to_owned(), shown), expected, "{text}");
        }
        assert_eq!(read("a: [").unwrap_err(), Unread::Syntax);
        assert!(read("a: 1\n---\nb: 2").unwrap().second.is_some());
    }

    #[test]
    fn excess_is_refused_and_not_expanded() {
        let bomb = (1..30).fold("a0: &a0 [x, x]\n".to_owned(), |text, n| {
            let before = n - 1;
            text + &format!("a{n}: &a{n} [*a{before}, *a{before}, *a{before}, *a{before}]\n")
        });
        let tower = (1..3000).fold("a0: &a0 [x]\n".to_owned(), |text, n| text + &format!("a{n}: &a{n} [*a{}]\n", n - 1));
        let deep = "[".repeat(200) + &"]".repeat(200);
        let anchored = (0..90).map(|n| format!("&a{n} [")).collect::<String>() + &"x,".repeat(10_000) + &"]".repeat(90);
        for text in [bomb, tower, deep, anchored, format!("[{}]", "x,".repeat(300_000)), "&a [*a]".to_owned()] {
            assert!(matches!(read(&text), Err(Unread::Excess(..))), "{}", &text[..40.min(text.len())]);
        }
    }
}
