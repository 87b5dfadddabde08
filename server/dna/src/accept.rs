//! Taking what was found into the DNA: the smallest edits of its text, which keep comments, order and style.
//!
//! An edit is offered only when the text, read again with it, says what it said before and the one thing more, or less.

use documents::{Node, Scalar, Value, core_schema, is_plain};
use serde_json::{Value as Json, json};
use workspace::{Db, File, RelPath, Root, Span};

use crate::model::{Component, Dna};
use crate::project::{declared, document, text};
use crate::span::SpanId;

/// One replacement in a file of the DNA.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// The file.
    pub file: File,
    /// What goes.
    pub span: Span,
    /// What comes.
    pub text: String,
}

/// Lets `component` use `target`: another entry of its `uses`, which it has.
pub fn allow(db: &dyn Db, root: Root, component: &Component, target: &str) -> Option<Edit> {
    let id = component.id.value.as_str();
    edit(
        db,
        root,
        component.id.span,
        |text, tree| more(text, tree.path(&["components", id, "uses"])?, target),
        |json| {
            json.pointer_mut(&pointer(id, "/uses"))?.as_array_mut()?.push(json!(target));
            Some(())
        },
    )
}

/// Takes `target` out of the `uses` of `component`.
pub fn disallow(db: &dyn Db, root: Root, component: &Component, target: &str) -> Option<Edit> {
    let id = component.id.value.as_str();
    edit(
        db,
        root,
        component.id.span,
        |text, tree| less(text, tree.path(&["components", id, "uses"])?, target),
        |json| {
            json.pointer_mut(&pointer(id, "/uses"))?.as_array_mut()?.retain(|entry| *entry != json!(target));
            Some(())
        },
    )
}

/// Declares a component at `path`, in the file of `near` and behind the last one there. Says its id, too.
pub fn declare(db: &dyn Db, root: Root, dna: &Dna, near: &Component, path: &RelPath) -> Option<(String, Edit)> {
    let id = free_id(dna, path);
    let value = scalar(path.as_str());
    let made = edit(
        db,
        root,
        near.id.span,
        |text, tree| {
            let (key, last) = tree.entries_of("components").last()?;
            let indent = indent(text, key.span.start)?;
            // A text in a block ends with the lines that are empty.
            let end = line_end(text, text[..last_end(last) as usize].trim_end().len() as u32);
            Some((Span { start: end, end }, format!("\n{indent}{id}: {{ path: {value} }}")))
        },
        |json| {
            json.pointer_mut("/components")?.as_object_mut()?.insert(id.clone(), json!({ "path": path.as_str() }));
            Some(())
        },
    )?;
    Some((id, made))
}

/// A text as YAML has it in a mapping of one line.
pub fn scalar(text: &str) -> String {
    if is_plain(text) && core_schema(text) == Scalar::Text { text.to_owned() } else { json!(text).to_string() }
}

/// A name as an id: its letters and digits of ASCII, in small words.
pub fn id_of(name: &str) -> String {
    let name = name.to_lowercase();
    let words: Vec<&str> = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("-")
}

/// Makes the edit, and holds it to what it should change.
fn edit(
    db: &dyn Db,
    root: Root,
    at: SpanId,
    make: impl FnOnce(&str, &Node) -> Option<(Span, String)>,
    expect: impl FnOnce(&mut Json) -> Option<()>,
) -> Option<Edit> {
    let declared = declared(db, root);
    // What a preset says is changed nowhere.
    if declared.preset_of(at).is_some() {
        return None;
    }
    let file = declared.file_of(at)?;
    let text = text(db, file)?;
    let document = document(db, file);
    let tree = document.as_ref().as_ref().ok()?.root.as_ref()?;
    let (span, new) = make(&text, tree)?;
    let mut expected = tree.to_json();
    expect(&mut expected)?;
    let after = format!("{}{new}{}", text.get(..span.start as usize)?, text.get(span.end as usize..)?);
    let read = documents::read(&after).ok()?.root?.to_json();
    (read == expected).then_some(Edit { file, span, text: new })
}

