//! The one project DNA of a root, as queries.
//!
//! It is the only `*.dna.yaml`, `*.dna.yml` or `*.dna.json` with the key `dna` that lies directly in the
//! root or in `dna/`. A file that another of them extends is a part of that one. Where two remain, the
//! first counts (the root's before `dna/`'s, then by name) and the others are findings.

#![allow(missing_docs)] // salsa's macros make methods that carry none

use std::sync::Arc;

use workspace::{Content, Db, File, RelPath, Root, Settings, Span};

use crate::mistake::Mistake;
use crate::model::Dna;
use crate::read::{Header, header, parse_unchecked, tidy, unknown_rules, version_key};
use crate::span::Spans;

/// What a root declares, in two halves that change apart and are depended on apart.
#[salsa::tracked(debug)]
pub struct ProjectDna<'db> {
    /// Without offsets.
    #[tracked]
    #[returns(clone)]
    pub declared: Arc<Declared>,
    /// Offsets only.
    #[tracked]
    #[returns(clone)]
    pub ranges: Arc<Ranges>,
}

/// What a root declares. Equal before and after an edit that only moves text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Declared {
    /// The file that declares it; `None`: the root has no DNA.
    pub file: Option<File>,
    /// What it says; `None` also when its text cannot be read.
    pub dna: Option<Arc<Dna>>,
    /// Other files that would be the project DNA.
    pub duplicates: Vec<File>,
}

impl Declared {
    /// Whether there is a DNA whose text cannot be read. Who holds settings of an earlier state keeps them
    /// then: half a line typed is no reason to judge the whole repository by the defaults.
    pub fn is_unreadable(&self) -> bool {
        self.file.is_some() && self.dna.is_none()
    }
}

/// Everything of a root's DNA that has to do with places.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ranges {
    /// The ranges that the declaration names.
    pub spans: Spans,
    /// What is wrong with it, but for rule codes; see [`mistakes`].
    pub mistakes: Vec<Mistake>,
    /// The key `dna` of the file that counts.
    pub version: Span,
    /// `L0/duplicate-dna`: the key `dna` of each other file, as in [`Declared::duplicates`].
    pub duplicates: Vec<(File, Span)>,
}

/// Finds and reads the DNA of a root.
#[salsa::tracked(returns(copy))]
pub fn project_dna<'db>(db: &'db dyn Db, root: Root) -> ProjectDna<'db> {
    let mut files = candidates(db, root).into_iter();
    let Some(file) = files.next() else { return ProjectDna::new(db, Arc::default(), Arc::default()) };
    let duplicates: Vec<File> = files.collect();
    let text = text(db, file).unwrap_or_default();
    let parsed = parse_unchecked(&text);
    let ranges = Ranges {
        spans: parsed.spans,
        mistakes: parsed.mistakes,
        version: version_key(&text),
        duplicates: duplicates.iter().map(|&file| (file, text_span(db, file))).collect(),
    };
    let declared = Declared { file: Some(file), dna: parsed.dna.map(Arc::new), duplicates };
    ProjectDna::new(db, Arc::new(declared), Arc::new(ranges))
}

/// What the root declares, without places.
pub fn declared(db: &dyn Db, root: Root) -> Arc<Declared> {
    project_dna(db, root).declared(db)
}

/// The declaration itself, where there is one that can be read.
pub fn dna(db: &dyn Db, root: Root) -> Option<Arc<Dna>> {
    declared(db, root).dna.clone()
}

/// The places.
pub fn ranges(db: &dyn Db, root: Root) -> Arc<Ranges> {
    project_dna(db, root).ranges(db)
}

/// What is wrong with the DNA, rule codes included; `known_codes` are all there are.
pub fn mistakes(db: &dyn Db, root: Root, known_codes: &[&str]) -> Vec<Mistake> {
    let (declared, ranges) = (declared(db, root), ranges(db, root));
    let mut mistakes = ranges.mistakes.clone();
    mistakes.extend(declared.dna.iter().flat_map(|dna| unknown_rules(dna, &ranges.spans, known_codes)));
    tidy(&mut mistakes);
    mistakes
}

/// The settings that the DNA's `checks` ask for; the defaults without one.
#[salsa::tracked(returns(clone))]
pub fn settings(db: &dyn Db, root: Root) -> Arc<Settings> {
    Arc::new(declared(db, root).dna.as_ref().map_or_else(Settings::default, |dna| dna.settings()))
}

/// All files that would be the project DNA, the one that counts first.
#[salsa::tracked(returns(clone))]
fn candidates(db: &dyn Db, root: Root) -> Vec<File> {
    let Some(top) = root.top(db) else { return Vec::new() };
    let own = top.entries(db).directory("dna");
    let found: Vec<(File, Header)> = [Some(top), own]
        .into_iter()
        .flatten()
        .flat_map(|folder| folder.entries(db).files().collect::<Vec<_>>())
        .filter(|file| is_named_dna(file.path(db).name()))
        .filter_map(|file| Some((file, file_header(db, file)?)))
        .collect();
    let extended: Vec<RelPath> = found
        .iter()
        .flat_map(|(file, header)| {
            let folder = file.path(db).parent().unwrap_or_else(RelPath::root);
            // A file that extends itself is still there.
            header
                .extends
                .iter()
                .filter(|preset| preset.starts_with('.'))
                .filter_map(move |preset| folder.resolve(preset))
                .filter(|preset| preset != file.path(db))
        })
        .collect();
    let all: Vec<File> = found.iter().map(|(file, _)| *file).collect();
    let remaining: Vec<File> = all.iter().copied().filter(|file| !extended.contains(file.path(db))).collect();
    // Two that extend each other: neither is a part of the other.
    if remaining.is_empty() { all } else { remaining }
}

fn is_named_dna(name: &str) -> bool {
    [".dna.yaml", ".dna.yml", ".dna.json"].iter().any(|suffix| name.len() > suffix.len() && name.ends_with(suffix))
}

#[salsa::tracked(returns(clone))]
fn file_header(db: &dyn Db, file: File) -> Option<Header> {
    header(&text(db, file)?)
}

fn text_span(db: &dyn Db, file: File) -> Span {
    text(db, file).map_or_else(Span::default, |text| version_key(&text))
}

/// The text without a byte order mark; `None` when there is none in UTF-8.
fn text(db: &dyn Db, file: File) -> Option<String> {
    match file.content(db) {
        Content::Buffer(text) => Some(text.to_string()),
        Content::Bytes(bytes) => {
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
            std::str::from_utf8(bytes).ok().map(str::to_owned)
        }
        Content::Unreadable(_) => None,
    }
}
