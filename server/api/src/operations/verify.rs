//! `verify`: what is wrong with the root, or would be with some texts laid over it.

use std::collections::{BTreeMap, VecDeque};
use std::hash::Hasher;
use std::sync::Arc;

use oracle::{Cancellable, Level, Rendered, Report, Severity, Snapshot};
use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use workspace::{Database, Root, SeverityOverride};

use super::asked::{Asked, Problem};
use super::found::{Found, Grade};
use super::selection::{Selection, texts};
use super::workspace::Workspace;

/// Findings that are shown when nobody says how many, and at most.
const LIMIT: u32 = 50;
const MOST: u32 = 1000;
/// Fingerprints that a caller may name.
const MOST_FINGERPRINTS: usize = 100_000;
/// Answers that are remembered.
const REMEMBERED: usize = 64;

/// What `verify` takes.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Input {
    /// Look at levels up to this one: `L0` (existence), `L1` (syntax), `L2` (schema), `L3` (semantic),
    /// `L4` (cross-reference), `L5` (simulation), `L6`.
    #[schemars(regex(pattern = "^[Ll][0-6]$"))]
    pub level: Option<String>,
    /// Report only on these files, folders or globs, seen from the root; on everything when absent.
    pub paths: Vec<String>,
    /// Texts that files would have, by path: they are checked as if they were written, and nothing is written.
    /// `null` for a file that would be gone. New files and folders are welcome.
    pub overlays: BTreeMap<String, Option<String>>,
    /// The `result_id` of an earlier answer: what it found already is not repeated.
    pub since: Option<String>,
    /// Fingerprints of findings that are known and are not to be repeated.
    pub since_fingerprints: Vec<String>,
    /// Findings to show, the most severe first; the others are counted. 50 when absent.
    #[schemars(range(min = 0, max = 1000))]
    pub limit: Option<u32>,
    /// The least severity to show; `warning` when absent. Infos are counted all the same.
    pub severity: Option<Grade>,
}

/// What `verify` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// Names this result: to be given as `since` later.
    pub result_id: String,
    /// `pass`: nothing above info; `warn`: warnings; `fail`: a finding of the severity that fails here.
    pub verdict: Verdict,
    /// All findings that were asked about and are new.
    pub counts: Counts,
    /// Those of them that are not shown, for the sake of `limit` and `severity`.
    pub left_out: Counts,
    /// Findings that are not repeated: those of `since` and `since_fingerprints`.
    pub known: usize,
    /// Of the findings of `since`, those that are there no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<usize>,
    /// Findings that the repository's baseline accepts.
    pub baselined: usize,
    /// Files that were looked at.
    pub files: usize,
    /// The findings, the most severe first; of equal ones those in `overlays` first.
    pub findings: Vec<Found>,
}

/// How it came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing above `info`.
    Pass,
    /// Something that fails nothing.
    Warn,
    /// Something that fails here.
    Fail,
}

/// Findings by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// Wrong.
    pub errors: usize,
    /// Probably wrong.
    pub warnings: usize,
    /// Worth knowing.
    pub infos: usize,
}

impl Counts {
    fn of<'a>(findings: impl IntoIterator<Item = &'a Rendered>) -> Counts {
        let mut out = Counts::default();
        for finding in findings {
            match finding.severity {
                Severity::Error => out.errors += 1,
                Severity::Warning => out.warnings += 1,
                Severity::Info => out.infos += 1,
            }
        }
        out
    }

    /// All of them.
    pub fn sum(self) -> usize {
        self.errors + self.warnings + self.infos
    }
}

/// The fingerprints of the last answers.
#[derive(Default)]
pub struct Earlier(VecDeque<(String, Arc<FxHashSet<String>>)>);

impl Earlier {
    fn find(&self, id: &str) -> Option<Arc<FxHashSet<String>>> {
        self.0.iter().find(|(known, _)| known == id).map(|(_, found)| Arc::clone(found))
    }

