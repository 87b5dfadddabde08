//! The documents of a YAML file in the shape in which manifests are read: the items of a list, one after the other.
//!
//! An alias is a value that is not known, so that nothing grows; `<<` is a key like any other, for readers to see that
//! a mapping has more than is written in it.

use std::borrow::Cow;

use granit_parser::{Event, ScalarStyle};
use workspace::Span;

use crate::manifest::tree::{Tree, Value};

/// Takes events and builds the tree.
pub(super) struct Builder<'a> {
    tree: Tree<'a>,
    open: Vec<Open<'a>>,
    /// How many collections are open inside a key that is a collection.
    skipped: usize,
}

struct Open<'a> {
    node: u32,
    mapping: bool,
    /// The key whose value comes next.
    key: Option<(Cow<'a, str>, Span)>,
}

impl<'a> Builder<'a> {
    pub(super) fn new() -> Builder<'a> {
        let mut tree = Tree::default();
        tree.add(0, Cow::Borrowed(""), Span::default(), Value::List, Span::default());
        Builder { tree, open: Vec::new(), skipped: 0 }
    }

    pub(super) fn event(&mut self, event: &Event<'a>, span: Span) {
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) if self.skipped > 0 || self.at_key() => self.skipped += 1,
            Event::SequenceEnd | Event::MappingEnd if self.skipped > 0 => {
                self.skipped -= 1;
                if self.skipped == 0 {
                    self.key(Cow::Borrowed(""), span);
                }
            }
            _ if self.skipped > 0 => {}
            Event::Scalar(text, style, _, tag) => {
                let inside = super::inner(span, *style);
                if self.at_key() {
                    self.key(text.clone(), inside);
                } else {
                    let is_string = tag.as_deref().is_none_or(|tag| tag.is_yaml_core_schema_tag("str"));
                    self.add(if is_string { scalar(text, *style) } else { Value::Other }, inside);
                }
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) if self.at_key() => self.key(Cow::Borrowed(""), span),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.add(Value::Other, span);
            }
            Event::SequenceStart(..) => self.start(Value::List, span),
            Event::MappingStart(..) => self.start(Value::Table, span),
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = self.open.pop() {
                    self.tree.close(open.node, span.end);
                }
            }
            Event::DocumentStart(..) => self.next_document(),
            _ => {}
        }
    }

    /// Leaves what is open: the document is broken here.
    pub(super) fn next_document(&mut self) {
        self.open.clear();
        self.skipped = 0;
    }

    pub(super) fn finish(self) -> Tree<'a> {
        self.tree
    }

    fn at_key(&self) -> bool {
        self.open.last().is_some_and(|open| open.mapping && open.key.is_none())
    }

    fn key(&mut self, text: Cow<'a, str>, span: Span) {
        if let Some(open) = self.open.last_mut() {
            open.key = Some((text, span));
        }
    }

    fn start(&mut self, value: Value<'a>, span: Span) {
        let mapping = value == Value::Table;
        let node = self.add(value, span);
        self.open.push(Open { node, mapping, key: None });
    }

    fn add(&mut self, value: Value<'a>, span: Span) -> u32 {
        let (parent, key) = match self.open.last_mut() {
            Some(open) => (open.node, open.key.take()),
            None => (0, None),
        };
        let (key, key_span) = key.unwrap_or_default();
        self.tree.add(parent, key, key_span, value, span)
    }
}

fn scalar<'a>(text: &Cow<'a, str>, style: ScalarStyle) -> Value<'a> {
    match (&**text, style) {
        ("true" | "True" | "TRUE", ScalarStyle::Plain) => Value::Bool(true),
        ("false" | "False" | "FALSE", ScalarStyle::Plain) => Value::Bool(false),
        ("" | "~" | "null" | "Null" | "NULL", ScalarStyle::Plain) => Value::Other,
        _ => Value::Text(text.clone()),
    }
}
