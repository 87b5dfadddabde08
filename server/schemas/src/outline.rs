//! What a schema knows about a place of a document: keys, values, descriptions. For completion and hover, where what
//! may apply counts, not only what does.

use serde_json::Value;

use crate::position::resolve;
use crate::violation::Step;

/// How many parts one schema is looked at in: an honest one has a few.
const MOST_PARTS: usize = 500;

/// A key that a place may have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyAt<'s> {
    /// Its name.
    pub name: &'s str,
    /// What it is for.
    pub description: Option<&'s str>,
    /// Whether every document has it.
    pub is_required: bool,
    /// What its value looks like.
    pub shape: Shape,
}

/// What a value looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Neither a list nor a mapping, or any of several.
    Scalar,
    /// A list.
    List,
    /// A mapping.
    Map,
}

/// A value that a place may have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ValueAt {
    /// As JSON writes it, but text without quotes.
    pub text: String,
    /// Whether it is text.
    pub is_text: bool,
    /// Whether it is what holds when nothing is written.
    pub is_default: bool,
}

/// Everything that applies, or may apply, at `path` of a document that is held to `schema`.
pub fn at<'s>(schema: &'s Value, path: &[Step]) -> Vec<&'s Value> {
    let mut parts = expanded(schema, vec![schema]);
    for step in path {
        let next = parts.iter().filter_map(|part| below(part, step)).collect();
        parts = expanded(schema, next);
    }
    parts
}

/// The keys that a mapping there may have, in the schema's order.
pub fn keys<'s>(root: &'s Value, parts: &[&'s Value]) -> Vec<KeyAt<'s>> {
    let mut out: Vec<KeyAt<'s>> = Vec::new();
    // What one of several branches needs is not needed.
    let certain = parts.first().map(|first| certain(root, first)).unwrap_or_default();
    let required = |name: &str| {
        let names = |part: &&Value| part.get("required").and_then(Value::as_array).is_some_and(|all| all.iter().any(|one| one == name));
        certain.iter().any(names)
    };
    for part in parts {
        for (name, schema) in part.get("properties").and_then(Value::as_object).into_iter().flatten() {
            if out.iter().any(|known| known.name == name) {
                continue;
            }
            let of_key = expanded(root, vec![schema]);
            out.push(KeyAt { name, description: description(&of_key), is_required: required(name), shape: shape(&of_key) });
        }
        let names = part.get("propertyNames").and_then(|names| names.get("enum")).and_then(Value::as_array);
        for name in names.into_iter().flatten().filter_map(Value::as_str) {
            if !out.iter().any(|known| known.name == name) {
                out.push(KeyAt { name, description: None, is_required: false, shape: Shape::Scalar });
            }
        }
    }
    out
}

/// The keys that can still be written in a mapping there: those that must be there first.
pub fn keys_left<'s>(root: &'s Value, parts: &[&'s Value], is_written: impl Fn(&str) -> bool) -> Vec<KeyAt<'s>> {
    let mut left = keys(root, parts);
    left.retain(|key| !is_written(key.name));
    left.sort_by_key(|key| !key.is_required);
    left
}

/// The values that are named for a place: those that it must have one of, examples, and the default.
pub fn values(parts: &[&Value]) -> Vec<ValueAt> {
    let mut out: Vec<ValueAt> = Vec::new();
    let default = parts.iter().find_map(|part| part.get("default"));
    let mut add = |value: &Value| {
        let (text, is_text) = match value {
            Value::String(text) => (text.clone(), true),
            Value::Number(_) | Value::Bool(_) => (value.to_string(), false),
            _ => return,
        };
        if !out.iter().any(|known| known.text == text && known.is_text == is_text) {
            out.push(ValueAt { text, is_text, is_default: default == Some(value) });
        }
    };
    for part in parts {
        part.get("const").into_iter().for_each(&mut add);
        for keyword in ["enum", "examples"] {
            part.get(keyword).and_then(Value::as_array).into_iter().flatten().for_each(&mut add);
        }
        if part.get("type").and_then(Value::as_str) == Some("boolean") {
            [Value::Bool(true), Value::Bool(false)].iter().for_each(&mut add);
        }
    }
    default.into_iter().for_each(&mut add);
    out
}

/// More values are not listed.
const MOST_LISTED: usize = 12;

/// What a schema says of the place `path` and of what is `written` there, in Markdown; `None`: nothing.
pub fn explained(schema: &Value, path: &[Step], written: Option<&str>) -> Option<String> {
    let parts = at(schema, path);
    let description = description(&parts)?;
    let mut out = String::new();
    if let Some((Step::Key(key), above)) = path.split_last()
        && keys(schema, &at(schema, above)).iter().any(|known| known.name == key)
    {
        out.push_str(&format!("`{key}`: "));
    }
    out.push_str(description);
    if let Some((written, said)) =
        written.and_then(|written| Some((written, said_of(&parts, written)?))).filter(|(_, said)| *said != description)
    {
        out.push_str(&format!("\n\n`{written}`: {said}"));
    }
    let values = values(&parts);
    let listed: Vec<String> = values.iter().take(MOST_LISTED).map(|value| format!("`{}`", value.text)).collect();
    if values.len() > 1 {
        out.push_str(&format!("\n\nOne of {}", listed.join(", ")));
    }
    if let Some(default) = values.iter().find(|value| value.is_default) {
        out.push_str(&format!("\n\nDefault: `{}`", default.text));
    }
    Some(out)
}

/// What a schema says of one value of several.
pub fn said_of<'s>(parts: &[&'s Value], value: &str) -> Option<&'s str> {
    let part = parts.iter().find(|part| part.get("const").and_then(Value::as_str) == Some(value))?;
    part.get("description")?.as_str()
}

