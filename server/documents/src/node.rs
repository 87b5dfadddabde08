//! What a node says of itself.

use workspace::Span;

use crate::{Node, Scalar, Value};

impl Node {
    /// The text of a scalar other than null.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, kind, .. } if *kind != Scalar::Null => Some(text),
            _ => None,
        }
    }

    /// The value under `key`, when this is a mapping that has it; of a key written twice the first.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|(_, value)| value)
    }

    /// The same with the key.
    pub fn entry(&self, key: &str) -> Option<(&Node, &Node)> {
        self.entries().iter().find(|(name, _)| name.text() == Some(key)).map(|(name, value)| (name, value))
    }

    /// The value under one key after the other.
    pub fn path(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Keys and values, when this is a mapping; else none.
    pub fn entries(&self) -> &[(Node, Node)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items, when this is a list; else none.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// Keys and values of the mapping under `key`; none when there is no such mapping.
    pub fn entries_of(&self, key: &str) -> &[(Node, Node)] {
        self.get(key).map(Node::entries).unwrap_or_default()
    }

    /// The items of the list under `key`; none when there is no such list.
    pub fn items_of(&self, key: &str) -> &[Node] {
        self.get(key).map(Node::items).unwrap_or_default()
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
    pub(crate) fn measure(&self) -> (usize, usize) {
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
