//! The one project DNA of a root, as queries.
//!
//! It is the only `*.dna.yaml`, `*.dna.yml` or `*.dna.json` with the key `dna` that lies directly in the
//! root or in `dna/`. A file that another of them extends is a part of that one. Where two remain, the
//! first counts (the root's before `dna/`'s, then by name) and the others are findings.

#![allow(missing_docs)] // salsa's macros make methods that carry none

use std::sync::Arc;

use workspace::{Content, Db, File, RelPath, Root, Settings};

use crate::extends::{MAX_TEXTS, gather};
use crate::mistake::{Mistake, Note};
use crate::model::Dna;
use crate::presets;
use crate::read::{Reader, extends, looks_like_dna, read_all, tidy, unknown_rules, version_key};
use crate::span::{SourceId, SpanId, Spans};
use documents::{Document, Unread};

/// The folder in which it may lie, beside the root.
pub(crate) const FOLDER: &str = "dna";

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

/// One of the texts that a declaration is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// A file of the root.
    File(File),
    /// A preset that comes with the program.
    Preset {
        /// Its name, without the prefix.
        name: &'static str,
        /// The entry of `extends` that brings it in.
        via: SpanId,
    },
}

impl Source {
    /// What to call it.
    pub(crate) fn called(self, db: &dyn Db) -> String {
        match self {
            Source::File(file) => file.path(db).to_string(),
            Source::Preset { name, .. } => format!("{}{name}", presets::PREFIX),
        }
    }
}

/// What a root declares. Equal before and after an edit that only moves text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Declared {
    /// The file that declares it; `None`: the root has no DNA.
    pub file: Option<File>,
    /// What it says; `None` also when its text, or one that it extends, cannot be read.
    pub dna: Option<Arc<Dna>>,
    /// The texts it is made of, by [`SourceId`]: the own file, then what it extends, then the duplicates.
    pub sources: Vec<Source>,
    /// The key `dna` of the file that counts.
    pub version: Option<SpanId>,
    /// Other files that would be the project DNA, and the key `dna` of each.
    pub duplicates: Vec<(File, Option<SpanId>)>,
}

impl Declared {
    /// Whether there is a DNA whose text cannot be read. Who holds settings of an earlier state keeps them
    /// then: half a line typed is no reason to judge the whole repository by the defaults.
    pub fn is_unreadable(&self) -> bool {
        self.file.is_some() && self.dna.is_none()
    }

    /// The span to show for `span`: itself, or the entry that brings in the preset which has it.
    pub fn shown(&self, span: SpanId) -> SpanId {
        let mut shown = span;
        // Presets extend presets; there are a handful.
        for _ in 0..=self.sources.len() {
            match self.source(shown) {
                Some(Source::Preset { via, .. }) => shown = via,
                _ => break,
            }
        }
        shown
    }

    /// The file in which `span` is shown.
    pub fn file_of(&self, span: SpanId) -> Option<File> {
        match self.source(self.shown(span))? {
            Source::File(file) => Some(file),
            Source::Preset { .. } => None,
        }
    }

    /// The name of the embedded preset that has `span`, if one has.
    pub fn preset_of(&self, span: SpanId) -> Option<&'static str> {
        match self.source(span)? {
            Source::File(_) => None,
            Source::Preset { name, .. } => Some(name),
        }
    }

    /// Which of the texts that count `file` is.
    pub fn source_of(&self, file: File) -> Option<SourceId> {
        let at = self.sources.iter().position(|source| *source == Source::File(file))?;
        (!self.duplicates.iter().any(|(duplicate, _)| *duplicate == file)).then_some(SourceId(at as u16))
    }

    fn source(&self, span: SpanId) -> Option<Source> {
        self.sources.get(usize::from(span.source.0)).copied()
    }
}

/// Everything of a root's DNA that has to do with places.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ranges {
    /// The ranges that the declaration names.
    pub spans: Spans,
    /// What is wrong with it, but for rule codes; see [`mistakes`].
    pub mistakes: Vec<Mistake>,
}

/// Finds and reads the DNA of a root, with what it extends.
#[salsa::tracked(returns(copy))]
pub fn project_dna<'db>(db: &'db dyn Db, root: Root) -> ProjectDna<'db> {
    let mut files = candidates(db, root).into_iter();
    let Some(file) = files.next() else { return ProjectDna::new(db, Arc::default(), Arc::default()) };
    let mut reader = Reader::new();
    let mut chain = gather(db, root, file, &mut reader);
    let texts: Vec<_> = chain.texts.iter().map(|(source, text)| (*source, &**text)).collect();
    let dna = (!chain.unreadable).then(|| Arc::new(read_all(&mut reader, &texts)));
    let mut key = |file: File, source: usize| {
        reader.source = SourceId(source as u16);
        document(db, file).as_ref().as_ref().ok().and_then(|document| version_key(document)).map(|span| reader.mark(span))
    };
    let version = key(file, 0);
    let mut duplicates = Vec::new();
    // Where two extend each other, the first counts and the second is a part of it.
    let others: Vec<File> = files.filter(|file| !chain.sources.contains(&Source::File(*file))).collect();
    for file in others {
        let key = key(file, chain.sources.len());
        chain.sources.push(Source::File(file));
        duplicates.push((file, key));
    }
    let declared = Declared { file: Some(file), dna, sources: chain.sources, version, duplicates };
    let (spans, mistakes) = reader.finish();
    let mut mistakes = mistakes.into_iter().map(|mistake| brought_home(&declared, &spans, mistake)).collect();
    tidy(&mut mistakes);
    ProjectDna::new(db, Arc::new(declared), Arc::new(Ranges { spans, mistakes }))
}

