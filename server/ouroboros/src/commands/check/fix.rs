//! `--fix` and `--fix --diff`: safe fixes, tried in memory first.
//!
//! Fixes are applied to buffers, as an editor's are, and the result is checked; what reads worse than before is
//! taken back. Fixes that stood in each other's way, or that others made possible, come in later rounds. Only then
//! are files written, each all or nothing. `--diff` is the same without the writing.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use oracle::{Change, Document, Level, Rendered, Snapshot, fixes};
use rustc_hash::FxHashSet;
use workspace::{Disk, File, FileSystem, RelPath};

use super::session::Session;
use crate::format::{counted, diff};
use crate::output;

/// After so many rounds what is left is left: two fixes may undo each other for ever.
const ROUNDS: usize = 10;

/// What fixing came to.
#[derive(Default)]
pub struct Fixed {
    files: BTreeMap<RelPath, Mended>,
    refused: BTreeMap<RelPath, String>,
}

/// One file, before and after.
struct Mended {
    absolute: PathBuf,
    /// As it is on disk.
    bytes: Vec<u8>,
    /// The same as text.
    before: String,
    after: String,
    edits: usize,
}

/// What one round does to one file.
struct Step {
    path: RelPath,
    /// How many syntax errors it had.
    errors: usize,
    old: String,
    new: String,
}

/// Applies all safe fixes of what is shown to buffers.
///
/// # Errors
/// Those of checking.
pub fn in_memory(session: &mut Session<'_>) -> Result<Fixed, String> {
    let mut fixed = Fixed::default();
    for _ in 0..ROUNDS {
        let snapshot = session.host.snapshot();
        let report = session.check(&snapshot)?.report;
        let steps = fixed.round(session, &snapshot, &report.findings)?;
        drop(snapshot);
        if steps.is_empty() {
            break;
        }
        let changes = steps.iter().map(|step| buffer(session, &step.path, step.new.clone())).collect();
        session.host.apply_all(changes);
        fixed.take_back(session, steps)?;
    }
    fixed.files.retain(|_, file| file.before != file.after);
    Ok(fixed)
}

fn buffer(session: &Session<'_>, path: &RelPath, text: String) -> Change {
    Change::Open { document: Document::Disk(path.under(&session.target.root)), text, version: 0, language: None }
}

/// So many syntax errors a file has.
fn errors(snapshot: &Snapshot, file: File) -> Result<usize, String> {
    let findings = snapshot.findings_alone(file).map_err(|_| "internal error: cancelled although nothing writes".to_owned())?;
    Ok(findings.iter().filter(|finding| Level::of(finding.code) == Level::L1).count())
}

impl Fixed {
    /// One round: what changes, by path.
    fn round(&mut self, session: &Session<'_>, snapshot: &Snapshot, findings: &[Rendered]) -> Result<Vec<Step>, String> {
        let db = snapshot.db();
        let fixes = findings.iter().flat_map(|finding| &finding.fixes).filter(|fix| fix.safe);
        let files: FxHashSet<File> = fixes.flat_map(|fix| fix.edits.iter().map(|(file, ..)| *file)).collect();
        let mut may: FxHashSet<File> = FxHashSet::default();
        for file in files.into_iter().filter(|file| file.root(db) == Some(session.root)) {
            let path = file.path(db);
            if self.refused.contains_key(path) {
                continue;
            }
            match if self.files.contains_key(path) { Ok(()) } else { self.admit(session, snapshot, file) } {
                Ok(()) => drop(may.insert(file)),
                Err(why) => drop(self.refused.insert(path.clone(), why)),
            }
        }
        let mut steps = Vec::new();
        for (file, edits) in fixes::safe(findings, &|file| may.contains(&file)) {
            let path = file.path(db).clone();
            let Some(mended) = self.files.get_mut(&path) else { continue };
            let Some(new) = fixes::apply(&mended.after, &edits) else { continue };
            mended.edits += edits.len();
            let old = std::mem::replace(&mut mended.after, new.clone());
            steps.push(Step { path, errors: errors(snapshot, file)?, old, new });
        }
        steps.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(steps)
    }

