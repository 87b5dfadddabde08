//! From findings to what a person sees: places joined, settings and suppressions applied. Never stored.

mod expired;

use std::sync::Arc;

use dna::Mistake;
use syntax::{Problem, Ranges, Suppression};
use workspace::{Date, Db, Distrusted, File, LineColumn, RelPath, Root, Settings, Span, Suppress, Unit};

use crate::finding::{Anchor, Finding, Place, Severity, Tag};
use crate::findings::{file_findings, root_findings};
use crate::legible::legible;
use crate::level::Level;
use crate::rule::rule;
use crate::silence::told;

pub(crate) use expired::can_expire;

/// A finding with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rendered {
    /// The rule's code.
    pub code: &'static str,
    /// After the team's settings.
    pub severity: Severity,
    /// The file or folder, below its root.
    pub path: RelPath,
    /// The file, when it is one.
    pub file: Option<File>,
    /// Byte range.
    pub span: Span,
    /// The first place of the range; columns in Unicode scalars, from 0.
    pub start: LineColumn,
    /// The place behind the range.
    pub end: LineColumn,
    /// What was looked for and where.
    pub message: String,
    /// What explains it.
    pub related: Vec<RenderedRelated>,
    /// How to mend it.
    pub fixes: Vec<RenderedFix>,
    /// How to show it.
    pub tags: Vec<Tag>,
    /// The same for the same finding wherever its lines move: for baselines and for services that track findings.
    pub fingerprint: String,
}

/// An explaining place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RenderedRelated {
    /// Its file.
    pub file: File,
    /// Path below the root.
    pub path: RelPath,
    /// Byte range.
    pub span: Span,
    /// As in [`Rendered`].
    pub start: LineColumn,
    /// As in [`Rendered`].
    pub end: LineColumn,
    /// What is there.
    pub message: String,
}

/// A way to mend it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RenderedFix {
    /// What it does.
    pub title: String,
    /// File, byte range that goes, text that comes.
    pub edits: Vec<(File, Span, String)>,
    /// Whether it may be applied without looking.
    pub safe: bool,
}

/// All findings about `file`, by place, as the team's settings have them.
pub fn file(db: &dyn Db, file: File) -> Vec<Rendered> {
    let mut out = own(db, file);
    if let Some(root) = file.root(db) {
        let judge = Judge::new(db, Some(root));
        let about_root = root_findings(db, root);
        out.extend(
            about_root.iter().filter(|finding| finding.place == Place::File(file)).filter_map(|finding| render(db, finding, &judge)),
        );
    }
    finish(&mut out);
    out
}

/// The same without the rules about whole roots: what can be said before the root has been read.
pub fn file_alone(db: &dyn Db, file: File) -> Vec<Rendered> {
    let mut out = own(db, file);
    finish(&mut out);
    out
}

/// What reading the file and the rules about files found, in no order.
fn own(db: &dyn Db, file: File) -> Vec<Rendered> {
    let mut out = Vec::new();
    let ranges = graph::ranges(db, file);
    let judge = Judge::new(db, file.root(db));
    if !has_own_tags(db, file) {
        let told = told(db, file, &ranges.problems);
        out.extend(told.filter_map(|problem| render_problem(db, file, &ranges, problem, &judge)));
    }
    let judged = crate::document::judged(db, file);
    out.extend(judged.iter().filter_map(|problem| render_problem(db, file, &ranges, problem, &judge)));
    let mistakes = dna_mistakes(db, file);
    out.extend(mistakes.iter().filter_map(|mistake| render_mistake(db, file, &ranges, mistake, &judge)));
    out.extend(file_findings(db, file).iter().filter_map(|finding| render(db, finding, &judge)));
    out.extend(expired::expired(db, file, &ranges, &judge));
    out
}

/// Whether it is a template that no reader of Jinja can judge; rendering it does.
pub(crate) fn has_own_tags(db: &dyn Db, file: File) -> bool {
    file.root(db).is_some_and(|root| alpha::project::with_own_tags(db, root).contains(&file))
}

/// What is wrong with the declared architecture in `file`, when that is one of the texts it is made of, or with the
/// generator of version 0 or the manifest of an agent that it is. Not kept:
/// it is full of places, and concerns few files.
pub(crate) fn dna_mistakes(db: &dyn Db, file: File) -> Vec<Mistake> {
    let Some(root) = file.root(db) else { return Vec::new() };
    let Some(source) = dna::declared(db, root).source_of(file) else {
        return [dna::v0::mistakes(db, file), dna::agent_file::mistakes(db, file)].concat();
    };
    let mut mistakes = dna::mistakes(db, root, &crate::rules::codes());
    mistakes.retain(|mistake| mistake.source == source);
    mistakes
}

/// The findings about folders as such.
pub fn folders(db: &dyn Db, root: Root) -> Vec<Rendered> {
    let judge = Judge::new(db, Some(root));
    let about_root = root_findings(db, root);
    let mut out: Vec<_> = about_root
        .iter()
        .filter(|finding| matches!(finding.place, Place::Folder(_)))
        .filter_map(|finding| render(db, finding, &judge))
        .collect();
    finish(&mut out);
    out
}

