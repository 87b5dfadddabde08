//! From text to [`Dna`]: the sections in order, each in its file; what they share is in [`fields`].
//!
//! Reading goes on after a mistake, so that one typo does not hide the next, and so that the rest of the
//! declaration still counts.

mod checks;
mod components;
mod fields;
mod rules;

use rustc_hash::FxHashMap;
use workspace::Span;

pub use checks::unknown_rules;

use crate::keys;
use crate::mistake::{Mistake, SCHEMA};
use crate::model::{Dna, PathRole};
use crate::ownership::Owners;
use crate::span::Spans;
use crate::yaml::{self, Document, Node, Unread};
use fields::Reader;

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

/// Reads the text of a project DNA. `known_codes` are all rule codes there are: others in `checks` are
/// mistakes. Syntax errors are nobody's mistake here: whoever reads files for L1 reports them.
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
    let document = match yaml::read(text) {
        Ok(document) => document,
        Err(Unread::Syntax) => return Parsed::default(),
        Err(Unread::Excess(span, message)) => return Parsed { mistakes: vec![Mistake::new(SCHEMA, span, message)], ..Parsed::default() },
    };
    let mut reader = Reader::new();
    let dna = read_document(&mut reader, &document);
    let (spans, mut mistakes) = reader.finish();
    tidy(&mut mistakes);
    Parsed { dna: Some(dna), spans, mistakes }
}

/// By place, and once: what is wrong with an anchored value is met again at each alias.
pub(crate) fn tidy(mistakes: &mut Vec<Mistake>) {
    mistakes.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
    mistakes.dedup();
}

/// What a file says about itself before it is read as DNA.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Header {
    /// `extends`, as written.
    pub extends: Vec<String>,
    /// Whether the text is not YAML, so that only a look at its lines says that it is DNA.
    pub unreadable: bool,
}

/// `Some` when the text is a project DNA, in whatever state: a mapping with the key `dna`.
pub(crate) fn header(text: &str) -> Option<Header> {
    let Ok(document) = yaml::read(text) else {
        let is_key = |line: &str| {
            let line = line.trim_start_matches(['{', ' ', '\t']);
            let rest = line.strip_prefix("dna").or_else(|| line.strip_prefix("\"dna\""));
            rest.is_some_and(|rest| rest.trim_start().starts_with(':'))
        };
        return text.lines().any(is_key).then(|| Header { extends: Vec::new(), unreadable: true });
    };
    let root = document.root?;
    fields::entry(&root, "dna")?;
    let extends = fields::entry(&root, "extends").map_or_else(Vec::new, |(_, value)| match &value.value {
        yaml::Value::List(items) => items.iter().filter_map(Node::text).map(str::to_owned).collect(),
        _ => value.text().map(str::to_owned).into_iter().collect(),
    });
    Some(Header { extends, unreadable: false })
}

/// Where the key `dna` stands.
pub(crate) fn version_key(text: &str) -> Span {
    let document = yaml::read(text).ok();
    let root = document.and_then(|document| document.root);
    root.as_ref().and_then(|root| fields::entry(root, "dna")).map_or_else(Span::default, |(key, _)| key.span)
}

fn read_document(reader: &mut Reader, document: &Document) -> Dna {
    let mut dna = Dna::default();
    if let Some(span) = document.second {
        reader.mistake(Mistake::new(SCHEMA, span, "a DNA is one YAML document; what follows is not read"));
    }
    let Some(root) = document.root.as_ref().filter(|root| !root.is_null()) else {
        reader.mistake(Mistake::new(SCHEMA, Span::default(), "an empty DNA: it starts with `dna: 1`"));
        return dna;
    };
    let Some(fields) = reader.fields(root, &keys::DNA) else { return dna };
    match fields.get("dna") {
        Some(value) => dna.version = reader.version(value),
        None => reader.mistake(Mistake::new(SCHEMA, Span::empty(root.span.start as usize), "the key `dna` is missing: write `dna: 1`")),
    }
    dna.name = fields.get("name").and_then(|value| reader.text(value, "`name`"));
    dna.extends = fields.get("extends").map_or_else(Vec::new, |value| reader.one_or_many(value, "`extends`"));
    let bodies = reader.declare(&mut dna, fields.get("components"), fields.get("layers"));
    reader.components(&mut dna, &bodies);
    if let Some(value) = fields.get("rules") {
        reader.rules(&mut dna, value);
    }
    if let Some(value) = fields.get("checks") {
        dna.checks = reader.checks(value);
    }
    dna.references = std::mem::take(&mut reader.references);
    own(reader, &mut dna);
    dna
}

/// Makes the table of owners, and reports paths that two components claim.
fn own(reader: &mut Reader, dna: &mut Dna) {
    let mut first: FxHashMap<&str, _> = FxHashMap::default();
    for component in &dna.components {
        for path in &component.paths {
            let (id, before) = first.entry(crate::ownership::folder_of(path.as_str())).or_insert((&component.id, path.span));
            if id.value != component.id.value {
                let message = format!("`{}` is already the path of component `{}`, which owns it", path.value, id.value);
                let mistake = Mistake::new(crate::mistake::DUPLICATE_PATH, reader.place(path.span), message);
                reader.mistake(mistake.related(reader.place(*before), format!("path of `{}`", id.value)));
            }
        }
    }
    let paths = dna.declared_paths().filter_map(|declared| match declared.role {
        PathRole::Component(component) => Some((declared.path, component.number)),
        PathRole::Preset => None,
    });
    dna.owners = Owners::new(paths);
}
