//! The manifest of an agent, `*.agent.yaml`: read by itself, held to its schema and to what no schema can say.
//!
//! What comes of it is plain data in the schema's form; what that means is for the crate `agents` to say.

#![allow(missing_docs)] // salsa's macros make methods that carry none

use std::sync::Arc;
use std::time::Duration;

use schemas::Step;
use serde_json::Value as Json;
use workspace::{Db, File, RelPath, Span};

use crate::mistake::{Mistake, SCHEMA};
use crate::project::document;
use crate::read::{duration, tidy};
use documents::Unread;
use documents::{Document, Node, Value};

/// The schema's name among those that ship.
pub const SCHEMA_NAME: &str = "agent";
/// The folder of a root in which they are looked for.
pub const FOLDER: &str = "agents";

/// Whether a file may be one, by its name.
pub fn is_named(name: &str) -> bool {
    [".agent.yaml", ".agent.yml"].iter().any(|end| name.len() > end.len() && name.ends_with(end))
}

/// Whether a text is one of ours: others call their files so, too.
pub fn is_ours(text: &str) -> bool {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let has = |key: &str| text.lines().any(|line| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':')));
    has("id") && !has("agent") || has("run") || text.trim().is_empty()
}

/// Whether a file of a root is one.
#[salsa::tracked(returns(copy))]
pub fn is_manifest(db: &dyn Db, file: File) -> bool {
    let path = file.path(db);
    path.parent().is_some_and(|folder| folder.as_str() == FOLDER)
        && is_named(path.name())
        && crate::project::text(db, file).is_some_and(|text| is_ours(&text))
}

/// What is wrong with a file, if it is one.
pub fn mistakes(db: &dyn Db, file: File) -> Arc<[Mistake]> {
    if is_named(file.path(db).name()) { mistakes_in(db, file) } else { Arc::default() }
}

#[salsa::tracked(returns(clone))]
fn mistakes_in(db: &dyn Db, file: File) -> Arc<[Mistake]> {
    if !is_manifest(db, file) {
        return Arc::default();
    }
    match &*document(db, file) {
        Ok(document) => data(document).err().unwrap_or_default().into(),
        // Who reads files for L1 reports it.
        Err(Unread::Syntax) => Arc::default(),
        Err(Unread::Excess(span, message)) => [Mistake::new(SCHEMA, *span, message.clone())].into(),
    }
}

/// Reads a text that is in no database: its data, which fits the schema.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(text: &str) -> Result<Json, Vec<Mistake>> {
    match documents::read(text) {
        Ok(document) => {
            // Of a file of the root, who reads files for L1 reports it.
            let duplicates = document.root.as_ref().map_or_else(Vec::new, duplicates);
            if duplicates.is_empty() { data(&document) } else { Err(duplicates) }
        }
        Err(Unread::Syntax) => Err(vec![Mistake::new(SCHEMA, Span::default(), "it is no YAML")]),
        Err(Unread::Excess(span, message)) => Err(vec![Mistake::new(SCHEMA, span, message)]),
    }
}

/// A mistake of the file as a whole.
pub fn mistake(message: &str) -> Mistake {
    Mistake::new(SCHEMA, Span::default(), message)
}

fn data(document: &Document) -> Result<Json, Vec<Mistake>> {
    let Some(root) = document.root.as_ref().filter(|root| !root.is_null()) else {
        return Err(vec![Mistake::new(SCHEMA, Span::default(), "an empty file: an agent has an `id`, and `run` says what runs")]);
    };
    if let Some(second) = document.second {
        return Err(vec![Mistake::new(SCHEMA, second, "a second document: a file declares one agent")]);
    }
    let json = root.to_json();
    let mut mistakes = schemas::shipped(SCHEMA_NAME)
        .map_or_else(Vec::new, |schema| root.misshapes(&schema.validate(&json)).into_iter().map(Mistake::of_shape).collect());
    if mistakes.is_empty() {
        mistakes = doubts(&json).into_iter().map(|(path, message)| Mistake::new(SCHEMA, place(root, &path), message)).collect();
    }
    tidy(&mut mistakes);
    if mistakes.is_empty() { Ok(json) } else { Err(mistakes) }
}

/// What a schema cannot say about data that fits it: where, and what.
pub fn doubts(json: &Json) -> Vec<(Vec<Step>, String)> {
    let mut out = Vec::new();
    let path = |keys: &[&str]| keys.iter().map(|key| Step::Key((*key).to_owned())).collect::<Vec<_>>();
    let at = |pointer: &str| json.pointer(pointer);
    let length = |pointer: &str| at(pointer).and_then(Json::as_str).and_then(duration);
    let is_shorter = |pointer: &str, least: Duration, other: &str, standard: Duration| {
        let (one, other) = (length(pointer), length(other));
        (one.is_some() || other.is_some()) && one.unwrap_or(least) <= other.unwrap_or(standard)
    };
    if is_shorter("/probes/stale_after", Duration::from_secs(60), "/probes/every", Duration::from_secs(10)) {
        let key = if length("/probes/stale_after").is_some() { "stale_after" } else { "every" };
        let message = "`stale_after` is not longer than `every`: the agent would be stale before it is asked again";
        out.push((path(&["probes", key]), message.to_owned()));
    }
    let id = at("/id").and_then(Json::as_str).unwrap_or_default();
    let needs = at("/needs").and_then(Json::as_array).into_iter().flatten();
    for (index, _) in needs.enumerate().filter(|(_, need)| need.as_str() == Some(id)) {
        out.push(([path(&["needs"]), vec![Step::Index(index)]].concat(), format!("`{id}` needs itself: it would never start")));
    }
    if let Some(folder) = at("/run/command/folder").and_then(Json::as_str)
        && RelPath::root().resolve(folder).is_none()
    {
        out.push((path(&["run", "command", "folder"]), format!("`{folder}` leads out of the root; paths are seen from there")));
    }
    let shorthand = at("/run").filter(|run| run.is_array()).map(|_| path(&["run"]));
    let words = shorthand.unwrap_or_else(|| path(&["run", "command", "words"]));
    let first = at("/run/0").or_else(|| at("/run/command/words/0")).and_then(Json::as_str);
    if first.is_some_and(|word| word.trim().is_empty()) {
        out.push(([words, vec![Step::Index(0)]].concat(), "the name of the program is empty".to_owned()));
    }
    out
}

/// The keys that are written twice, anywhere.
fn duplicates(node: &Node) -> Vec<Mistake> {
    match &node.value {
        Value::Scalar { .. } => Vec::new(),
        Value::List(items) => items.iter().flat_map(duplicates).collect(),
        Value::Map(entries) => {
            let mut out: Vec<Mistake> = Vec::new();
            for (at, (key, value)) in entries.iter().enumerate() {
                if entries[..at].iter().any(|(other, _)| other.text().is_some() && other.text() == key.text()) {
                    out.push(Mistake::new(SCHEMA, key.span, format!("the key `{}` is written twice", key.text().unwrap_or_default())));
                }
                out.extend(duplicates(value));
            }
            out
        }
    }
}

fn place(root: &Node, path: &[Step]) -> Span {
    root.find(path).map_or_else(|| root.heading(), |(_, value)| value.span)
}
