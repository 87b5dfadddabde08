//! What a whole check found, kept for a run in which nothing has changed: then nothing is read at all.
//!
//! "Nothing" is every name below the root with the size and time of every file that is looked at, and the environment,
//! and the day, which ends suppressions. Paths stand for files, which are found again in the new run's folders; one that is missing there makes the whole worthless.

use serde::{Deserialize, Serialize};
use workspace::cache::{Cache, Key};
use workspace::{Attributes, Db, Directory, Entry, File, LineColumn, RelPath, Root, Span};
use xxhash_rust::xxh3::{Xxh3Default, xxh3_64};

use crate::finding::{Severity, Tag};
use crate::render::{Rendered, RenderedFix, RenderedRelated};
use crate::report::{ComponentResult, Report, Statistics, VERSION};
use crate::rule::rule;

/// The one entry of its file.
const ENTRY: &str = "report";

#[derive(Serialize, Deserialize)]
struct Kept {
    results: Vec<ComponentResult>,
    statistics: Statistics,
    findings: Vec<Finding>,
}

/// A path, what goes of that file, and what comes.
type Edit = (String, Span, String);

#[derive(Serialize, Deserialize)]
struct Finding {
    code: String,
    severity: Severity,
    path: String,
    is_file: bool,
    place: (Span, LineColumn, LineColumn),
    message: String,
    related: Vec<(String, Span, LineColumn, LineColumn, String)>,
    fixes: Vec<(String, Vec<Edit>, bool)>,
    tags: Vec<Tag>,
    fingerprint: String,
}

/// The report that an earlier run made of exactly this state.
pub fn find(db: &dyn Db, root: Root) -> Option<Report> {
    let key = state(db, root)?;
    let kept: Kept = cache(db, root)?.find_same(&RelPath::new(ENTRY), &key, |bytes| postcard::from_bytes(bytes).ok())?;
    let findings = kept.findings.into_iter().map(|finding| finding.restored(db, root)).collect::<Option<Vec<_>>>()?;
    let owners = crate::owners::owners(db, root);
    Some(Report {
        version: VERSION,
        results: kept.results,
        findings,
        baseline: None,
        owners,
        since: None,
        policy: None,
        statistics: kept.statistics,
    })
}

/// Keeps the report about a whole root, before any step was taken with it.
pub fn keep(db: &dyn Db, root: Root, report: &Report) {
    let (Some(cache), Some(key)) = (cache(db, root), state(db, root)) else { return };
    // A reader or rule that failed once may not the next time.
    if report.findings.iter().any(|finding| finding.code == "L1/internal-error" || finding.code == "L1/too-slow") {
        return;
    }
    let findings = report.findings.iter().map(|finding| Finding::of(db, finding)).collect();
    let kept = Kept { results: report.results.clone(), statistics: report.statistics.clone(), findings };
    let Ok(bytes) = postcard::to_stdvec(&kept) else { return };
    if let Err(error) = cache.write(vec![(RelPath::new(ENTRY), key, Some(bytes))]) {
        tracing::info!("the report is not kept for later: {error}");
    }
}

fn cache(db: &dyn Db, root: Root) -> Option<Cache> {
    root.cache(db).as_ref().map(|cache| cache.beside("report"))
}

/// Names the state of everything a report depends on; `None` while an editor has a file open, or when probes were run and did not pass.
fn state(db: &dyn Db, root: Root) -> Option<Key> {
    // What probes found is about more than files.
    if !root.probed(db).is_empty() {
        return None;
    }
    let (mut hash, mut count, mut newest) = (Xxh3Default::new(), 0, 0);
    let mut open: Vec<Directory> = root.top(db).into_iter().collect();
    while let Some(folder) = open.pop() {
        hash.update(folder.path(db).as_str().as_bytes());
        for (name, entry) in folder.entries(db).iter() {
            hash.update(&[0]);
            hash.update(name.as_bytes());
            match entry {
                Entry::File(file) => {
                    if file.overlay(db).is_some() {
                        return None;
                    }
                    let stamp = file.stamp(db);
                    count += 1;
                    newest = newest.max(stamp.modified);
                    let Attributes { generated, vendored, linked } = file.attributes(db);
                    hash.update(&[1, u8::from(generated), vendored.map_or(2, u8::from), u8::from(linked)]);
                    hash.update(&stamp.len.to_le_bytes());
                    hash.update(&stamp.modified.to_le_bytes());
                    hash.update(&stamp.bump.to_le_bytes());
                }
                Entry::Directory(below) => {
                    hash.update(&[2]);
                    open.push(below);
                }
                Entry::OtherFile => hash.update(&[3]),
                Entry::OtherDirectory => hash.update(&[4]),
                Entry::Unreadable => hash.update(&[5]),
            }
        }
    }
    let surroundings = format!("{:?} {:?}", root.environment(db), workspace::today(db));
    Some(Key { len: count, modified: newest, hash: hash.digest(), context: xxh3_64(surroundings.as_bytes()) })
}

impl Finding {
    fn of(db: &dyn Db, rendered: &Rendered) -> Finding {
        let path = |file: File| file.path(db).as_str().to_owned();
        Finding {
            code: rendered.code.to_owned(),
            severity: rendered.severity,
            path: rendered.path.as_str().to_owned(),
            is_file: rendered.file.is_some(),
            place: (rendered.span, rendered.start, rendered.end),
            message: rendered.message.clone(),
            related: rendered.related.iter().map(|one| (path(one.file), one.span, one.start, one.end, one.message.clone())).collect(),
            fixes: rendered
                .fixes
                .iter()
                .map(|fix| {
                    let edits = fix.edits.iter().map(|(file, span, text)| (path(*file), *span, text.clone())).collect();
                    (fix.title.clone(), edits, fix.safe)
                })
                .collect(),
            tags: rendered.tags.clone(),
            fingerprint: rendered.fingerprint.clone(),
        }
    }

    fn restored(self, db: &dyn Db, root: Root) -> Option<Rendered> {
        let file = |path: &str| root.file(db, &RelPath::new(path));
        let related = |(path, span, start, end, message): (String, Span, LineColumn, LineColumn, String)| {
            Some(RenderedRelated { file: file(&path)?, path: RelPath::new(&path), span, start, end, message })
        };
        let fix = |(title, edits, safe): (String, Vec<Edit>, bool)| {
            let edits = edits.into_iter().map(|(path, span, text)| Some((file(&path)?, span, text))).collect::<Option<_>>()?;
            Some(RenderedFix { title, edits, safe })
        };
        let (span, start, end) = self.place;
        Some(Rendered {
            code: rule(&self.code)?.code,
            severity: self.severity,
            file: if self.is_file { Some(file(&self.path)?) } else { None },
            path: RelPath::new(&self.path),
            span,
            start,
            end,
            message: self.message,
            related: self.related.into_iter().map(related).collect::<Option<_>>()?,
            fixes: self.fixes.into_iter().map(fix).collect::<Option<_>>()?,
            tags: self.tags,
            fingerprint: self.fingerprint,
        })
    }
}
