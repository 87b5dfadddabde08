//! The report: what was checked, part by part and level by level, with the findings and the sums.
//!
//! The JSON form is published by [`schema`] and pinned by a test; everything in it is relative to the root,
//! and nothing depends on time or machine.

use std::collections::BTreeMap;
use std::hash::Hasher;

use serde::Serialize;
use syntax::{Language, Status};
use workspace::{Db, Directory, File, LineColumn, LineIndex, RelPath, Root};

use crate::finding::Severity;
use crate::level::Level;
use crate::render::{self, Rendered};

/// Version of the JSON form. Additions do not change it.
pub const VERSION: u32 = 1;

/// A whole report.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// [`VERSION`].
    pub version: u32,
    /// One result per component, in order of path.
    pub results: Vec<ComponentResult>,
    /// All findings, by path and place.
    #[serde(serialize_with = "findings_as_json")]
    pub findings: Vec<Rendered>,
    /// The sums.
    pub statistics: Statistics,
}

/// How a component, or one level of it, came out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Nothing above `info`.
    Pass,
    /// Warnings.
    Warn,
    /// Errors.
    Fail,
}

/// The result of a component, or of one level of it.
#[derive(Clone, Debug, Serialize)]
pub struct ComponentResult {
    /// Its id in the DNA, else its folder.
    pub component: String,
    /// What makes it a component: the ecosystem of its manifest, or `folder`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The level; for a component as a whole, the highest that was run.
    pub level: Level,
    /// The worst of it.
    pub status: Outcome,
    /// A sentence.
    pub message: String,
    /// The numbers behind the sentence.
    pub details: Details,
    /// A component's levels, lowest first; empty for a level.
    pub children: Vec<ComponentResult>,
    /// Changes when any of its files does.
    pub hash: String,
}

/// Numbers of a result.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize)]
pub struct Details {
    /// Files of the component.
    pub files: usize,
    /// Findings by severity.
    pub errors: usize,
    /// Findings by severity.
    pub warnings: usize,
    /// Findings by severity.
    pub infos: usize,
}

/// The sums over everything.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Statistics {
    /// Components times levels.
    pub total: usize,
    /// How many of them pass.
    pub passed: usize,
    /// How many of them warn.
    pub warned: usize,
    /// How many of them fail.
    pub failed: usize,
    /// Files looked at.
    pub files: usize,
    /// Their lines.
    pub lines: u64,
    /// The part of the files whose language is known and that could be read, 0 to 1.
    pub coverage: f64,
    /// Files by language.
    pub languages: BTreeMap<&'static str, usize>,
}

#[derive(Default)]
struct Part {
    kind: &'static str,
    hash: xxhash_rust::xxh3::Xxh3Default,
    files: usize,
    levels: BTreeMap<Level, Details>,
}

impl Report {
    /// Checks the files of `root` for which `only` holds.
    pub fn new(db: &dyn Db, root: Root, only: &dyn Fn(&RelPath) -> bool) -> Report {
        let highest = root.settings(db).level.map_or(Level::L6, |number| Level::ALL[usize::from(number.min(6))]);
        let mut parts: BTreeMap<RelPath, Part> = BTreeMap::new();
        let mut statistics = Statistics::default();
        let mut findings: Vec<Rendered> = render::folders(db, root).into_iter().filter(|finding| only(&finding.path)).collect();
        let mut read = 0;
        for file in root.files(db).into_iter().filter(|file| only(file.path(db))) {
            let (facts, ranges) = (graph::facts(db, file), graph::ranges(db, file));
            statistics.files += 1;
            statistics.lines += u64::from(lines(&ranges.lines));
            *statistics.languages.entry(facts.kind.language.name()).or_default() += 1;
            read += usize::from(facts.kind.language != Language::Other && matches!(facts.status, Status::Parsed | Status::Recovered));
            let (path, kind) = component(db, file);
            let part = parts.entry(path).or_insert_with(|| Part { kind, ..Part::default() });
            part.files += 1;
            part.hash.write(file.path(db).as_str().as_bytes());
            part.hash.write_u64(ranges.hash);
        }
        for file in crate::snapshot::files(db, root).into_iter().filter(|file| only(file.path(db))) {
            findings.extend(render::file(db, file));
        }
        findings.sort_by(|a, b| (&a.path, a.start, a.end, a.code).cmp(&(&b.path, b.start, b.end, b.code)));
        for finding in &findings {
            let path = finding.file.map_or_else(|| finding.path.clone(), |file| component(db, file).0);
            let details = parts.entry(path).or_default().levels.entry(Level::of(finding.code)).or_default();
            match finding.severity {
                Severity::Error => details.errors += 1,
                Severity::Warning => details.warnings += 1,
                Severity::Info => details.infos += 1,
            }
        }
        statistics.coverage =
            if statistics.files == 0 { 1.0 } else { (read as f64 / statistics.files as f64 * 10_000.0).round() / 10_000.0 };
        let results: Vec<_> = parts.into_iter().map(|(path, part)| part.result(&path, highest)).collect();
        statistics.count(&results);
        Report { version: VERSION, results, findings, statistics }
    }

    /// What is left of it for someone who only wants to see levels up to `highest`.
    #[must_use]
    pub fn up_to(mut self, highest: Level) -> Report {
        self.findings.retain(|finding| Level::of(finding.code) <= highest);
        for result in &mut self.results {
            result.children.retain(|level| level.level <= highest);
            let files = result.details.files;
            result.details = result.children.iter().fold(Details { files, ..Details::default() }, |sum, level| sum.plus(level.details));
            result.level = result.children.last().map_or(highest, |level| level.level);
            (result.status, result.message) = (result.details.status(), result.details.message());
        }
        self.statistics.count(&self.results);
        self
    }