    /// Remembers what a file was before, or says why it is left alone.
    fn admit(&mut self, session: &Session<'_>, snapshot: &Snapshot, file: File) -> Result<(), String> {
        let db = snapshot.db();
        let path = file.path(db).clone();
        let absolute = path.under(&session.target.root);
        if file.attributes(db).generated {
            return Err("it is generated".to_owned());
        }
        if Disk.canonicalize(&absolute).map_err(|error| error.to_string())? != absolute {
            return Err("it is a symbolic link".to_owned());
        }
        if workspace::write::is_read_only(&absolute) {
            return Err("it is read-only".to_owned());
        }
        let bytes = Disk.read(&absolute).map_err(|error| error.to_string())?;
        let text = syntax::extraction::text(db, file).ok_or("it changed while it was checked")?;
        if bytes.strip_prefix(MARK).unwrap_or(&bytes) != text.as_bytes() {
            return Err("it is not UTF-8".to_owned());
        }
        self.files.insert(path, Mended { absolute, bytes, before: text.clone(), after: text, edits: 0 });
        Ok(())
    }

    /// Takes back what made a file read worse.
    fn take_back(&mut self, session: &mut Session<'_>, steps: Vec<Step>) -> Result<(), String> {
        let snapshot = session.host.snapshot();
        let mut worse = Vec::new();
        for step in steps {
            let Some(file) = snapshot.file(session.root, &step.path) else { continue };
            if errors(&snapshot, file)? > step.errors {
                worse.push(step);
            }
        }
        drop(snapshot);
        for step in worse {
            if let Some(mended) = self.files.get_mut(&step.path) {
                mended.after.clone_from(&step.old);
            }
            let change = buffer(session, &step.path, step.old);
            session.host.apply(change);
            self.refused.insert(step.path, "its fixes would break it".to_owned());
        }
        Ok(())
    }

    fn say_refused(&self) {
        for (path, why) in &self.refused {
            tracing::warn!("{path} was left alone: {why}");
        }
    }
}

/// A byte order mark, which stays where it is.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Prints what would change. The exit code is 1 when something would.
///
/// # Errors
/// Output that cannot be written.
pub fn show(session: &Session<'_>, fixed: &Fixed, output: output::Options) -> Result<ExitCode, String> {
    use std::io::IsTerminal;
    fixed.say_refused();
    let (mut out, terminal) = (String::new(), std::io::stdout().is_terminal());
    let prefix = RelPath::below(&super::session::here()?, &session.target.root);
    for (path, file) in &fixed.files {
        // As seen from where the person stands, when that is above the root; else from the root.
        let shown = prefix
            .as_ref()
            .filter(|prefix| !prefix.as_str().is_empty())
            .map_or_else(|| path.to_string(), |prefix| format!("{prefix}/{path}"));
        diff::write(&shown, &file.before, &file.after, terminal, &mut out);
    }
    output.print(&out)?;
    Ok(if fixed.files.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Writes what changed, and lets the disk's text count again.
pub fn save(session: &mut Session<'_>, mut fixed: Fixed) {
    let (mut changes, mut written, mut edits) = (Vec::new(), 0, 0);
    for (path, file) in &fixed.files {
        changes.push(Change::Close { document: Document::Disk(file.absolute.clone()) });
        changes.push(Change::Files { paths: vec![file.absolute.clone()] });
        let mark = if file.bytes.starts_with(MARK) { MARK } else { &[] };
        let same = Disk.read(&file.absolute).is_ok_and(|bytes| bytes == file.bytes);
        let saved = if same {
            workspace::write::atomically(&file.absolute, &[mark, file.after.as_bytes()].concat()).map_err(|error| error.to_string())
        } else {
            Err("it changed while it was checked".to_owned())
        };
        match saved {
            Ok(()) => (written, edits) = (written + 1, edits + file.edits),
            Err(why) => drop(fixed.refused.insert(path.clone(), why)),
        }
    }
    session.host.apply_all(changes);
    fixed.say_refused();
    if written > 0 {
        anstream::eprintln!("{} made in {}", counted(edits, "edit"), counted(written, "file"));
    }
}