/// Another entry at the end of a list.
fn more(text: &str, list: &Node, entry: &str) -> Option<(Span, String)> {
    let Value::List(items) = &list.value else { return None };
    let Some(last) = items.last() else {
        // Between the brackets.
        let at = list.span.start + 1;
        return text[list.span.start as usize..].starts_with('[').then(|| (Span { start: at, end: at }, entry.to_owned()));
    };
    let end = closed(text, last);
    if is_flow(text, list) {
        return Some((Span { start: end, end }, format!(", {entry}")));
    }
    let dash = text[..last.span.start as usize].rfind('-')? as u32;
    let (indent, end) = (indent(text, dash)?, line_end(text, end));
    Some((Span { start: end, end }, format!("\n{indent}- {entry}")))
}

/// One entry less.
fn less(text: &str, list: &Node, entry: &str) -> Option<(Span, String)> {
    let Value::List(items) = &list.value else { return None };
    let at = items.iter().position(|item| item.text() == Some(entry))?;
    let item = &items[at];
    let (start, end) = (opened(text, item), closed(text, item));
    let span = if is_flow(text, list) {
        match (items.get(at + 1), at.checked_sub(1).map(|before| &items[before])) {
            (Some(next), _) => Span { start, end: opened(text, next) },
            (None, Some(before)) => Span { start: closed(text, before), end },
            (None, None) => Span { start, end },
        }
    } else if items.len() == 1 {
        // Nothing at all is something else than an empty list.
        return Some((Span { start: text[..start as usize].rfind('-')? as u32, end }, "[]".to_owned()));
    } else {
        let line = text[..start as usize].rfind('\n')? as u32;
        Span { start: line, end: line_end(text, end) }
    };
    Some((span, String::new()))
}

fn is_flow(text: &str, list: &Node) -> bool {
    text[list.span.start as usize..].starts_with('[')
}

/// Where an entry begins, with its quotes.
fn opened(text: &str, node: &Node) -> u32 {
    let is_quoted = text[..node.span.start as usize].ends_with(['"', '\'']);
    node.span.start - u32::from(is_quoted)
}

/// Where an entry ends, with its quotes.
fn closed(text: &str, node: &Node) -> u32 {
    let is_quoted = opened(text, node) < node.span.start;
    node.span.end + u32::from(is_quoted)
}

/// The end of the last of a value's parts.
fn last_end(node: &Node) -> u32 {
    let below = match &node.value {
        Value::Map(entries) => entries.iter().map(|(key, value)| key.span.end.max(last_end(value))).max(),
        Value::List(items) => items.iter().map(last_end).max(),
        Value::Scalar { .. } => None,
    };
    below.map_or(node.span.end, |below| below.max(node.span.end))
}

fn line_end(text: &str, at: u32) -> u32 {
    let rest = &text[at as usize..];
    let length = rest.find('\n').unwrap_or(rest.trim_end_matches('\n').len());
    at + rest[..length].trim_end_matches('\r').len() as u32
}

/// What stands before `at` in its line, when that is nothing but space.
fn indent(text: &str, at: u32) -> Option<&str> {
    let before = &text[..at as usize];
    let line = &before[before.rfind('\n').map_or(0, |line| line + 1)..];
    line.bytes().all(|byte| byte == b' ').then_some(line)
}

fn pointer(id: &str, rest: &str) -> String {
    format!("/components/{}{rest}", id.replace('~', "~0").replace('/', "~1"))
}

/// The last part of a path as an id, longer where that is taken.
fn free_id(dna: &Dna, path: &RelPath) -> String {
    let parts: Vec<&str> = path.parts().collect();
    // `orders.py` are the orders.
    let word = |parts: &[&str]| id_of(parts.join("-").split('.').next().unwrap_or_default());
    let is_free = |id: &String| id.starts_with(|c: char| c.is_ascii_alphabetic()) && dna.name(id).is_none();
    let longer = (0..parts.len()).rev().map(|from| word(&parts[from..])).find(is_free);
    longer.unwrap_or_else(|| (2..).map(|number| format!("part-{number}")).find(|id| dna.name(id).is_none()).unwrap_or_default())
}
