//! From findings to what a person sees: places joined, settings and suppressions applied. Never stored.

use std::sync::Arc;

use syntax::{Problem, ProblemFix, Ranges};
use workspace::{Db, Distrusted, File, LineColumn, RelPath, Root, Settings, Span, Unit};

use crate::finding::{Anchor, Finding, Place, Severity, Tag};
use crate::findings::{file_findings, root_findings};
use crate::legible::legible;
use crate::level::Level;
use crate::rule::rule;

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
    if !file.attributes(db).generated {
        out.extend(ranges.problems.iter().filter_map(|problem| render_problem(db, file, &ranges, problem, &judge)));
    }
    let mistakes = dna_mistakes(db, file);
    out.extend(mistakes.iter().filter_map(|problem| render_problem(db, file, &ranges, problem, &judge)));
    out.extend(file_findings(db, file).iter().filter_map(|finding| render(db, finding, &judge)));
    out
}

/// What is wrong with the declared architecture, when `file` is the one that declares it. Not kept: it is full
/// of places, and concerns one file.
pub(crate) fn dna_mistakes(db: &dyn Db, file: File) -> Vec<Problem> {
    let Some(root) = file.root(db).filter(|root| dna::declared(db, *root).file == Some(file)) else { return Vec::new() };
    let mistakes = dna::mistakes(db, root, &crate::rules::codes()).into_iter();
    mistakes
        .map(|mistake| Problem {
            code: mistake.code,
            span: mistake.span,
            message: mistake.message,
            related: mistake.related,
            fix: mistake.fix.map(|fix| ProblemFix { title: fix.title, span: fix.span, text: fix.text, safe: fix.safe }),
        })
        .collect()
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

/// The team's settings, ready to be asked.
struct Judge {
    settings: Arc<Settings>,
    distrusted: Arc<Distrusted>,
}

impl Judge {
    fn new(db: &dyn Db, root: Option<Root>) -> Judge {
        Judge {
            settings: root.map_or_else(Default::default, |root| root.settings(db)),
            distrusted: root.map_or_else(Default::default, |root| root.distrusted(db)),
        }
    }

    /// The severity a finding has in the end; `None` when it is not shown.
    fn severity(&self, code: &str, own: Severity, path: &RelPath) -> Option<Severity> {
        let level = Level::of(code);
        if self.settings.level.is_some_and(|highest| level.number() > highest) {
            return None;
        }
        let accepted = self.settings.suppress.iter().any(|suppress| suppress.code == code && matches_path(&suppress.at, path));
        if accepted {
            return None;
        }
        match self.settings.severity.get(code).or_else(|| self.settings.severity.get(&level.to_string())) {
            Some(choice) => Severity::chosen(*choice),
            None => Some(own),
        }
    }
}

fn matches_path(pattern: &str, path: &RelPath) -> bool {
    // Paths are matched whole; `**` and `*` as everywhere.
    pattern == path.as_str() || globset::Glob::new(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(path.as_str()))
}

/// Whether a comment in the file accepts the finding.
fn is_suppressed(judge: &Judge, path: &RelPath, ranges: &Ranges, code: &str, start: u32) -> bool {
    if ranges.suppressions.is_empty() {
        return false;
    }
    let line = ranges.lines.line(start);
    let level = Level::of(code).to_string();
    let distrusted = judge.distrusted.get(path);
    ranges
        .suppressions
        .iter()
        .filter(|suppression| distrusted.is_none_or(|offsets| !offsets.contains(&suppression.span.start)))
        .any(|suppression| suppression.line == line && suppression.codes.iter().any(|known| known == code || *known == level))
}

fn render_problem(db: &dyn Db, file: File, ranges: &Ranges, problem: &Problem, judge: &Judge) -> Option<Rendered> {
    let own = rule(problem.code).map_or(Severity::Error, |rule| rule.severity);
    let path = file.path(db);
    let severity = judge.severity(problem.code, own, path)?;
    if is_suppressed(judge, path, ranges, problem.code, problem.span.start) {
        return None;
    }
    let place = |span: Span| (ranges.lines.line_column(span.start, Unit::Scalar), ranges.lines.line_column(span.end, Unit::Scalar));
    let (start, end) = place(problem.span);
    let related = problem.related.iter().map(|(span, message)| {
        let (start, end) = place(*span);
        RenderedRelated { file, path: path.clone(), span: *span, start, end, message: legible(message) }
    });
    let fix = problem.fix.iter().map(|fix| RenderedFix {
        title: legible(&fix.title),
        edits: vec![(file, fix.span, fix.text.clone())],
        safe: fix.safe,
    });
    Some(Rendered {
        code: problem.code,
        severity,
        path: path.clone(),
        file: Some(file),
        span: problem.span,
        start,
        end,
        message: legible(&problem.message),
        related: related.collect(),
        fixes: fix.collect(),
        tags: Vec::new(),
        fingerprint: fingerprint(problem.code, path, &problem.message),
    })
}

fn render(db: &dyn Db, finding: &Finding, judge: &Judge) -> Option<Rendered> {
    let (path, file) = match finding.place {
        Place::File(file) => (file.path(db).clone(), Some(file)),
        Place::Folder(folder) => (folder.path(db).clone(), None),
    };
    let severity = judge.severity(finding.code, finding.severity, &path)?;
    let (span, start, end) = match file {
        Some(file) => locate(db, file, finding.anchor),
        None => Default::default(),
    };
    if file.is_some_and(|file| is_suppressed(judge, &path, &graph::ranges(db, file), finding.code, span.start)) {
        return None;
    }
    let related = finding.related.iter().map(|related| {
        let (span, start, end) = locate(db, related.file, related.anchor);
        RenderedRelated { file: related.file, path: related.file.path(db).clone(), span, start, end, message: legible(&related.message) }
    });
    let fixes = finding.fixes.iter().map(|fix| RenderedFix {
        title: legible(&fix.title),
        edits: fix.edits.iter().map(|edit| (edit.file, locate(db, edit.file, edit.anchor).0, edit.text.clone())).collect(),
        safe: fix.safe,
    });
    Some(Rendered {
        code: finding.code,
        severity,
        fingerprint: fingerprint(finding.code, &path, &finding.message),
        path,
        file,
        span,
        start,
        end,
        message: legible(&finding.message),
        related: related.collect(),
        fixes: fixes.collect(),
        tags: finding.tags.clone(),
    })
}

fn locate(db: &dyn Db, file: File, anchor: Anchor) -> (Span, LineColumn, LineColumn) {
    let ranges = graph::ranges(db, file);
    let span = match anchor {
        Anchor::Fact(id) => ranges.span(id),
        Anchor::Dna(id) => file.root(db).map_or_else(Span::default, |root| dna::ranges(db, root).spans.get(id)),
        Anchor::Start => Span::default(),
    };
    (span, ranges.lines.line_column(span.start, Unit::Scalar), ranges.lines.line_column(span.end, Unit::Scalar))
}

fn fingerprint(code: &str, path: &RelPath, message: &str) -> String {
    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(format!("{code}\0{}\0{message}", path.as_str()).as_bytes()))
}
