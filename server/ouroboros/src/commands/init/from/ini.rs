//! What Python's `configparser` reads: sections of keys, whose values may go on in indented lines.

use super::value::{Data, Value, sound};

/// A table of sections, each a table of texts; a value of several lines is a list of them, as import-linter has it.
///
/// # Errors
/// The first mistake of its syntax, with its place.
pub fn read(name: &str, text: &str) -> Result<Value, String> {
    sound(name, text)?;
    let mut sections: Vec<(String, usize, Vec<Key>)> = Vec::new();
    let (mut indent, mut is_open) = (0, false);
    for (number, line) in (1..).zip(text.lines()) {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        let depth = line.len() - line.trim_start().len();
        if is_open
            && depth > indent
            && let Some(key) = sections.last_mut().and_then(|(_, _, keys)| keys.last_mut())
        {
            key.more.push((trimmed.to_owned(), number));
            continue;
        }
        (indent, is_open) = (depth, false);
        if let Some(name) = trimmed.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            sections.push((name.to_owned(), number, Vec::new()));
        } else if let Some((_, _, keys)) = sections.last_mut() {
            let (name, first) = trimmed.split_once(['=', ':']).unwrap_or((trimmed, ""));
            keys.push(Key { name: name.trim().to_lowercase(), line: number, first: first.trim().to_owned(), more: Vec::new() });
            is_open = true;
        }
    }
    let table = sections.into_iter().map(|(name, line, keys)| {
        let keys = keys.into_iter().map(|key| (key.name.clone(), key.line, key.value())).collect();
        (name, line, Value { line, data: Data::Table(keys) })
    });
    Ok(Value { line: 1, data: Data::Table(table.collect()) })
}

struct Key {
    name: String,
    line: usize,
    first: String,
    more: Vec<(String, usize)>,
}

impl Key {
    fn value(self) -> Value {
        let text = |(text, line)| Value { line, data: Data::Text(text) };
        if self.more.is_empty() {
            return text((self.first, self.line));
        }
        let first = (!self.first.is_empty()).then_some((self.first, self.line));
        Value { line: self.line, data: Data::List(first.into_iter().chain(self.more).map(text).collect()) }
    }
}
