//! What can be written at a cursor: keys and values of the schema.

use dna::editing::{Kind, Proposal};
use documents::cursor::{self, Form};
use documents::{Scalar, core_schema, is_plain};
use schemas::outline::{self, Shape};
use serde_json::Value as Json;
use syntax::Language;
use workspace::{Db, File, Span};

use super::Asked;

/// What can be written at `offset` of a file that has a schema, best first: keys that must be there before the others.
pub fn completion(db: &dyn Db, file: File, offset: u32) -> Vec<Proposal> {
    let Some(asked) = Asked::new(db, file) else { return Vec::new() };
    let part = asked.part(offset as usize);
    let text = asked.text.get(part.range()).unwrap_or_default();
    let Some(offset) = (offset as usize).checked_sub(part.start as usize) else { return Vec::new() };
    let (key, value) = match asked.language {
        Language::Yaml => ("ouroborosCursor: ~", "ouroborosCursor"),
        Language::Toml => ("ouroborosCursor = 0", "\"ouroborosCursor\""),
        _ => ("\"ouroborosCursor\": null", "\"ouroborosCursor\""),
    };
    let read = |text: &str| asked.tree(text);
    let word = cursor::word(text, offset);
    let mut out = Writing {
        language: asked.language,
        span: Span { start: word.start + part.start, end: word.end + part.start },
        in_quotes: text.get(..word.start as usize).is_some_and(|before| before.ends_with(['"', '\''])),
        has_value: text
            .get(word.end as usize..)
            .is_some_and(|after| after.trim_start_matches(['"', '\'']).trim_start_matches(' ').starts_with([':', '='])),
        out: Vec::new(),
    };
    for place in cursor::places_as(text, offset, &Form { key, value, read: &read }) {
        let (held, document) = asked.held(text, place.root);
        let (Some(held), Some(root)) = (held, document.root) else { continue };
        let schema = held.words().source();
        let parts = outline::at(schema, &place.path);
        if place.is_key {
            let written = root.find(&place.path).map(|(_, node)| node.entries()).unwrap_or_default();
            let is_written = |name: &str| written.iter().any(|(key, _)| key.text() == Some(name));
            for key in outline::keys_left(schema, &parts, is_written) {
                out.key(key.name, key.description, key.is_required, key.shape);
            }
        } else if place.before.is_empty() {
            for value in outline::values(&parts) {
                out.value(&value.text, value.is_text, outline::said_of(&parts, &value.text), value.is_default);
            }
        }
    }
    out.out
}

struct Writing {
    language: Language,
    span: Span,
    in_quotes: bool,
    has_value: bool,
    out: Vec<Proposal>,
}

impl Writing {
    fn key(&mut self, name: &str, description: Option<&str>, is_required: bool, shape: Shape) {
        let is_bare = match self.language {
            Language::Yaml => is_plain(name) && core_schema(name) == Scalar::Text,
            Language::Toml => !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')),
            _ => false,
        };
        let quoted = if is_bare || self.in_quotes { name.to_owned() } else { format!("\"{name}\"") };
        let text = match self.language {
            _ if self.in_quotes || self.has_value => quoted,
            Language::Toml => format!("{quoted} = "),
            Language::Yaml if shape == Shape::Map => format!("{quoted}:"),
            _ => format!("{quoted}: "),
        };
        self.push(name, text, Kind::Key, description, is_required.then_some("required"));
    }

    fn value(&mut self, value: &str, is_text: bool, description: Option<&str>, is_default: bool) {
        let is_bare = !is_text || self.language == Language::Yaml && is_plain(value) && core_schema(value) == Scalar::Text;
        let text = if is_bare || self.in_quotes { value.to_owned() } else { Json::from(value).to_string() };
        self.push(value, text, Kind::Value, description, is_default.then_some("default"));
    }

    fn push(&mut self, label: &str, text: String, kind: Kind, description: Option<&str>, detail: Option<&'static str>) {
        if !self.out.iter().any(|known| known.label == label && known.kind == kind) {
            let description = description.map(str::to_owned);
            self.out.push(Proposal { label: label.to_owned(), text, span: self.span, kind, description, detail });
        }
    }
}
