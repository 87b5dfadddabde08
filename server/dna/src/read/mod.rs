//! From text to [`Dna`]: the sections in order, each in its file; what they share is in [`fields`].
//!
//! Reading goes on after a mistake, so that one typo does not hide the next, and so that the rest of the
//! declaration still counts.

mod agents;
mod checks;
mod components;
mod deploy;
pub(crate) mod fields;
mod generators;
mod probes;
mod rules;
mod scalars;

use rustc_hash::FxHashMap;
use workspace::Span;

pub use checks::unknown_rules;

use crate::keys;
use crate::mistake::{Mistake, SCHEMA};
use crate::model::Dna;
use crate::ownership::Owners;
use crate::span::{SourceId, Spans};
use agents::AgentBodies;
use components::Bodies;
use documents::{Document, Node, Scalar, Unread, Value};

pub(crate) use fields::{Fields, Reader, cut, entry};
pub(crate) use scalars::{duration, is_variable};

/// What the text of a DNA says.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Parsed {
    /// The declaration; `None` when the text is not YAML, or more than a DNA can be.
    pub dna: Option<Dna>,
    /// The places that the declaration names.
    pub spans: Spans,
    /// What is wrong with it, by place.
    pub mistakes: Vec<Mistake>,
}

/// Reads the text of a project DNA by itself: what it extends is not read, and may declare any id. `known_codes`
/// are all rule codes there are: others in `checks` are mistakes. Syntax errors are nobody's mistake here: whoever
/// reads files for L1 reports them.
pub fn parse(text: &str, known_codes: &[&str]) -> Parsed {
    let mut parsed = parse_unchecked(text);
    if let Some(dna) = &parsed.dna {
        parsed.mistakes.extend(unknown_rules(dna, &parsed.spans, known_codes));
        tidy(&mut parsed.mistakes);
    }
    parsed
}

/// As [`parse`], taking rule codes on trust: who has codes may change while the text does not.
pub(crate) fn parse_unchecked(text: &str) -> Parsed {
    let document = match documents::read(text) {
        Ok(document) => document,
        Err(Unread::Syntax) => return Parsed::default(),
        Err(Unread::Excess(span, message)) => return Parsed { mistakes: vec![Mistake::new(SCHEMA, span, message)], ..Parsed::default() },
    };
    let mut reader = Reader::new();
    // What it extends is in other texts, and may declare anything.
    reader.lacking = document.root.as_ref().is_some_and(|root| !extends(root).is_empty());
    let dna = read_all(&mut reader, &[(SourceId::default(), &document)]);
    let (spans, mut mistakes) = reader.finish();
    tidy(&mut mistakes);
    Parsed { dna: Some(dna), spans, mistakes }
}

/// By place, and once: what is wrong with an anchored value is met again at each alias.
pub(crate) fn tidy(mistakes: &mut Vec<Mistake>) {
    mistakes.sort_by(|a, b| (a.source, a.span, a.code, &a.message).cmp(&(b.source, b.span, b.code, &b.message)));
    mistakes.dedup();
}

/// Whether a text that is no YAML looks like a DNA all the same: by a line with the key `dna`.
pub(crate) fn looks_like_dna(text: &str) -> bool {
    let is_key = |line: &str| {
        let line = line.trim_start_matches(['{', ' ', '\t']);
        let rest = line.strip_prefix("dna").or_else(|| line.strip_prefix("\"dna\""));
        rest.is_some_and(|rest| rest.trim_start().starts_with(':'))
    };
    text.lines().any(is_key)
}

/// What a document extends, as written, in order.
pub(crate) fn extends(root: &Node) -> Vec<(&str, Span)> {
    let Some((_, value)) = fields::entry(root, "extends") else { return Vec::new() };
    let nodes = match &value.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(value),
    };
    // Anything but text is a mistake of its own.
    let is_text = |node: &&Node| matches!(&node.value, Value::Scalar { text, kind: Scalar::Text, .. } if !text.is_empty());
    nodes.iter().filter(is_text).filter_map(|node| Some((node.text()?, node.span))).collect()
}

/// The place of the key `dna`, which makes a document one of ours.
pub(crate) fn version_key(document: &Document) -> Option<Span> {
    fields::entry(document.root.as_ref()?, "dna").map(|(key, _)| key.span)
}

