//! Where in a schema other schemas stand, and where its references lead.

use serde_json::Value;

/// Keywords whose value is a mapping from names to schemas.
const MAPS: &[&str] = &["$defs", "definitions", "properties", "patternProperties", "dependentSchemas", "dependencies"];

/// Whether the value of a keyword is a mapping from names to schemas.
pub(crate) fn is_map(keyword: &str) -> bool {
    MAPS.contains(&keyword)
}

/// The schema that a reference leads to, within the same document: a pointer or an anchor.
pub(crate) fn resolve<'s>(root: &'s Value, reference: &str) -> Option<&'s Value> {
    let fragment = reference.strip_prefix('#')?;
    if fragment.is_empty() || fragment.starts_with('/') {
        return root.pointer(&decoded(fragment));
    }
    anchored(root, fragment)
}

fn anchored<'s>(value: &'s Value, anchor: &str) -> Option<&'s Value> {
    match value {
        Value::Object(object) => {
            let names = |keyword: &str| object.get(keyword).and_then(Value::as_str) == Some(anchor);
            // Draft 4 to 7 write an anchor as an id.
            let is_id = |keyword: &str| object.get(keyword).and_then(Value::as_str).and_then(|id| id.strip_prefix('#')) == Some(anchor);
            if names("$anchor") || names("$dynamicAnchor") || is_id("$id") || is_id("id") {
                return Some(value);
            }
            object.values().find_map(|value| anchored(value, anchor))
        }
        Value::Array(items) => items.iter().find_map(|item| anchored(item, anchor)),
        _ => None,
    }
}

/// A part of a fragment without its percent signs.
pub fn decoded(fragment: &str) -> String {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if let (b'%', [high, low, tail @ ..]) = (first, after)
            && let (Some(high), Some(low)) = ((*high as char).to_digit(16), (*low as char).to_digit(16))
        {
            bytes.push((high * 16 + low) as u8);
            rest = tail;
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// How many values a document has and how deep it nests, counted up to `most` and without recursion.
pub(crate) fn measure(value: &Value, most: usize) -> (usize, usize) {
    let (mut nodes, mut depth) = (0, 0);
    let mut open = vec![(value, 1)];
    while let Some((value, at)) = open.pop() {
        nodes += 1;
        depth = depth.max(at);
        if nodes >= most {
            break;
        }
        match value {
            Value::Object(object) => open.extend(object.values().map(|value| (value, at + 1))),
            Value::Array(items) => open.extend(items.iter().map(|item| (item, at + 1))),
            _ => {}
        }
    }
    (nodes, depth)
}
