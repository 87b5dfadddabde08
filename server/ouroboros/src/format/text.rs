//! The report for people: findings by file, with the lines they are about, then a table and one closing line.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use oracle::{Rendered, Severity};
use syntax::Ranges;
use workspace::{Database, File, LineColumn, RelPath, Span};

use super::escape::terminal;
use super::excerpt::{self, Look, Source};
use super::here::Here;
use super::{ERROR, FAINT, FRAME, GOOD, HELP, STALE, STRONG, View, WARNING, counted, provenance, style, table};

/// More explaining places than this are counted only.
const MAX_RELATED: usize = 8;

/// Texts are read again when those that were kept take more bytes than this.
const MAX_KEPT: usize = 64 << 20;

/// The whole report.
pub fn write(view: &View<'_>) -> String {
    let mut out = String::new();
    let mut texts = Texts { db: view.db, here: &view.here, kept: HashMap::new(), bytes: 0 };
    let shown: Vec<&Rendered> = view.shown().collect();
    for group in shown.chunk_by(|a, b| a.path == b.path) {
        let _ = writeln!(out, "{STRONG}{}{STRONG:#}: {}", terminal(&view.here.path(&group[0].path.to_string())), sums(group));
        for finding in group {
            write_finding(&mut out, finding, view.width, &mut texts);
        }
    }
    for entry in view.stale() {
        let _ = writeln!(out, "{ERROR}error[{STALE}]{ERROR:#}: {STRONG}{}{STRONG:#}", terminal(&entry.message()));
        let _ = writeln!(out, " {FRAME}-->{FRAME:#} {}:{}\n", terminal(&view.here.path(entry.path)), entry.stale.line);
    }
    table::summary(&mut out, &view.report.results);
    if !view.report.results.is_empty() {
        out.push('\n');
    }
    for sentence in provenance(view.report) {
        let _ = writeln!(out, "{FAINT}{sentence}{FAINT:#}");
    }
    closing(&mut out, view);
    out
}

fn write_finding(out: &mut String, finding: &Rendered, width: usize, texts: &mut Texts<'_>) {
    let style = style(finding.severity);
    // A proposal that is also a fix is said where the fix is.
    let proposed = finding.fixes.iter().any(|fix| fix.title.starts_with("Change to "));
    let message = match finding.message.rfind("; did you mean `") {
        Some(at) if proposed => &finding.message[..at],
        _ => &finding.message,
    };
    let severity = finding.severity.as_str();
    let _ = writeln!(out, "{style}{severity}[{}]{style:#}: {STRONG}{}{STRONG:#}", finding.code, terminal(message));
    let related = &finding.related[..finding.related.len().min(MAX_RELATED)];
    let lines = std::iter::once(finding.end.line).chain(related.iter().map(|related| related.end.line));
    let gutter = (lines.max().unwrap_or(0) + 1).to_string().len();
    let look = Look { gutter, width, mark: style };
    place(out, finding.file, &finding.path, finding.span, finding.start, look, texts);
    for related in related {
        let _ = writeln!(out, "{HELP}note{HELP:#}: {}", terminal(&related.message));
        let look = Look { mark: HELP, ..look };
        place(out, Some(related.file), &related.path, related.span, related.start, look, texts);
    }
    if finding.related.len() > related.len() {
        let _ = writeln!(out, "{HELP}note{HELP:#}: … and {} more places", finding.related.len() - related.len());
    }
    for fix in &finding.fixes {
        let help = match fix.title.strip_prefix("Change to ") {
            Some(proposal) => format!("did you mean {proposal}?"),
            None => fix.title.clone(),
        };
        let _ = writeln!(out, "{FRAME}{:gutter$} ={FRAME:#} {HELP}help{HELP:#}: {}", "", terminal(&help));
    }
    out.push('\n');
}

/// `--> path:line:column`, and the lines, when they are still those that were judged.
fn place(out: &mut String, file: Option<File>, path: &RelPath, span: Span, start: LineColumn, look: Look, texts: &mut Texts<'_>) {
    let path = texts.here.path(&path.to_string());
    let _ = write!(out, "{FRAME}{:gutter$}-->{FRAME:#} {}", "", terminal(&path), gutter = look.gutter);
    // The start of a file stands for all of it: there is no line to show.
    let whole = span == Span::default();
    if !whole {
        let _ = write!(out, ":{}:{}", start.line + 1, start.column + 1);
    }
    out.push('\n');
    if let Some((text, ranges)) = file.filter(|_| !whole).and_then(|file| texts.get(file)) {
        excerpt::write(out, Source { text: &text, lines: &ranges.lines }, span, look);
    }
}

fn sums(group: &[&Rendered]) -> String {
    let count = |severity| group.iter().filter(|finding| finding.severity == severity).count();
    [Severity::Error, Severity::Warning, Severity::Info]
        .into_iter()
        .map(|severity| (count(severity), severity))
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| counted(count, severity.as_str()))
        .collect::<Vec<_>>()
        .join(", ")
}

fn closing(out: &mut String, view: &View<'_>) {
    let count = |severity| view.report.findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings, infos) = (count(Severity::Error), count(Severity::Warning), count(Severity::Info));
    let colour = if errors > 0 {
        ERROR
    } else if warnings > 0 {
        WARNING
    } else {
        GOOD
    };
    let statistics = &view.report.statistics;
    let _ = write!(
        out,
        "{colour}{}, {}, {}{colour:#} in {} ({}, {})",
        counted(errors, "error"),
        counted(warnings, "warning"),
        counted(infos, "info"),
        counted(statistics.files, "file"),
        counted(view.report.results.len(), "component"),
        counted(usize::try_from(statistics.lines).unwrap_or(usize::MAX), "line"),
    );
    if let Some(baseline) = &view.report.baseline {
        let _ = write!(out, "; {} known to the baseline", baseline.findings.len());
        if !baseline.stale.is_empty() {
            let entries = if baseline.stale.len() == 1 { "entry" } else { "entries" };
            let _ = write!(out, ", {ERROR}{} stale {entries}{ERROR:#}", baseline.stale.len());
        }
    }
    if infos > 0 && !view.infos {
        let _ = write!(out, "{FAINT}; --verbose shows the infos{FAINT:#}");
    }
    out.push('\n');
}

/// A text with its lines.
type Text = (Arc<str>, Arc<Ranges>);

/// The texts of the files that were shown last; `None` for those that changed since they were judged.
struct Texts<'a> {
    here: &'a Here,
    db: &'a Database,
    kept: HashMap<File, Option<Text>>,
    bytes: usize,
}

impl Texts<'_> {
    fn get(&mut self, file: File) -> Option<Text> {
        if let Some(known) = self.kept.get(&file) {
            return known.clone();
        }
        let found = syntax::extraction::text(self.db, file).map(|text| (Arc::from(text), graph::ranges(self.db, file)));
        if self.bytes > MAX_KEPT {
            self.kept.clear();
            self.bytes = 0;
        }
        self.bytes += found.as_ref().map_or(0, |(text, _): &Text| text.len());
        self.kept.insert(file, found.clone());
        found
    }
}
