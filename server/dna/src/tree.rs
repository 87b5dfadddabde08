//! A YAML or JSON document as a tree with places, for whoever reads one that is not a DNA's own section: as plain
//! data for a schema to judge, and back from a path in that data to the place.

use schemas::{Blame, Part, Step, Violation};
use serde_json::{Map, Number, Value as Json};
use workspace::Span;

use crate::mistake::{Fix, Mistake, SCHEMA};
pub use crate::yaml::{Document, Node, Scalar, Unread, Value, read};
use crate::yaml::{core_schema, is_plain};

impl Node {
    /// The same as plain data. Of a key written twice the first counts, as everywhere here; keys that are no
    /// scalars are left out; a number that JSON cannot write, like `.inf`, is text.
    pub fn to_json(&self) -> Json {
        match &self.value {
            Value::Scalar { text, kind, .. } => match kind {
                Scalar::Null => Json::Null,
                Scalar::Bool => Json::Bool(text.eq_ignore_ascii_case("true")),
                Scalar::Number => number(text).map_or_else(|| Json::String(text.to_string()), Json::Number),
                Scalar::Text => Json::String(text.to_string()),
            },
            Value::List(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            Value::Map(entries) => {
                let mut out = Map::with_capacity(entries.len());
                for (key, value) in entries {
                    if let Some(name) = key.text()
                        && !out.contains_key(name)
                    {
                        out.insert(name.to_owned(), value.to_json());
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

    /// What a schema does not allow in this document, as mistakes at their places. What it was judged by is in
    /// `Violation`; a schema that cannot be used is a mistake at the document's start.
    pub fn mistakes(&self, violations: &[Violation]) -> Vec<Mistake> {
        violations.iter().map(|violation| self.mistake(violation)).collect()
    }

    fn mistake(&self, violation: &Violation) -> Mistake {
        // What an alias stands for is written elsewhere, and has places all the same.
        let found = self.find(&violation.path).unwrap_or((None, self));
        let node = match (violation.part, violation.blame, found) {
            (Part::Key, Blame::Instance, (Some(key), _)) => key,
            (_, _, (_, value)) => value,
        };
        let span = match node.value {
            Value::Scalar { .. } => node.span,
            _ => node.heading(),
        };
        let mut mistake = Mistake::new(SCHEMA, span, violation.message.clone());
        mistake.fix = violation.meant.as_ref().and_then(|meant| {
            let span = node.replaceable(&meant.text, meant.is_text)?;
            Some(Fix { title: format!("Change to `{}`", meant.text), span, text: meant.text.clone(), safe: false })
        });
        mistake
    }

    /// The range to replace by `text`, where that gives what is meant whether or not there are quotes.
    fn replaceable(&self, text: &str, is_text: bool) -> Option<Span> {
        let Value::Scalar { text: written, kind, literal, .. } = &self.value else { return None };
        match (is_text, kind) {
            (true, _) => (*literal && is_plain(text) && core_schema(text) == Scalar::Text).then_some(self.span),
            // Text that would be none without its quotes has quotes, and they go too.
            (false, Scalar::Text) if *literal && core_schema(written) != Scalar::Text => {
                Some(Span { start: self.span.start.checked_sub(1)?, end: self.span.end + 1 })
            }
            (false, Scalar::Text) => None,
            (false, _) => Some(self.span),
        }
    }
}

/// A number of YAML as JSON has it; `8.0` is the integer 8, as in JSON Schema.
pub(crate) fn number(text: &str) -> Option<Number> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = unsigned.strip_prefix(prefix) {
            let value = i64::from_str_radix(digits, radix).ok()?;
            return Some(Number::from(if negative { -value } else { value }));
        }
    }
    let plain = text.trim_start_matches('+');
    if let Ok(integer) = plain.parse::<i64>() {
        return Some(Number::from(integer));
    }
    if let Ok(integer) = plain.parse::<u64>() {
        return Some(Number::from(integer));
    }
    let float: f64 = plain.parse().ok()?;
    if float.fract() == 0.0 && float.abs() < 9e15 {
        return Some(Number::from(float as i64));
    }
    Number::from_f64(float)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a: &x {k: 1, k: 2, '': ~}\nb: [true, 0x1F, 1.50, 8.0, .inf, '7', *x]\n1: {2: on}\n";

    fn root(text: &str) -> Node {
        read(text).ok().and_then(|document| document.root).expect("a document")
    }

    #[test]
    fn data() {
        assert_eq!(
            root(TEXT).to_json().to_string(),
            r#"{"a":{"k":1,"":null},"b":[true,31,1.5,8,".inf","7",{"k":1,"":null}],"1":{"2":"on"}}"#
        );
    }

    #[test]
    fn every_path_of_the_data_has_its_place() {
        let root = root(TEXT);
        let text = |path: &[Step]| root.at(path).map(|(key, value)| (&TEXT[key.range()], &TEXT[value.range()]));
        let key = |name: &str| Step::Key(name.to_owned());
        assert_eq!(text(&[key("a"), key("k")]), Some(("k", "1")));
        assert_eq!(text(&[key("b"), Step::Index(5)]), Some(("7", "7")));
        assert_eq!(text(&[key("1"), key("2")]), Some(("2", "on")));
        assert_eq!(text(&[key("a"), key("z")]), None);
        assert_eq!(text(&[]).map(|(key, _)| key), Some("a"));
    }
}
