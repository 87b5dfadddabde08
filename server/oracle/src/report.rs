//! The report: what was checked, part by part and level by level, with the findings and the sums.
//!
//! The JSON form is published by [`schema`] and pinned by a test; everything in it is relative to the root,
//! and nothing depends on time or machine.

mod json;
pub mod printed;
pub mod sarif;
mod stale;

use std::collections::BTreeMap;
use std::hash::Hasher;
use std::sync::Arc;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use syntax::{Language, Status};
use workspace::{Db, Directory, File, LineIndex, RelPath, Root};

use crate::baseline::Stale;
use crate::finding::Severity;
use crate::level::Level;
use crate::owners::Owners;
use crate::render::{self, Rendered};

pub use stale::{STALE, StaleEntry};

/// Version of the JSON form. Additions do not change it.
pub const VERSION: u32 = 1;

/// A whole report.
#[derive(Clone, Debug)]
pub struct Report {
    /// [`VERSION`].
    pub version: u32,
    /// One result per component, in order of path.
    pub results: Vec<ComponentResult>,
    /// All findings, by path and place, but for those that a baseline knows.
    pub findings: Vec<Rendered>,
    /// What a baseline did to it, where there is one.
    pub baseline: Option<Baselined>,
    /// Who owns the files, where something says so.
    pub owners: Option<Arc<Owners>>,
    /// The earlier state that it is compared with, where it is.
    pub since: Option<Since>,
    /// Where the law is from, when it is not the working tree's own.
    pub policy: Option<Revision>,
    /// The sums.
    pub statistics: Statistics,
}

/// A commit, and how the person called it.
#[derive(Clone, Debug, Serialize)]
pub struct Revision {
    /// As it was written.
    #[serde(rename = "revision")]
    pub name: String,
    /// The full name of the commit.
    pub commit: String,
}

/// An earlier state whose findings are not reported again.
#[derive(Clone, Debug, Serialize)]
pub struct Since {
    /// The common ancestor with the revision of this name.
    #[serde(flatten)]
    pub base: Revision,
    /// How many findings are left out, since it had them already.
    pub known: usize,
}

/// What a baseline did to a report.
#[derive(Clone, Debug)]
pub struct Baselined {
    /// The baseline, as it is named in messages: below the root where it lies there.
    pub path: String,
    /// The findings it knows, by path and place.
    pub findings: Vec<Rendered>,
    /// Its entries, among those whose files and levels were looked at, that nothing matches any more.
    pub stale: Vec<Stale>,
}

