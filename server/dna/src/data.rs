//! Free values in a declaration: what a generator is given, and the schema of that. Plain data whose every piece
//! knows its place.

use compact_str::CompactString;
use schemas::Step;
use serde_json::{Map, Number, Value as Json};

use crate::read::Reader;
use crate::span::{SpanId, Spanned};
use documents::number;
use documents::{Node, Scalar, Unread, Value};

/// A value and its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Data {
    /// What it is.
    pub value: DataValue,
    /// Where. For a mapping: its first key.
    pub span: SpanId,
}

/// What a value is, by the core schema of YAML 1.2.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DataValue {
    /// Nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as JSON writes it.
    Number(CompactString),
    /// Text.
    Text(CompactString),
    /// A list.
    List(Vec<Data>),
    /// A mapping, in the order it is written; a key written twice is there once.
    Map(Vec<(Spanned<CompactString>, Data)>),
}

/// How people write a path into a value: `entities[0].name`.
pub fn shown(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Key(key) if out.is_empty() => out.push_str(key),
            Step::Key(key) => {
                out.push('.');
                out.push_str(key);
            }
            Step::Index(index) => out.push_str(&format!("[{index}]")),
        }
    }
    out
}

impl Data {
    /// The same without places.
    pub fn to_json(&self) -> Json {
        match &self.value {
            DataValue::Null => Json::Null,
            DataValue::Bool(value) => Json::Bool(*value),
            DataValue::Number(text) => text.parse::<Number>().map_or_else(|_| Json::String(text.to_string()), Json::Number),
            DataValue::Text(text) => Json::String(text.to_string()),
            DataValue::List(items) => Json::Array(items.iter().map(Data::to_json).collect()),
            DataValue::Map(entries) => {
                Json::Object(entries.iter().map(|(key, value)| (key.to_string(), value.to_json())).collect::<Map<_, _>>())
            }
        }
    }

    /// What `path` leads to.
    pub fn get(&self, path: &[Step]) -> Option<&Data> {
        path.iter().try_fold(self, |data, step| match (&data.value, step) {
            (DataValue::Map(entries), Step::Key(key)) => {
                entries.iter().find(|(name, _)| name.value == key.as_str()).map(|(_, value)| value)
            }
            (DataValue::List(items), Step::Index(index)) => items.get(*index),
            _ => None,
        })
    }

    /// The value of a key of a mapping.
    pub fn key(&self, name: &str) -> Option<&Data> {
        self.entries().iter().find(|(key, _)| key.value == name).map(|(_, value)| value)
    }

    /// The entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[(Spanned<CompactString>, Data)] {
        match &self.value {
            DataValue::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Where the key at the end of `path` is written.
    pub fn key_span(&self, path: &[Step]) -> Option<SpanId> {
        let (Step::Key(last), before) = path.split_last()? else { return None };
        let entries = self.get(before)?.entries();
        entries.iter().find(|(key, _)| key.value == last.as_str()).map(|(key, _)| key.span)
    }

    /// Where the deepest part of `path` that is written stands.
    pub fn nearest(&self, path: &[Step]) -> SpanId {
        (0..=path.len()).rev().find_map(|len| self.get(&path[..len])).map_or(self.span, |data| data.span)
    }
}

/// A text in YAML or JSON as plain data.
///
/// # Errors
/// Why it is none.
pub fn data_text(text: &str) -> Result<Json, String> {
    match documents::read(text) {
        Ok(documents::Document { root: Some(root), .. }) => Ok(root.to_json()),
        Ok(_) => Ok(Json::Null),
        Err(Unread::Syntax) => Err("it is neither YAML nor JSON".to_owned()),
        Err(Unread::Excess(_, message)) => Err(message),
    }
}

impl Reader {
    /// Any value. What YAML can say and JSON cannot (`.nan`, a mapping with a list for a key) is text.
    pub fn data(&mut self, node: &Node) -> Data {
        let span = self.mark(node.heading());
        let value = match &node.value {
            Value::Scalar { text, kind, .. } => match kind {
                Scalar::Null => DataValue::Null,
                Scalar::Bool => DataValue::Bool(text.eq_ignore_ascii_case("true")),
                Scalar::Number => {
                    number(text).map_or_else(|| DataValue::Text(text.clone()), |number| DataValue::Number(number.to_string().into()))
                }
                Scalar::Text => DataValue::Text(text.clone()),
            },
            Value::List(items) => DataValue::List(items.iter().map(|item| self.data(item)).collect()),
            Value::Map(_) => {
                let entries = self.entries(node, "a mapping");
                DataValue::Map(
                    entries
                        .into_iter()
                        .map(|(name, key, value)| (Spanned::new(name.into(), self.mark(key.span)), self.data(value)))
                        .collect(),
                )
            }
        };
        Data { value, span }
    }
}
