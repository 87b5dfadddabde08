//! Generator DNA of version 0, as it exists in the wild: a `*.dna.yaml` without the key `dna`. It loads as it is;
//! what is said of it is what keeps it from being used.

use std::sync::Arc;

use serde_json::Value as Json;
use workspace::{Db, File};

use crate::mistake::Mistake;
use crate::project::{document, is_named_dna};
use crate::read::version_key;
use documents::{Document, Node, Value};

/// The keys that every one of them has.
const KEYS: &[&str] = &["id", "name", "system", "codename", "description", "version", "category", "outputs", "templates"];
/// A document with so many of them is one that lacks the rest, and no other kind of document.
const ENOUGH: usize = 4;

/// The schema's name among those that ship.
pub const SCHEMA_NAME: &str = "dna-v0";

/// Whether a document is one.
pub fn is_v0(document: &Document) -> bool {
    let Some(Node { value: Value::Map(entries), .. }) = &document.root else { return false };
    let has = |name: &str| entries.iter().any(|(key, _)| key.text() == Some(name));
    version_key(document).is_none() && (has("outputs") || has("templates")) && KEYS.iter().filter(|key| has(key)).count() >= ENOUGH
}

/// What is wrong with a file, if it is one.
pub fn mistakes(db: &dyn Db, file: File) -> Arc<[Mistake]> {
    // Every file is asked, and nothing need be kept of most.
    if is_named_dna(file.path(db).name()) { mistakes_in(db, file) } else { Arc::default() }
}

#[salsa::tracked(returns(clone))]
fn mistakes_in(db: &dyn Db, file: File) -> Arc<[Mistake]> {
    match &*document(db, file) {
        Ok(document) => judge(document).into(),
        Err(_) => Arc::default(),
    }
}

/// The same for a text that is in no database.
pub fn mistakes_of(text: &str) -> Vec<Mistake> {
    documents::read(text).map_or_else(|_| Vec::new(), |document| judge(&document))
}

fn judge(document: &Document) -> Vec<Mistake> {
    let (Some(root), true) = (&document.root, is_v0(document)) else { return Vec::new() };
    let Some(schema) = strict() else { return Vec::new() };
    let mut violations = schema.validate(&root.to_json());
    // The format never said that it has no other keys. One that is nearly a known one is a misspelt one.
    violations.retain(|violation| violation.keyword != "additionalProperties" || violation.meant.is_some());
    let mut mistakes: Vec<Mistake> = root.misshapes(&violations).into_iter().map(Mistake::of_shape).collect();
    crate::read::tidy(&mut mistakes);
    mistakes
}

/// The published schema, with no keys but those that it names.
fn strict() -> Option<&'static schemas::Schema> {
    static STRICT: std::sync::OnceLock<Option<schemas::Schema>> = std::sync::OnceLock::new();
    let made = || {
        let mut schema = schemas::shipped(SCHEMA_NAME)?.source().clone();
        close(&mut schema);
        Some(schemas::Schema::new(schema))
    };
    STRICT.get_or_init(made).as_ref()
}

fn close(schema: &mut Json) {
    let Some(object) = schema.as_object_mut() else { return };
    if object.contains_key("properties") && !object.contains_key("additionalProperties") {
        object.insert("additionalProperties".to_owned(), Json::Bool(false));
    }
    for map in ["properties", "$defs"] {
        let values = object.get_mut(map).and_then(Json::as_object_mut).into_iter().flat_map(|map| map.values_mut());
        values.for_each(close);
    }
}