/// Findings about a root with their places, as the team's settings have them.
pub(crate) fn some(db: &dyn Db, root: Root, findings: &[Finding]) -> Vec<Rendered> {
    let judge = Judge::new(db, Some(root));
    let mut out: Vec<_> = findings.iter().filter_map(|finding| render(db, finding, &judge)).collect();
    finish(&mut out);
    out
}

/// Sorts by place and tells equal findings of one file apart.
fn finish(out: &mut [Rendered]) {
    out.sort_by(|a, b| (&a.path, a.start, a.end, a.code, &a.message).cmp(&(&b.path, b.start, b.end, b.code, &b.message)));
    let mut seen: rustc_hash::FxHashMap<String, u32> = Default::default();
    for rendered in out {
        let count = seen.entry(rendered.fingerprint.clone()).or_default();
        if *count > 0 {
            rendered.fingerprint = format!("{}-{count}", rendered.fingerprint);
        }
        *count += 1;
    }
}

/// The team's settings and the day, ready to be asked.
struct Judge {
    root: Option<Root>,
    settings: Arc<Settings>,
    today: Option<Date>,
    distrusted: Arc<Distrusted>,
}

impl Judge {
    fn new(db: &dyn Db, root: Option<Root>) -> Judge {
        Judge {
            root,
            settings: root.map_or_else(Default::default, |root| root.settings(db)),
            today: workspace::today(db),
            distrusted: root.map_or_else(Default::default, |root| root.distrusted(db)),
        }
    }

    /// The severity a finding has in the end; `None` when it is not shown.
    fn severity(&self, code: &str, own: Severity) -> Option<Severity> {
        let level = Level::of(code);
        if self.settings.level.is_some_and(|highest| level.number() > highest) {
            return None;
        }
        match self.settings.severity.get(code).or_else(|| self.settings.severity.get(&level.to_string())) {
            Some(choice) => Severity::chosen(*choice),
            None => Some(own),
        }
    }

    /// Whether a day has passed.
    fn is_past(&self, day: Date) -> bool {
        self.today.is_some_and(|today| today > day)
    }

    /// Whether a comment of the file `path` may accept anything.
    fn is_trusted(&self, path: &RelPath, comment: &Suppression) -> bool {
        self.distrusted.get(path).is_none_or(|offsets| !offsets.contains(&comment.span.start))
    }

    /// The suppressions that accepted a finding until their last day; `None` when one still does. `place`: the
    /// file with its ranges and the offset of the finding, when it is about a file.
    fn ended(&self, db: &dyn Db, code: &str, path: &RelPath, place: Option<(File, &Ranges, u32)>) -> Option<Vec<RenderedRelated>> {
        let mut ended = Vec::new();
        for suppress in self.settings.suppress.iter().filter(|suppress| suppress.code == code && matches_path(&suppress.at, path)) {
            let until = suppress.until.filter(|until| self.is_past(*until))?;
            ended.extend(self.root.and_then(|root| declared_end(db, root, suppress, until)));
        }
        let Some((file, ranges, start)) = place.filter(|(_, ranges, _)| !ranges.suppressions.is_empty()) else { return Some(ended) };
        let (line, level) = (ranges.lines.line(start), Level::of(code).to_string());
        let accepts = |known: &compact_str::CompactString| known == code || *known == level;
        let about_it = |comment: &&Suppression| comment.line == line && comment.codes.iter().any(accepts) && self.is_trusted(path, comment);
        for comment in ranges.suppressions.iter().filter(about_it) {
            // A day that cannot be read ends nothing; that it cannot is a finding of its own.
            let until = comment.until.as_deref().and_then(Date::parse).filter(|until| self.is_past(*until))?;
            ended.push(related(db, file, comment.span, end_of(until)));
        }
        Some(ended)
    }
}

fn end_of(until: Date) -> String {
    format!("this suppression ended on {until}")
}

/// The place of the last day of a suppression that the DNA declares.
fn declared_end(db: &dyn Db, root: Root, suppress: &Suppress, until: Date) -> Option<RenderedRelated> {
    let declared = dna::declared(db, root);
    let same = |known: &&dna::Suppression| {
        known.code.as_str() == suppress.code && known.at.as_str() == suppress.at && known.until.is_some_and(|known| known.value == until)
    };
    let span = declared.dna.as_ref()?.checks.suppress.iter().find(same)?.until?.span;
    Some(related(db, declared.file_of(span)?, dna_span(db, root, span), end_of(until)))
}

fn matches_path(pattern: &str, path: &RelPath) -> bool {
    // Paths are matched whole; `**` and `*` as everywhere.
    pattern == path.as_str() || globset::Glob::new(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(path.as_str()))
}

