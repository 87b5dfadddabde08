//! What can be written in a template: the names that it is given, and what they hold; filters, tests, other templates.

use dna::generator::Delimiters;
use serde_json::Value as Json;
use workspace::{Db, File, Root};

use crate::maker::Maker;
use crate::project::{count, loaded, seen};
use crate::templates::{FILTERS, TESTS, given};

/// What a proposal is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A name that the template is given.
    Variable,
    /// What a value holds.
    Field,
    /// A filter or a test.
    Filter,
    /// Another template.
    Template,
}

/// Something that can be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// The text.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// How many bytes before the cursor it replaces.
    pub replaces: usize,
}

/// What can be written at `offset` of a template of some generator.
pub fn completion(db: &dyn Db, root: Root, file: File, offset: usize) -> Vec<Proposal> {
    let Some(text) = crate::project::text(db, file) else { return Vec::new() };
    let Some(before) = text.get(..offset) else { return Vec::new() };
    for number in 0..count(db, root) {
        let loaded = loaded(db, root, number);
        let Some(maker) = &loaded.maker else { continue };
        let Some((name, _)) = maker.files.iter().find(|(_, known)| **known == file) else { continue };
        // One that is included belongs to whatever includes it: the first output will do.
        let output = maker.definition.outputs.iter().position(|output| output.template.value == *name).unwrap_or(0);
        let Some(tag) = open_tag(before, &maker.delimiters(output)) else { return Vec::new() };
        return inside(db, root, maker, output, tag);
    }
    Vec::new()
}

/// What stands between the start of the tag that the cursor is in and the cursor.
fn open_tag<'t>(before: &'t str, tags: &Delimiters) -> Option<&'t str> {
    let starts = [&tags.variable, &tags.block];
    let open =
        starts.iter().filter_map(|(start, end)| Some((before.rfind(start.as_str())? + start.len(), end))).max_by_key(|(at, _)| *at)?;
    let inside = &before[open.0..];
    (!inside.contains(open.1.as_str())).then_some(inside)
}

fn inside(db: &dyn Db, root: Root, maker: &Maker, output: usize, tag: &str) -> Vec<Proposal> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let word = &tag[tag.trim_end_matches(is_word).len()..];
    let rest = tag[..tag.len() - word.len()].trim_end();
    let proposals = |texts: Vec<String>, kind: Kind, typed: &str| -> Vec<Proposal> {
        let fitting = texts.into_iter().filter(|text| text.starts_with(typed));
        fitting.map(|text| Proposal { text, kind, replaces: typed.len() }).collect()
    };
    let names = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    if let Some(typed) = open_string(tag) {
        let keyword = tag.split_whitespace().next().unwrap_or_default().trim_start_matches(['-', '+']);
        let templates = ["include", "extends", "import", "from"].contains(&keyword);
        return if templates { proposals(maker.sources.keys().cloned().collect(), Kind::Template, typed) } else { Vec::new() };
    }
    if rest.ends_with('|') && !rest.ends_with("||") {
        return proposals(names(FILTERS), Kind::Filter, word);
    }
    if rest.ends_with(" is") || rest.ends_with(" is not") {
        let tests: Vec<&str> = TESTS.iter().copied().filter(|test| test.starts_with(char::is_alphabetic)).collect();
        return proposals(names(&tests), Kind::Filter, word);
    }
    if let Some(owner) = rest.strip_suffix('.').filter(|_| tag[..tag.len() - word.len()].ends_with('.')) {
        let path = &owner[owner.trim_end_matches(|c: char| is_word(c) || c == '.').len()..];
        return proposals(fields(db, root, maker, output, path), Kind::Field, word);
    }
    let given = given(maker, output).unwrap_or_default();
    proposals(given.into_iter().collect(), Kind::Variable, word)
}

/// The text of a string that is not closed.
fn open_string(tag: &str) -> Option<&str> {
    let mut open = None;
    for (at, c) in tag.char_indices() {
        match (open, c) {
            (None, '"' | '\'') => open = Some((at, c)),
            (Some((_, quote)), c) if c == quote => open = None,
            _ => {}
        }
    }
    open.map(|(at, _)| &tag[at + 1..])
}

/// The keys of what a path of names leads to, in what the template is given.
fn fields(db: &dyn Db, root: Root, maker: &Maker, output: usize, path: &str) -> Vec<String> {
    let mut parts = path.split('.');
    let Some(first) = parts.next() else { return Vec::new() };
    let seen = seen(db, root);
    let each = maker.definition.outputs.get(output).and_then(|output| output.each.as_ref()).and_then(|each| each.rsplit_once(" as "));
    let start: Option<Json> = match first {
        "config" => Some((*maker.config).clone()),
        "dna" => Some((*seen).clone()),
        "generator" => return ["description", "id", "name", "version"].map(str::to_owned).to_vec(),
        "output" => return vec!["path".to_owned()],
        "loop" => {
            return ["cycle", "depth", "first", "index", "index0", "last", "length", "nextitem", "previtem", "revindex", "revindex0"]
                .map(str::to_owned)
                .to_vec();
        }
        name => match each {
            Some((list, item)) if item.split(',').next_back().map(str::trim) == Some(name) => {
                along(&maker.config, list.trim().split('.')).and_then(item_of)
            }
            _ => maker.config.get(name).cloned(),
        },
    };
    let found = start.and_then(|start| along(&start, parts));
    match found {
        Some(Json::Object(entries)) => {
            entries.keys().filter(|key| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_')).cloned().collect()
        }
        _ => Vec::new(),
    }
}

fn along<'p>(start: &Json, parts: impl Iterator<Item = &'p str>) -> Option<Json> {
    let mut at = start;
    for part in parts {
        at = at.get(part)?;
    }
    Some(at.clone())
}

/// One item of a list or mapping: they are alike.
fn item_of(list: Json) -> Option<Json> {
    match list {
        Json::Array(items) => items.into_iter().next(),
        Json::Object(entries) => entries.into_iter().next().map(|(_, value)| value),
        _ => None,
    }
}
