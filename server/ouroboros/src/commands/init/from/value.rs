//! A configuration as plain data that knows its lines, whatever it was written in.

use syntax::manifest::tree::{At, Value as Read};
use workspace::{LineIndex, RelPath};

/// Deeper configurations are not read.
pub const MAX_DEPTH: usize = 64;

/// A value and its line, from 1.
#[derive(Clone, PartialEq, Debug)]
pub struct Value {
    pub line: usize,
    pub data: Data,
}

/// What a value is.
#[derive(Clone, PartialEq, Debug)]
pub enum Data {
    Text(String),
    Bool(bool),
    /// A number, `null`, or what else there may be.
    Other(String),
    List(Vec<Value>),
    /// In the order it is written, each key with its line.
    Table(Vec<(String, usize, Value)>),
}

impl Value {
    /// A table without entries.
    pub fn nothing(line: usize) -> Value {
        Value { line, data: Data::Table(Vec::new()) }
    }

    /// The value under a key, where this is a table that has it.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.entries().iter().find(|(key, ..)| key == name).map(|(_, _, value)| value)
    }

    /// Of a table.
    pub fn entries(&self) -> &[(String, usize, Value)] {
        match &self.data {
            Data::Table(entries) => entries,
            _ => &[],
        }
    }

    /// Of a list; anything else is a list of itself.
    pub fn items(&self) -> &[Value] {
        match &self.data {
            Data::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// A text.
    pub fn text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Under a key: one text.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }

    /// Under a key: one text or several, each with its line.
    pub fn texts_of(&self, name: &str) -> Vec<(&str, usize)> {
        self.get(name).into_iter().flat_map(Value::items).filter_map(|item| Some((item.text()?, item.line))).collect()
    }

    /// Under a key: whether it is true, also where the format has nothing but texts.
    pub fn is_true(&self, name: &str) -> bool {
        match self.get(name).map(|value| &value.data) {
            Some(Data::Bool(value)) => *value,
            Some(Data::Text(text)) => text.trim().eq_ignore_ascii_case("true"),
            _ => false,
        }
    }
}

/// The line of an offset, from 1.
pub fn line_at(lines: &LineIndex, offset: u32) -> usize {
    lines.line(offset) as usize + 1
}

/// TOML or JSON; by its name.
///
/// # Errors
/// The first mistake of its syntax, with its place.
pub fn read(name: &str, text: &str) -> Result<Value, String> {
    let lines = sound(name, text)?;
    let tree = if name.ends_with(".toml") { syntax::toml::tree(text) } else { syntax::json::tree(text, true) };
    let root = tree.as_ref().and_then(|tree| tree.root()).and_then(|root| value(root, text, &lines, 0));
    root.ok_or_else(|| format!("{name}: there is nothing in it, or it nests too deep"))
}

/// The lines of a text whose syntax is what its language wants.
///
/// # Errors
/// The first mistake, with its place.
pub fn sound(name: &str, text: &str) -> Result<LineIndex, String> {
    // dependency-cruiser's may have comments.
    let read_as = if name.starts_with(".dependency-cruiser.json") { "tsconfig.json" } else { name };
    let (_, ranges) = syntax::extract_text(&RelPath::new(read_as), text, syntax::Options::default());
    let lines = LineIndex::new(text);
    match ranges.problems.iter().find(|problem| problem.code.starts_with("L1/")) {
        Some(problem) => Err(format!("{name}:{}: {}", line_at(&lines, problem.span.start), problem.message)),
        None => Ok(lines),
    }
}

fn value(at: At<'_, '_>, text: &str, lines: &LineIndex, depth: usize) -> Option<Value> {
    if depth > MAX_DEPTH {
        return None;
    }
    let data = match at.value() {
        Read::Text(own) => Data::Text(own.clone().into_owned()),
        Read::Bool(value) => Data::Bool(*value),
        Read::Other => Data::Other(text.get(at.span().range()).unwrap_or_default().to_owned()),
        Read::List => Data::List(at.items().map(|item| value(item, text, lines, depth + 1)).collect::<Option<_>>()?),
        Read::Table => {
            let entries = at
                .entries()
                .map(|(key, own)| Some((key.text.to_owned(), line_at(lines, key.span.start), value(own, text, lines, depth + 1)?)));
            Data::Table(entries.collect::<Option<_>>()?)
        }
    };
    Some(Value { line: line_at(lines, at.span().start), data })
}