fn render_problem(db: &dyn Db, file: File, ranges: &Ranges, problem: &Problem, judge: &Judge) -> Option<Rendered> {
    let mut rendered = read(db, file, ranges, (problem.code, problem.span, &problem.message), judge)?;
    rendered.related.splice(0..0, problem.related.iter().map(|(span, message)| related(db, file, *span, legible(message))));
    rendered.fixes.extend(problem.fix.as_ref().map(|fix| one_edit(&fix.title, (file, fix.span, fix.text.clone()), fix.safe)));
    Some(rendered)
}

fn render_mistake(db: &dyn Db, file: File, ranges: &Ranges, mistake: &Mistake, judge: &Judge) -> Option<Rendered> {
    let mut rendered = read(db, file, ranges, (mistake.code, mistake.span, &mistake.message), judge)?;
    let declared = dna::declared(db, judge.root?);
    let notes = mistake.related.iter().filter_map(|note| match declared.sources.get(usize::from(note.source.0))? {
        dna::Source::File(file) => Some(related(db, *file, note.span, legible(&note.message))),
        dna::Source::Preset { .. } => None,
    });
    rendered.related.splice(0..0, notes);
    rendered.fixes.extend(mistake.fix.as_ref().map(|fix| one_edit(&fix.title, (file, fix.span, fix.text.clone()), fix.safe)));
    Some(rendered)
}

fn one_edit(title: &str, edit: (File, Span, String), safe: bool) -> RenderedFix {
    RenderedFix { title: legible(title), edits: vec![edit], safe }
}

/// What was found while `file` was read, as far as its place says it all.
fn read(db: &dyn Db, file: File, ranges: &Ranges, (code, span, message): (&'static str, Span, &str), judge: &Judge) -> Option<Rendered> {
    let path = file.path(db);
    let severity = judge.severity(code, rule(code).map_or(Severity::Error, |rule| rule.severity))?;
    let ended = judge.ended(db, code, path, Some((file, ranges, span.start)))?;
    Some(Rendered {
        code,
        severity,
        path: path.clone(),
        file: Some(file),
        span,
        start: ranges.lines.line_column(span.start, Unit::Scalar),
        end: ranges.lines.line_column(span.end, Unit::Scalar),
        message: legible(message),
        related: ended,
        fixes: Vec::new(),
        tags: Vec::new(),
        fingerprint: fingerprint(code, path, message),
    })
}

fn render(db: &dyn Db, finding: &Finding, judge: &Judge) -> Option<Rendered> {
    let (path, file) = match finding.place {
        Place::File(file) => (file.path(db).clone(), Some(file)),
        Place::Folder(folder) => (folder.path(db).clone(), None),
    };
    let severity = judge.severity(finding.code, finding.severity)?;
    let ranges = file.map(|file| graph::ranges(db, file));
    let span = file.map_or_else(Span::default, |file| locate(db, file, finding.anchor));
    let place = |offset: u32| ranges.as_ref().map_or_else(LineColumn::default, |ranges| ranges.lines.line_column(offset, Unit::Scalar));
    let ended = judge.ended(db, finding.code, &path, file.zip(ranges.as_deref()).map(|(file, ranges)| (file, ranges, span.start)))?;
    let explained =
        finding.related.iter().map(|place| related(db, place.file, locate(db, place.file, place.anchor), legible(&place.message)));
    let fixes = finding.fixes.iter().map(|fix| RenderedFix {
        title: legible(&fix.title),
        edits: fix.edits.iter().map(|edit| (edit.file, locate(db, edit.file, edit.anchor), edit.text.clone())).collect(),
        safe: fix.safe,
    });
    Some(Rendered {
        code: finding.code,
        severity,
        fingerprint: fingerprint(finding.code, &path, &finding.message),
        path,
        file,
        span,
        start: place(span.start),
        end: place(span.end),
        message: legible(&finding.message),
        related: explained.chain(ended).collect(),
        fixes: fixes.collect(),
        tags: finding.tags.clone(),
    })
}

pub(crate) fn locate(db: &dyn Db, file: File, anchor: Anchor) -> Span {
    match anchor {
        Anchor::Fact(id) => graph::ranges(db, file).span(id),
        Anchor::Dna(id) => file.root(db).map_or_else(Span::default, |root| dna_span(db, root, id)),
        Anchor::Span(span) => span,
        Anchor::Line(line) => graph::ranges(db, file).lines.line_span(line),
        Anchor::Start => Span::default(),
    }
}

/// Where a part of the DNA is shown: in the file that [`dna::Declared::file_of`] gives.
fn dna_span(db: &dyn Db, root: Root, id: dna::SpanId) -> Span {
    dna::ranges(db, root).spans.get(dna::declared(db, root).shown(id))
}

fn related(db: &dyn Db, file: File, span: Span, message: String) -> RenderedRelated {
    let lines = &graph::ranges(db, file).lines;
    let (start, end) = (lines.line_column(span.start, Unit::Scalar), lines.line_column(span.end, Unit::Scalar));
    RenderedRelated { file, path: file.path(db).clone(), span, start, end, message }
}

fn fingerprint(code: &str, path: &RelPath, message: &str) -> String {
    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(format!("{code}\0{}\0{message}", path.as_str()).as_bytes()))
}
