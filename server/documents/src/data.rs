//! A document as plain data, and from a path in that data back to the place.

use schemas::Step;
use serde_json::{Map, Value as Json};
use workspace::Span;

use crate::{Node, Scalar, Value, number};

impl Node {
    /// The same as plain data. Of a key written twice the first counts, as everywhere here; keys that are no
    /// scalars are left out; a number that JSON cannot write, like `.inf`, is text.
    pub fn to_json(&self) -> Json {
        self.to_json_as(&|_| None, &|_| true)
    }

    /// The same, where `read` may say that a text is something else, and only entries with values that are `kept` count.
    pub fn to_json_as(&self, read: &dyn Fn(&Node) -> Option<Json>, kept: &dyn Fn(&Node) -> bool) -> Json {
        match &self.value {
            Value::Scalar { text, kind, .. } => match kind {
                Scalar::Null => Json::Null,
                Scalar::Bool => Json::Bool(text.eq_ignore_ascii_case("true")),
                Scalar::Number => number(text).map_or_else(|| Json::String(text.to_string()), Json::Number),
                Scalar::Text => read(self).unwrap_or_else(|| Json::String(text.to_string())),
            },
            Value::List(items) => Json::Array(items.iter().map(|item| item.to_json_as(read, kept)).collect()),
            Value::Map(entries) => {
                let mut out = Map::with_capacity(entries.len());
                for (key, value) in entries {
                    if let Some(name) = key.text()
                        && kept(value)
                        && !out.contains_key(name)
                    {
                        out.insert(name.to_owned(), value.to_json_as(read, kept));
                    }
                }
                Json::Object(out)
            }
        }
    }

    /// What `path` leads to: the key, where there is one, and the value.
    pub fn find(&self, path: &[Step]) -> Option<(Option<&Node>, &Node)> {
        let mut at = (None, self);
        for step in path {
            at = match (&at.1.value, step) {
                (Value::Map(entries), Step::Key(name)) => {
                    let (key, value) = entries.iter().find(|(key, _)| key.text() == Some(name))?;
                    (Some(key), value)
                }
                (Value::List(items), Step::Index(index)) => (None, items.get(*index)?),
                _ => return None,
            };
        }
        Some(at)
    }

    /// Where `path` leads to: the place of the key, and that of the value. Where there is no key, at items of lists
    /// and at the top, the first place is what stands for the value: a mapping's first key.
    pub fn at(&self, path: &[Step]) -> Option<(Span, Span)> {
        let (key, value) = self.find(path)?;
        Some((key.map_or_else(|| value.heading(), |key| key.span), value.span))
    }
}