/// A mistake in an embedded preset is one of what brings it in: alone, presets have none.
fn brought_home(declared: &Declared, spans: &Spans, mut mistake: Mistake) -> Mistake {
    let home = |source: SourceId| match declared.sources.get(usize::from(source.0)) {
        Some(Source::Preset { name, via }) => {
            let shown = declared.shown(*via);
            Some((*name, shown.source, spans.get(shown)))
        }
        _ => None,
    };
    if let Some((name, source, span)) = home(mistake.source) {
        mistake = Mistake {
            source,
            span,
            message: format!("in the preset `{}{name}`: {}", presets::PREFIX, mistake.message),
            fix: None,
            ..mistake
        };
    }
    for note in &mut mistake.related {
        if let Some((name, source, span)) = home(note.source) {
            *note = Note { source, span, message: format!("{}, in the preset `{}{name}`", note.message, presets::PREFIX) };
        }
    }
    mistake
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
    let unknown = declared.dna.iter().flat_map(|dna| unknown_rules(dna, &ranges.spans, known_codes));
    mistakes.extend(unknown.map(|mistake| brought_home(&declared, &ranges.spans, mistake)));
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
    let all = named(db, root);
    let parts: Vec<File> = if all.len() > 1 { all.iter().flat_map(|file| parts(db, root, *file)).collect() } else { Vec::new() };
    let remaining: Vec<File> = all.iter().copied().filter(|file| !parts.contains(file)).collect();
    // Two that extend each other: neither is a part of the other.
    if remaining.is_empty() { all } else { remaining }
}

/// Those, and the ones that are parts of another.
fn named(db: &dyn Db, root: Root) -> Vec<File> {
    let Some(top) = root.top(db) else { return Vec::new() };
    let own = top.entries(db).directory(FOLDER);
    let files = [Some(top), own].into_iter().flatten().flat_map(|folder| folder.entries(db).files().collect::<Vec<_>>());
    files.filter(|file| is_named_dna(file.path(db).name()) && extended(db, *file).is_some()).collect()
}

/// Every path that one of them extends, directly or through others, whether there is a file or not.
pub(crate) fn led_to(db: &dyn Db, root: Root) -> Vec<RelPath> {
    let all = named(db, root);
    let files = all.iter().flat_map(|file| parts(db, root, *file)).chain(all.iter().copied());
    files.flat_map(|file| extended(db, file).unwrap_or_default()).collect()
}

/// The other files that `file` extends, directly or through others.
fn parts(db: &dyn Db, root: Root, file: File) -> Vec<File> {
    let mut seen = vec![file];
    let mut next = 0;
    while let Some(&at) = seen.get(next).filter(|_| next < MAX_TEXTS) {
        for path in extended(db, at).unwrap_or_default() {
            seen.extend(root.file(db, &path).filter(|file| !seen.contains(file)));
        }
        next += 1;
    }
    seen.split_off(1)
}

pub(crate) fn is_named_dna(name: &str) -> bool {
    [".dna.yaml", ".dna.yml", ".dna.json"].iter().any(|suffix| name.len() > suffix.len() && name.ends_with(suffix))
}

/// The files that a project DNA names in `extends`, in whatever state it is; `None` when `file` is none.
#[salsa::tracked(returns(clone))]
fn extended(db: &dyn Db, file: File) -> Option<Vec<RelPath>> {
    match &*document(db, file) {
        Ok(document) => {
            version_key(document)?;
            let folder = file.path(db).parent().unwrap_or_else(RelPath::root);
            let entries = document.root.as_ref().map_or_else(Vec::new, extends).into_iter();
            let paths = entries.filter(|(name, _)| name.starts_with('.')).filter_map(|(name, _)| folder.resolve(name));
            Some(paths.collect())
        }
        Err(_) => text(db, file).filter(|text| looks_like_dna(text)).map(|_| Vec::new()),
    }
}

/// The text of a file as YAML. Kept, so that an edit of one text of a DNA reads no other from the disk.
#[salsa::tracked(returns(clone))]
pub(crate) fn document(db: &dyn Db, file: File) -> Arc<Result<Arc<Document>, Unread>> {
    Arc::new(text(db, file).map_or(Err(Unread::Syntax), |text| documents::read(&text).map(Arc::new)))
}

/// The text without a byte order mark; `None` when there is none in UTF-8.
pub(crate) fn text(db: &dyn Db, file: File) -> Option<String> {
    match file.content(db) {
        Content::Buffer(text) => Some(text.to_string()),
        Content::Bytes(bytes) => {
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
            std::str::from_utf8(bytes).ok().map(str::to_owned)
        }
        Content::Unreadable(_) => None,
    }
}