/// How a component, or one level of it, came out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ComponentResult {
    /// Its id in the DNA, else its folder.
    pub component: String,
    /// What makes it a component: the ecosystem of its manifest, or `folder`.
    #[serde(rename = "type")]
    pub kind: CompactString,
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
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
    pub languages: BTreeMap<CompactString, usize>,
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
        let files: Vec<File> = root.files(db).into_iter().filter(|file| only(file.path(db))).collect();
        for of_folder in files.chunk_by(|a, b| a.folder(db) == b.folder(db)) {
            let (path, kind) = component(db, of_folder[0]);
            let part = parts.entry(path).or_insert_with(|| Part { kind, ..Part::default() });
            part.files += of_folder.len();
            for &file in of_folder {
                let (facts, ranges) = (graph::facts(db, file), graph::ranges(db, file));
                statistics.files += 1;
                statistics.lines += u64::from(lines(&ranges.lines));
                *statistics.languages.entry(facts.kind.language.name().into()).or_default() += 1;
                read += usize::from(facts.kind.language != Language::Other && matches!(facts.status, Status::Parsed | Status::Recovered));
                part.hash.write(file.path(db).as_str().as_bytes());
                part.hash.write_u64(ranges.hash);
            }
        }
        for file in crate::snapshot::files(db, root).into_iter().filter(|file| only(file.path(db))) {
            findings.extend(render::file(db, file));
        }
        findings.sort_by(|a, b| (&a.path, a.start, a.end, a.code).cmp(&(&b.path, b.start, b.end, b.code)));
        for finding in &findings {
            let details = parts.entry(component_of(db, finding)).or_default().levels.entry(Level::of(finding.code)).or_default();
            details.count(finding.severity);
        }
        statistics.coverage =
            if statistics.files == 0 { 1.0 } else { (read as f64 / statistics.files as f64 * 10_000.0).round() / 10_000.0 };
        let results: Vec<_> = parts.into_iter().map(|(path, part)| part.result(&path, highest)).collect();
        statistics.count(&results);
        let owners = crate::owners::owners(db, root);
        Report { version: VERSION, results, findings, baseline: None, owners, since: None, policy: None, statistics }
    }

    /// What is left of it for someone who only wants to see levels up to `highest`.
    #[must_use]
    pub fn up_to(mut self, highest: Level) -> Report {
        self.findings.retain(|finding| Level::of(finding.code) <= highest);
        if let Some(baseline) = &mut self.baseline {
            baseline.findings.retain(|finding| Level::of(finding.code) <= highest);
            baseline.stale.retain(|stale| stale.key.level() <= highest);
        }
        for result in &mut self.results {
            result.children.retain(|level| level.level <= highest);
            result.level = result.children.last().map_or(highest, |level| level.level);
        }
        self.sum_up();
        self
    }

    /// What is left of it for someone who only wants to see some files and folders. The files that are counted
    /// stay what they are.
    #[must_use]
    pub fn about(mut self, db: &dyn Db, wanted: &dyn Fn(&RelPath) -> bool) -> Report {
        self.findings.retain(|finding| wanted(&finding.path));
        if let Some(baseline) = &mut self.baseline {
            baseline.findings.retain(|finding| wanted(&finding.path));
            baseline.stale.retain(|stale| RelPath::root().resolve(&stale.key.path).is_none_or(|path| wanted(&path)));
        }
        self.count_again(db);
        self
    }

    /// What is left of it without the findings that `is_known` names. The files that are counted stay what they are.
    #[must_use]
    pub fn without(mut self, db: &dyn Db, is_known: &dyn Fn(&Rendered) -> bool) -> Report {
        self.findings.retain(|finding| !is_known(finding));
        self.count_again(db);
        self
    }

    /// Takes the findings apart that `is_known` names: they are no longer counted.
    #[must_use]
    pub fn with_baseline(mut self, db: &dyn Db, path: String, stale: Vec<Stale>, is_known: &dyn Fn(&Rendered) -> bool) -> Report {
        let (known, new) = self.findings.into_iter().partition(is_known);
        self.findings = new;
        self.baseline = Some(Baselined { path, findings: known, stale });
        self.count_again(db);
        self
    }

    /// Brings the numbers up to the findings there are now.
    fn count_again(&mut self, db: &dyn Db) {
        let mut counts: BTreeMap<(String, Level), Details> = BTreeMap::new();
        for finding in &self.findings {
            let component = component_of(db, finding).to_string();
            counts.entry((component, Level::of(finding.code))).or_default().count(finding.severity);
        }
        for level in self.results.iter_mut().flat_map(|result| &mut result.children) {
            let counted = counts.remove(&(level.component.clone(), level.level)).unwrap_or_default();
            level.details = Details { files: level.details.files, ..counted };
            (level.status, level.message) = (level.details.status(), level.details.message());
        }
        self.sum_up();
    }

    /// Brings what is said of whole components up to what is said of their levels.
    fn sum_up(&mut self) {
        for result in &mut self.results {
            let files = result.details.files;
            result.details = result.children.iter().fold(Details { files, ..Details::default() }, |sum, level| sum.plus(level.details));
            (result.status, result.message) = (result.details.status(), result.details.message());
        }
        self.statistics.count(&self.results);
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
        let kind = CompactString::from(if self.kind.is_empty() { "folder" } else { self.kind });
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
                kind: kind.clone(),
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

    fn count(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info => self.infos += 1,
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

/// The component that a finding counts for.
pub fn component_of(db: &dyn Db, finding: &Rendered) -> RelPath {
    finding.file.map_or_else(|| finding.path.clone(), |file| component(db, file).0)
}

/// The component a file belongs to where no DNA says so: the folder of the nearest manifest, and what makes it one.
pub fn component(db: &dyn Db, file: File) -> (RelPath, &'static str) {
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