/// Reads texts as one declaration, in the order of what wins: the own text, then those it extends.
///
/// Components and rules are one or the other text's as a whole, by id; layers are those of the first text that
/// has any; severities are taken key by key; `ignore` and `suppress` are added up; of everything else the first
/// text that says it counts.
pub(crate) fn read_all(reader: &mut Reader, texts: &[(SourceId, &Document)]) -> Dna {
    let mut dna = Dna::default();
    let (mut sections, mut bodies) = (Vec::new(), Bodies::default());
    for (number, (source, document)) in texts.iter().enumerate() {
        reader.source = *source;
        let Some(fields) = heading(reader, document) else { continue };
        match fields.get("dna") {
            Some(value) => {
                let version = reader.version(value);
                if number == 0 {
                    dna.version = version;
                }
            }
            None => reader.mistake(Mistake::new(SCHEMA, start(document), "the key `dna` is missing: write `dna: 1`")),
        }
        let name = fields.get("name").and_then(|value| reader.text(value, "`name`"));
        dna.name = dna.name.or(name);
        dna.extends.extend(fields.get("extends").map_or_else(Vec::new, |value| reader.one_or_many(value, "`extends`")));
        sections.push((*source, fields));
    }
    for (source, fields) in &sections {
        reader.source = *source;
        if let Some(components) = fields.get("components") {
            reader.declare(&mut dna, components, &mut bodies);
        }
    }
    let mut layers = sections.iter().filter_map(|(source, fields)| Some((*source, fields.get("layers").filter(|node| !node.is_null())?)));
    if let Some((source, own)) = layers.next() {
        reader.source = source;
        reader.layers(&mut dna, own);
    }
    for (source, overridden) in layers {
        reader.source = source;
        reader.overridden_layers(overridden);
    }
    reader.components(&mut dna, &bodies);
    let mut agents = AgentBodies::default();
    for (source, fields) in &sections {
        reader.source = *source;
        if let Some(value) = fields.get("agents") {
            reader.declare_agents(&mut dna, value, &mut agents);
        }
    }
    reader.agents(&mut dna, &agents);
    for (source, fields) in &sections {
        reader.source = *source;
        if let Some(value) = fields.get("rules") {
            reader.rules(&mut dna, value);
        }
        if let Some(value) = fields.get("generators").filter(|value| !value.is_null()) {
            reader.generators(&mut dna, value);
        }
        if let Some(value) = fields.get("deploy") {
            reader.deploy(&mut dna, value);
        }
        if let Some(value) = fields.get("checks") {
            let checks = reader.checks(value);
            Reader::extend_checks(&mut dna.checks, checks);
        }
    }
    dna.references = std::mem::take(&mut reader.references);
    own(reader, &mut dna);
    dna
}

/// The keys of a document, with what is wrong with it as a whole.
fn heading<'d>(reader: &mut Reader, document: &'d Document) -> Option<Fields<'d>> {
    if let Some(span) = document.second {
        reader.mistake(Mistake::new(SCHEMA, span, "a DNA is one YAML document; what follows is not read"));
    }
    let Some(root) = document.root.as_ref().filter(|root| !root.is_null()) else {
        reader.mistake(Mistake::new(SCHEMA, Span::default(), "an empty DNA: it starts with `dna: 1`"));
        return None;
    };
    reader.fields(root, &keys::DNA)
}

fn start(document: &Document) -> Span {
    Span::empty(document.root.as_ref().map_or(0, |root| root.span.start as usize))
}

/// Makes the table of owners, and reports paths that two components claim.
fn own(reader: &mut Reader, dna: &mut Dna) {
    let mut first: FxHashMap<&str, _> = FxHashMap::default();
    for component in &dna.components {
        for path in &component.paths {
            let (id, before) = first.entry(crate::ownership::folder_of(path.as_str())).or_insert((&component.id, path.span));
            if id.value != component.id.value {
                let message = format!("`{}` is already the path of component `{}`, which owns it", path.value, id.value);
                let (source, span) = reader.place(path.span);
                reader.source = source;
                let mistake = Mistake::new(crate::mistake::DUPLICATE_PATH, span, message);
                reader.mistake(mistake.related(reader.place(*before), format!("path of `{}`", id.value)));
            }
        }
    }
    dna.owners = Owners::new(dna.declared_paths().map(|declared| (declared.path.as_str(), declared.component.number)));
}