/// What a place is for: what is said nearest to it.
pub fn description<'s>(parts: &[&'s Value]) -> Option<&'s str> {
    parts.iter().find_map(|part| part.get("description")?.as_str())
}

/// A schema and what holds wherever it does: what it refers to, and all of `allOf`.
fn certain<'s>(root: &'s Value, schema: &'s Value) -> Vec<&'s Value> {
    let mut out: Vec<&Value> = vec![schema];
    let mut at = 0;
    while let Some(part) = out.get(at).copied().filter(|_| out.len() < MOST_PARTS) {
        let target = part.get("$ref").and_then(Value::as_str).and_then(|reference| resolve(root, reference));
        let all = part.get("allOf").and_then(Value::as_array).into_iter().flatten();
        for next in target.into_iter().chain(all) {
            if !out.iter().any(|known| std::ptr::eq(*known, next)) {
                out.push(next);
            }
        }
        at += 1;
    }
    out
}

fn shape(parts: &[&Value]) -> Shape {
    let names = |part: &&Value, wanted: &str| match part.get("type") {
        Some(Value::String(name)) => name == wanted,
        Some(Value::Array(all)) => all.iter().all(|one| one == wanted || one == "null"),
        _ => false,
    };
    let typed: Vec<&&Value> = parts.iter().filter(|part| part.get("type").is_some_and(|name| name != "null")).collect();
    let all = |wanted: &str| !typed.is_empty() && typed.iter().all(|part| names(part, wanted));
    match (all("object"), all("array")) {
        (true, _) => Shape::Map,
        (_, true) => Shape::List,
        _ => Shape::Scalar,
    }
}

fn below<'s>(part: &'s Value, step: &Step) -> Option<&'s Value> {
    match step {
        Step::Key(name) => part
            .get("properties")
            .and_then(|properties| properties.get(name))
            .or_else(|| part.get("additionalProperties").filter(|others| others.is_object())),
        Step::Index(index) => {
            let items = part.get("items");
            let first = part.get("prefixItems").or(items.filter(|items| items.is_array()));
            first.and_then(|first| first.get(index)).or_else(|| items.filter(|items| items.is_object()))
        }
    }
}

fn expanded<'s>(root: &'s Value, schemas: Vec<&'s Value>) -> Vec<&'s Value> {
    let mut out: Vec<&Value> = Vec::new();
    for schema in schemas {
        each_part(root, schema, &mut |part| {
            if out.len() < MOST_PARTS && !out.iter().any(|known| std::ptr::eq(*known, part)) {
                out.push(part);
            }
        });
    }
    out
}

/// Calls `look` with a schema and everything that applies, or may apply, at the same place: the targets of its
/// references, and the members of `allOf`, `anyOf`, `oneOf`, `if`, `then` and `else`. Each once.
pub(crate) fn each_part<'s>(root: &'s Value, schema: &'s Value, look: &mut dyn FnMut(&'s Value)) {
    let mut known: Vec<*const Value> = Vec::new();
    let mut open = vec![schema];
    while let Some(part) = open.pop() {
        if known.len() >= MOST_PARTS || known.contains(&std::ptr::from_ref(part)) {
            continue;
        }
        known.push(part);
        look(part);
        let mut next: Vec<&Value> = Vec::new();
        next.extend(["$ref", "$dynamicRef"].iter().filter_map(|keyword| resolve(root, part.get(keyword)?.as_str()?)));
        next.extend(["if", "then", "else"].iter().filter_map(|keyword| part.get(keyword)));
        for keyword in ["allOf", "anyOf", "oneOf"] {
            next.extend(part.get(keyword).and_then(Value::as_array).into_iter().flatten());
        }
        open.extend(next.into_iter().rev());
    }
}
