//! An object as an API server takes it: what is null is not there, and YAML is that of 1.1.

use documents::{Node, Scalar, Value, number};
use serde_json::{Map, Value as Json};

use super::super::DocumentContext;

/// The words for `true` and `false` that Kubernetes reads besides those of YAML 1.2.
const YES: &[&str] = &["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"];
const NO: &[&str] = &["n", "N", "no", "No", "NO", "off", "Off", "OFF"];

/// An object as plain data.
pub(super) struct Instance {
    pub json: Json,
}

impl Instance {
    pub fn of(node: &Node, context: &DocumentContext<'_>) -> Instance {
        Instance { json: plain(node, context.text) }
    }
}

fn plain(node: &Node, text: &str) -> Json {
    match &node.value {
        Value::Scalar { text: written, kind, .. } => match kind {
            Scalar::Null => Json::Null,
            Scalar::Bool => Json::Bool(written.eq_ignore_ascii_case("true")),
            Scalar::Number => number(written).map_or_else(|| Json::String(written.to_string()), Json::Number),
            Scalar::Text => reads_as_boolean(node, text).map_or_else(|| Json::String(written.to_string()), Json::Bool),
        },
        Value::List(items) => Json::Array(items.iter().map(|item| plain(item, text)).collect()),
        Value::Map(entries) => {
            let mut out = Map::with_capacity(entries.len());
            for (key, value) in entries {
                if let Some(name) = key.text().filter(|name| !value.is_null() && !out.contains_key(*name)) {
                    out.insert(name.to_owned(), plain(value, text));
                }
            }
            Json::Object(out)
        }
    }
}

/// Which boolean a text without quotes is for Kubernetes: `yes`, `off`.
pub(super) fn reads_as_boolean(node: &Node, text: &str) -> Option<bool> {
    let Value::Scalar { text: written, kind: Scalar::Text, literal: true, block: None } = &node.value else { return None };
    if written.len() > 3 {
        return None;
    }
    let value = if YES.contains(&written.as_str()) {
        true
    } else if NO.contains(&written.as_str()) {
        false
    } else {
        return None;
    };
    // Of an alias the place is where it stands, and says another word.
    let is_here = text.get(node.span.range()) == Some(written.as_str());
    let before = (node.span.start as usize).checked_sub(1).and_then(|at| text.as_bytes().get(at));
    (is_here && !matches!(before, Some(b'"' | b'\''))).then_some(value)
}
