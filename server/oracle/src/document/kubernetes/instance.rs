//! An object as an API server takes it: what is null is not there, and YAML is that of 1.1.

use documents::{Node, Scalar, Value};
use serde_json::Value as Json;

use super::super::DocumentContext;

/// The words for `true` and `false` that Kubernetes reads besides those of YAML 1.2.
const YES: &[&str] = &["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"];
const NO: &[&str] = &["n", "N", "no", "No", "NO", "off", "Off", "OFF"];

/// An object as plain data.
pub(super) fn instance(object: &Node, context: &DocumentContext<'_>) -> Json {
    object.to_json_as(&|node| reads_as_boolean(node, context.text).map(Json::Bool), &|value| !value.is_null())
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