    fn remember(&mut self, id: &str, found: FxHashSet<String>) {
        self.0.retain(|(known, _)| known != id);
        self.0.push_back((id.to_owned(), Arc::new(found)));
        if self.0.len() > REMEMBERED {
            self.0.pop_front();
        }
    }
}

/// What was found, before it is cut.
struct Checked {
    /// What was asked about and is new.
    report: Report,
    id: String,
    known: usize,
    gone: Option<usize>,
    fails: bool,
}

/// Verifies, and tells what fits into the budget.
///
/// # Errors
/// An input that makes no sense; nobody wants the answer any more.
pub fn verify(workspace: &Workspace, input: &Input, asked: &Asked) -> Result<Answer, Problem> {
    let limit = input.limit.unwrap_or(LIMIT);
    if limit > MOST {
        return Err(Problem::Refused(format!("`limit` is at most {MOST}: ask for fewer `paths`, or for what is new `since` an answer")));
    }
    let least: Severity = input.severity.unwrap_or(Grade::Warning).into();
    let laid: FxHashSet<String> =
        input.overlays.keys().filter_map(|name| Some(super::selection::path(workspace.folder(), name).ok()?.to_string())).collect();
    checked(workspace, input, asked, |snapshot, _, checked| {
        let all = &checked.report.findings;
        let mut shown: Vec<&Rendered> = all.iter().filter(|finding| finding.severity >= least).collect();
        shown.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), !laid.contains(finding.path.as_str())));
        shown.truncate(limit as usize);
        let counts = Counts::of(all);
        let told = Counts::of(shown.iter().copied());
        Answer {
            result_id: checked.id,
            verdict: match checked.report.worst() {
                _ if checked.fails => Verdict::Fail,
                Some(Severity::Warning | Severity::Error) => Verdict::Warn,
                _ => Verdict::Pass,
            },
            counts,
            left_out: Counts {
                errors: counts.errors - told.errors,
                warnings: counts.warnings - told.warnings,
                infos: counts.infos - told.infos,
            },
            known: checked.known,
            gone: checked.gone,
            baselined: checked.report.baseline.as_ref().map_or(0, |baseline| baseline.findings.len()),
            files: checked.report.statistics.files,
            findings: shown.into_iter().map(|finding| Found::new(snapshot.db(), finding)).collect(),
        }
    })
}

/// The report, as `check --format json` writes it, and the same as SARIF. With a `limit`, of the most severe findings.
///
/// # Errors
/// As those of [`verify`].
pub fn report(workspace: &Workspace, input: &Input, asked: &Asked) -> Result<(serde_json::Value, String), Problem> {
    let least: Severity = input.severity.unwrap_or(Grade::Info).into();
    checked(workspace, input, asked, |snapshot, root, checked| {
        let mut report = checked.report;
        report.findings.retain(|finding| finding.severity >= least);
        if let Some(limit) = input.limit {
            let mut worst: Vec<usize> = (0..report.findings.len()).collect();
            worst.sort_by_key(|at| std::cmp::Reverse(report.findings[*at].severity));
            let kept: FxHashSet<usize> = worst.into_iter().take(limit as usize).collect();
            let mut at = 0;
            report.findings.retain(|_| {
                at += 1;
                kept.contains(&(at - 1))
            });
        }
        let sarif = oracle::report::sarif::write(snapshot.db(), root, &report);
        (serde_json::to_value(&report).unwrap_or_default(), sarif)
    })
}