    /// The worst finding's severity.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

impl Statistics {
    /// Sums up how the levels of all components came out.
    fn count(&mut self, results: &[ComponentResult]) {
        let levels = || results.iter().flat_map(|result| &result.children);
        let with = |status| levels().filter(|level| level.status == status).count();
        self.total = levels().count();
        (self.passed, self.warned, self.failed) = (with(Outcome::Pass), with(Outcome::Warn), with(Outcome::Fail));
    }
}

impl Part {
    fn result(mut self, path: &RelPath, highest: Level) -> ComponentResult {
        let component = path.to_string();
        let hash = format!("{:016x}", self.hash.digest());
        let kind = if self.kind.is_empty() { "folder" } else { self.kind };
        let mut all = Details { files: self.files, ..Details::default() };
        let mut children = Vec::new();
        // Only levels that have rules say anything.
        for level in
            Level::ALL.into_iter().filter(|level| *level <= highest && crate::rule::rules().iter().any(|rule| rule.level() == *level))
        {
            let details = Details { files: self.files, ..self.levels.remove(&level).unwrap_or_default() };
            all = all.plus(details);
            children.push(ComponentResult {
                component: component.clone(),
                kind,
                level,
                status: details.status(),
                message: details.message(),
                details,
                children: Vec::new(),
                hash: hash.clone(),
            });
        }
        let level = children.last().map_or(highest, |child| child.level);
        ComponentResult { component, kind, level, status: all.status(), message: all.message(), details: all, children, hash }
    }
}

impl Details {
    /// Findings added up; they are about the same files.
    fn plus(self, other: Details) -> Details {
        Details {
            files: self.files,
            errors: self.errors + other.errors,
            warnings: self.warnings + other.warnings,
            infos: self.infos + other.infos,
        }
    }

    fn status(&self) -> Outcome {
        match (self.errors, self.warnings) {
            (0, 0) => Outcome::Pass,
            (0, _) => Outcome::Warn,
            _ => Outcome::Fail,
        }
    }

    fn message(&self) -> String {
        let counted = [(self.errors, "error"), (self.warnings, "warning"), (self.infos, "info")];
        let said: Vec<String> = counted
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| if *count == 1 || *word == "info" { format!("{count} {word}") } else { format!("{count} {word}s") })
            .collect();
        if said.is_empty() { "no findings".to_owned() } else { said.join(", ") }
    }
}

/// Lines as people count them: what follows the last line end is one only when there is something.
fn lines(index: &LineIndex) -> u32 {
    let lines = index.lines();
    lines - u32::from(index.line_start(lines - 1) == index.text_len())
}

/// The component a file belongs to: the folder of the nearest manifest.
fn component(db: &dyn Db, file: File) -> (RelPath, &'static str) {
    match file.folder(db) {
        Some(folder) => manifest_folder(db, folder),
        None => (RelPath::root(), "folder"),
    }
}

#[salsa::tracked(returns(clone))]
fn manifest_folder(db: &dyn Db, folder: Directory) -> (RelPath, &'static str) {
    const MANIFESTS: &[(&str, &str)] = &[
        ("Cargo.toml", "cargo"),
        ("pyproject.toml", "python"),
        ("setup.py", "python"),
        ("setup.cfg", "python"),
        ("package.json", "node"),
        ("go.mod", "go"),
        ("Chart.yaml", "helm"),
    ];
    let entries = folder.entries(db);
    let own = MANIFESTS.iter().find(|(name, _)| entries.file(name).is_some());
    match (own, folder.parent(db)) {
        (Some((_, kind)), _) => (folder.path(db).clone(), kind),
        (None, Some(parent)) => manifest_folder(db, parent),
        (None, None) => (RelPath::root(), "folder"),
    }
}

/// The JSON Schema of the report.
pub fn schema() -> &'static str {
    include_str!("report.schema.json")
}

#[derive(Serialize)]
struct JsonPlace {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct JsonRange {
    start: JsonPlace,
    end: JsonPlace,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    code: &'a str,
    severity: Severity,
    path: String,
    range: JsonRange,
    message: &'a str,
    related: Vec<JsonRelated<'a>>,
    fixes: Vec<JsonFix<'a>>,
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct JsonRelated<'a> {
    path: String,
    range: JsonRange,
    message: &'a str,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    title: &'a str,
    safe: bool,
}

fn range(start: LineColumn, end: LineColumn) -> JsonRange {
    let place = |place: LineColumn| JsonPlace { line: place.line + 1, column: place.column + 1 };
    JsonRange { start: place(start), end: place(end) }
}

fn findings_as_json<S: serde::Serializer>(findings: &[Rendered], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(findings.iter().map(|finding| {
        JsonFinding {
            code: finding.code,
            severity: finding.severity,
            path: finding.path.to_string(),
            range: range(finding.start, finding.end),
            message: &finding.message,
            related: finding
                .related
                .iter()
                .map(|related| JsonRelated {
                    path: related.path.to_string(),
                    range: range(related.start, related.end),
                    message: &related.message,
                })
                .collect(),
            fixes: finding.fixes.iter().map(|fix| JsonFix { title: &fix.title, safe: fix.safe }).collect(),
            fingerprint: &finding.fingerprint,
        }
    }))
}
