//! A module of JavaScript that is nothing but data: `module.exports = {...}`. It is read, never run; what would have to be
//! run is an error that says where it stands.

use workspace::LineIndex;

use super::value::{Data, MAX_DEPTH, Value, line_at, sound};

/// The exported object.
///
/// # Errors
/// A mistake of syntax, or anything that is no literal, with its place.
pub fn read(name: &str, text: &str) -> Result<Value, String> {
    let mut reader = Reader { text, lines: sound(name, text)?, at: 0 };
    let refused = |reader: &Reader<'_>, what: String| format!("{name}:{}: {what}", reader.line());
    reader.blank();
    // A directive, then what is exported.
    for directive in ["'use strict'", "\"use strict\""] {
        if reader.eat(directive) {
            reader.eat(";");
        }
    }
    if !reader.eat("module.exports") && !reader.eat("export default") {
        return Err(refused(&reader, "this is code, which is not run: expected `module.exports = {`, and only data in it".to_owned()));
    }
    reader.eat("=");
    let value = reader.value(0).map_err(|what| refused(&reader, what))?;
    reader.eat(";");
    match reader.rest().is_empty() {
        true => Ok(value),
        false => Err(refused(&reader, "what follows the exported object is code, which is not run".to_owned())),
    }
}

struct Reader<'a> {
    text: &'a str,
    lines: LineIndex,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn line(&self) -> usize {
        line_at(&self.lines, self.at as u32)
    }

    /// Passes spaces and comments.
    fn blank(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            let comment = match (trimmed.starts_with("//"), trimmed.starts_with("/*")) {
                (true, _) => trimmed.find('\n').unwrap_or(trimmed.len()),
                (_, true) => trimmed.find("*/").map_or(trimmed.len(), |end| end + 2),
                _ => return,
            };
            self.at += comment;
        }
    }

    fn eat(&mut self, what: &str) -> bool {
        let is_there = self.rest().starts_with(what);
        if is_there {
            self.at += what.len();
            self.blank();
        }
        is_there
    }

    fn value(&mut self, depth: usize) -> Result<Value, String> {
        if depth > MAX_DEPTH {
            return Err("this nests too deep".to_owned());
        }
        let line = self.line();
        let data = match self.rest().chars().next() {
            Some('{') => self.object(depth)?,
            Some('[') => self.list(depth)?,
            Some('"' | '\'' | '`') => {
                let mut text = self.string()?;
                while self.eat("+") {
                    if !self.rest().starts_with(['"', '\'', '`']) {
                        return Err("only texts can be joined here: anything else is code, which is not run".to_owned());
                    }
                    text.push_str(&self.string()?);
                }
                Data::Text(text)
            }
            _ => {
                let word = self.word();
                match word.as_str() {
                    "true" | "false" => Data::Bool(word == "true"),
                    "null" | "undefined" => Data::Other(word),
                    _ if word.parse::<f64>().is_ok() => Data::Other(word),
                    _ => return Err("expected data here: a text, a number, a list or an object; JavaScript is not run".to_owned()),
                }
            }
        };
        self.blank();
        Ok(Value { line, data })
    }

    fn object(&mut self, depth: usize) -> Result<Data, String> {
        let mut entries = Vec::new();
        self.eat("{");
        while !self.eat("}") {
            let line = self.line();
            let key = if self.rest().starts_with(['"', '\'']) { self.string()? } else { self.word() };
            if key.is_empty() || !self.eat(":") {
                return Err("expected `key: value` here; JavaScript is not run".to_owned());
            }
            entries.push((key, line, self.value(depth + 1)?));
            if !self.eat(",") && !self.rest().starts_with('}') {
                return Err("expected `,` or `}` here; JavaScript is not run".to_owned());
            }
        }
        Ok(Data::Table(entries))
    }

    fn list(&mut self, depth: usize) -> Result<Data, String> {
        let mut items = Vec::new();
        self.eat("[");
        while !self.eat("]") {
            items.push(self.value(depth + 1)?);
            if !self.eat(",") && !self.rest().starts_with(']') {
                return Err("expected `,` or `]` here; JavaScript is not run".to_owned());
            }
        }
        Ok(Data::List(items))
    }

    /// A name or a number.
    fn word(&mut self) -> String {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '$' | '.' | '-')).unwrap_or(rest.len());
        self.at += end;
        self.blank();
        rest[..end].to_owned()
    }

    fn string(&mut self) -> Result<String, String> {
        let mut chars = self.rest().char_indices();
        let Some((_, quote)) = chars.next() else { return Err("expected a text here".to_owned()) };
        let mut out = String::new();
        while let Some((at, c)) = chars.next() {
            match c {
                c if c == quote => {
                    self.at += at + c.len_utf8();
                    self.blank();
                    return Ok(out);
                }
                '$' if quote == '`' && self.rest()[at..].starts_with("${") => {
                    return Err("this text is put together by code, which is not run".to_owned());
                }
                '\\' => match chars.next().map(|(_, c)| c) {
                    Some('n') => out.push('\n'),
                    Some('t') => out.push('\t'),
                    Some('\n') | None => {}
                    Some(c @ ('u' | 'x')) => return Err(format!("`\\{c}` is not read here: write the character itself")),
                    Some(c) => out.push(c),
                },
                c => out.push(c),
            }
        }
        Err("this text does not end".to_owned())
    }
}
