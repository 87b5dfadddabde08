//! The one shape in which JSON and TOML documents reach the readers of manifests.
//!
//! Nodes lie in one vector and point at each other by index, so that neither building, walking nor
//! dropping a tree recurses, however deep a hostile file nests.

use std::borrow::Cow;

use workspace::Span;

/// No node.
const NONE: u32 = u32::MAX;

/// A parsed document. Node 0 is its root.
#[derive(Debug, Default)]
pub struct Tree<'a> {
    nodes: Vec<Node<'a>>,
}

/// What a node holds, as far as a manifest can care.
#[derive(Debug, PartialEq)]
pub enum Value<'a> {
    /// A number, a date, `null`, or something that could not be read.
    Other,
    /// `true` or `false`.
    Bool(bool),
    /// A string, decoded.
    Text(Cow<'a, str>),
    /// An array, of tables too.
    List,
    /// An object or table.
    Table,
}

#[derive(Debug)]
struct Node<'a> {
    key: Cow<'a, str>,
    key_span: Span,
    value: Value<'a>,
    span: Span,
    first: u32,
    last: u32,
    next: u32,
}

/// A string of the document and the range of its content, without quotes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Text<'t> {
    /// The text, decoded.
    pub text: &'t str,
    /// Its range.
    pub span: Span,
}

impl<'t> Text<'t> {
    /// The range of the bytes `start..end` of the text; the whole when escapes make that unknowable.
    pub fn part(self, start: usize, end: usize) -> Span {
        let base = self.span.start as usize;
        if self.span.range().len() == self.text.len() { Span::new(base + start, base + end) } else { self.span }
    }
}

impl Text<'_> {
    /// The same in `document`, also where the text is written otherwise than it reads - folded, indented, escaped -: at the same word,
    /// as far as words can be counted.
    pub fn part_in(self, document: &str, range: std::ops::Range<usize>) -> Span {
        let (start, end) = (self.span.start as usize, self.span.end as usize);
        let written = document.get(start..end).unwrap_or_default();
        if written.len() == self.text.len() {
            return self.part(range.start, range.end);
        }
        let word = &self.text[range.clone()];
        let before = self.text[..range.start].matches(word).count();
        let found = written.match_indices(word).nth(before).filter(|_| !word.is_empty());
        found.map_or(self.span, |(at, _)| Span::new(start + at, start + at + word.len()))
    }
}

impl<'a> Tree<'a> {
    /// Adds a node as the last child of `parent` (ignored for the root) and returns its index.
    pub fn add(&mut self, parent: u32, key: Cow<'a, str>, key_span: Span, value: Value<'a>, span: Span) -> u32 {
        let id = self.nodes.len() as u32;
        self.nodes.push(Node { key, key_span, value, span, first: NONE, last: NONE, next: NONE });
        if id > 0 {
            let before = std::mem::replace(&mut self.nodes[parent as usize].last, id);
            match self.nodes.get_mut(before as usize) {
                Some(sibling) => sibling.next = id,
                None => self.nodes[parent as usize].first = id,
            }
        }
        id
    }

    /// Moves the end of a node that was open.
    pub fn close(&mut self, id: u32, end: u32) {
        if let Some(node) = self.nodes.get_mut(id as usize) {
            node.span.end = end;
        }
    }

    /// The last child of a list: the table that `[[x]]` opened last.
    pub fn last_child(&self, id: u32) -> Option<u32> {
        let last = self.nodes.get(id as usize)?.last;
        (last != NONE).then_some(last)
    }

    /// The range of the node's key, and of its value when it has none.
    pub fn key_span(&self, id: u32) -> Span {
        self.nodes.get(id as usize).map(|node| if node.key_span == Span::default() { node.span } else { node.key_span }).unwrap_or_default()
    }

    /// The root; `None` for a document without any value.
    pub fn root(&self) -> Option<At<'_, 'a>> {
        (!self.nodes.is_empty()).then_some(At { tree: self, id: 0 })
    }
}

/// A place in a tree.
#[derive(Clone, Copy, Debug)]
pub struct At<'t, 'a> {
    tree: &'t Tree<'a>,
    id: u32,
}

/// The same place, not an equal value.
impl PartialEq for At<'_, '_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.id == other.id
    }
}

impl<'t, 'a> At<'t, 'a> {
    fn node(self) -> &'t Node<'a> {
        &self.tree.nodes[self.id as usize]
    }

    /// Where it is: of a string what is between the quotes.
    pub fn span(self) -> Span {
        self.node().span
    }

    /// The key it stands under, when it stands in a table.
    pub fn key(self) -> Option<Text<'t>> {
        let node = self.node();
        (node.key_span != Span::default()).then_some(Text { text: &node.key, span: node.key_span })
    }

    /// What is here.
    pub fn value(self) -> &'t Value<'a> {
        &self.node().value
    }

    /// The value under `key`, when this is a table that has it.
    pub fn get(self, key: &str) -> Option<At<'t, 'a>> {
        self.entries().find(|(name, _)| name.text == key).map(|(_, value)| value)
    }

    /// The value under one key after the other.
    pub fn at(self, path: &[&str]) -> Option<At<'t, 'a>> {
        path.iter().try_fold(self, |at, key| at.get(key))
    }

    /// The string here.
    pub fn text(self) -> Option<Text<'t>> {
        match &self.node().value {
            Value::Text(text) => Some(Text { text, span: self.node().span }),
            _ => None,
        }
    }

    /// The string under `key`.
    pub fn text_of(self, key: &str) -> Option<Text<'t>> {
        self.get(key)?.text()
    }

    /// Whether `key` is `true`.
    pub fn is_true(self, key: &str) -> bool {
        self.get(key).is_some_and(|value| *value.value() == Value::Bool(true))
    }

    /// The elements, when this is a list.
    pub fn items(self) -> impl Iterator<Item = At<'t, 'a>> {
        self.children(*self.value() == Value::List)
    }

    /// Keys and values, when this is a table.
    pub fn entries(self) -> impl Iterator<Item = (Text<'t>, At<'t, 'a>)> {
        self.children(*self.value() == Value::Table).map(|child| {
            let node = child.node();
            (Text { text: &node.key, span: node.key_span }, child)
        })
    }

    /// The strings here: one, or those of a list.
    pub fn texts(self) -> impl Iterator<Item = Text<'t>> {
        self.text().into_iter().chain(self.items().filter_map(At::text))
    }

    /// The strings under `key`: one, or those of a list; none when there is no such key.
    pub fn texts_of(self, key: &str) -> impl Iterator<Item = Text<'t>> {
        self.get(key).into_iter().flat_map(At::texts)
    }

    /// Keys and values of the table under `key`; none when there is no such table.
    pub fn entries_of(self, key: &str) -> impl Iterator<Item = (Text<'t>, At<'t, 'a>)> {
        self.get(key).into_iter().flat_map(At::entries)
    }

    fn children(self, any: bool) -> impl Iterator<Item = At<'t, 'a>> {
        let tree = self.tree;
        let mut next = if any { self.node().first } else { NONE };
        std::iter::from_fn(move || {
            let id = next;
            next = tree.nodes.get(id as usize)?.next;
            Some(At { tree, id })
        })
    }
}