fn checked<T>(workspace: &Workspace, input: &Input, asked: &Asked, tell: impl Fn(&Snapshot, Root, Checked) -> T) -> Result<T, Problem> {
    let selection = Selection::new(workspace.folder(), &input.paths)?;
    let texts = texts(workspace.folder(), &input.overlays)?;
    let level = input.level.as_deref().map(str::parse::<Level>).transpose().map_err(Problem::Refused)?;
    if input.since_fingerprints.len() > MOST_FINGERPRINTS {
        return Err(Problem::Refused(format!("`since_fingerprints` has more than {MOST_FINGERPRINTS} entries: use `since`")));
    }
    let earlier = match &input.since {
        Some(id) => Some(workspace.earlier(|earlier| earlier.find(id)).ok_or_else(|| {
            Problem::refused("`since` names no result that is still remembered: leave it out and use the `result_id` of the answer")
        })?),
        None => None,
    };
    let named: FxHashSet<&str> = input.since_fingerprints.iter().map(String::as_str).collect();
    let is_known = |finding: &Rendered| {
        let fingerprint = finding.fingerprint.as_str();
        named.contains(fingerprint) || earlier.as_ref().is_some_and(|earlier| earlier.contains(fingerprint))
    };
    let question = |snapshot: &Snapshot, root: Root| -> Cancellable<Result<T, Problem>> {
        // What an earlier run has found of exactly this state is taken as it is.
        let kept = if texts.is_empty() && !workspace.is_warm() { snapshot.kept_report(root)? } else { None };
        let all = match kept {
            Some(report) => report,
            None => {
                let is_first = !workspace.is_warm();
                workspace.prime(snapshot, root, asked)?;
                let report = snapshot.report(root, &|_| true)?;
                if is_first && texts.is_empty() {
                    snapshot.keep_report(root, &report)?;
                }
                report
            }
        };
        snapshot.ask(|db| {
            let found: FxHashSet<String> = all.findings.iter().map(|finding| finding.fingerprint.clone()).collect();
            let id = id(&all.findings);
            let mut report = match baseline(db, root, all) {
                Ok(report) => report,
                Err(why) => return Err(why),
            };
            if let Some(level) = level {
                report = report.up_to(level);
            }
            if !selection.is_everything() {
                report = report.about(db, &|path| selection.wants(path));
            }
            let known = report.findings.iter().filter(|finding| is_known(finding)).count();
            if known > 0 {
                report = report.without(db, &is_known);
            }
            let gone = earlier.as_ref().map(|earlier| earlier.iter().filter(|known| !found.contains(*known)).count());
            let fail_on = Severity::chosen(root.settings(db).fail_on.unwrap_or(SeverityOverride::Error));
            let fails = fail_on.is_some_and(|least| report.worst() >= Some(least));
            workspace.earlier(|earlier| earlier.remember(&id, found));
            Ok(tell(snapshot, root, Checked { report, id, known, gone, fails }))
        })
    };
    workspace.look(&texts, asked, question)
}

/// Equal findings have equal names.
fn id(findings: &[Rendered]) -> String {
    let mut hash = xxhash_rust::xxh3::Xxh3Default::new();
    for finding in findings {
        hash.write(finding.fingerprint.as_bytes());
        hash.write_u8(finding.severity as u8);
    }
    format!("r{:016x}", hash.finish())
}

/// Takes the findings apart that the baseline knows which the DNA names.
fn baseline(db: &Database, root: Root, report: Report) -> Result<Report, Problem> {
    use oracle::baseline::{file, keys, matching::matching};
    let declared = dna::dna(db, root);
    let Some(path) = declared.as_ref().and_then(|dna| workspace::RelPath::root().resolve(dna.checks.baseline.as_ref()?)) else {
        return Ok(report);
    };
    let place = path.under(root.path(db));
    let Ok(bytes) = workspace::Db::system(db).read(&place) else {
        return Err(Problem::Refused(format!(
            "there is no baseline {path}, which the DNA names: `ouroboros check --write-baseline` makes it"
        )));
    };
    let known = file::parse(&String::from_utf8_lossy(&bytes))
        .map_err(|mistake| Problem::Refused(format!("{path}:{}: not a line of a baseline: {}", mistake.line, mistake.message)))?;
    let exists = |path: &str| workspace::RelPath::root().resolve(path).is_some_and(|path| root.entry(db, &path).is_some());
    let matched = matching(&known, &keys(db, &report.findings), &exists);
    let accepted: FxHashSet<String> =
        report.findings.iter().zip(matched.known).filter(|(_, known)| *known).map(|(finding, _)| finding.fingerprint.clone()).collect();
    Ok(report.with_baseline(db, path.to_string(), matched.stale, &|finding| accepted.contains(finding.fingerprint.as_str())))
}
