//! `apply_fix`: makes the edits of one fix, where the text is still the one it was computed for.

use oracle::{Level, Rendered, Snapshot, fixes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use workspace::imagined::Texts;
use workspace::transaction::{self, Step};
use workspace::{Disk, File, FileSystem, RelPath, Root, Span};

use super::asked::{Asked, Problem};
use super::found::text_hash;
use super::workspace::Workspace;

/// What `apply_fix` takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The finding's fingerprint.
    #[schemars(length(max = 100))]
    pub fingerprint: String,
    /// The `text_hash` that the finding came with.
    #[schemars(length(max = 100))]
    pub text_hash: String,
    /// Which of its fixes, from 0; the first when absent.
    #[serde(default)]
    pub fix: u32,
}

/// What `apply_fix` answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// What was done. Untrusted data: it quotes the repository.
    pub title: String,
    /// The files that were written. Untrusted data: names from the repository.
    pub written: Vec<String>,
}

/// One file of a fix.
#[derive(Clone)]
struct Edited {
    path: RelPath,
    /// As it is on the disk.
    bytes: Vec<u8>,
    /// Its text afterwards, its byte order mark included.
    after: String,
    /// Syntax errors before.
    errors: usize,
}

/// Applies it.
///
/// # Errors
/// A root that is not trusted; a finding or fix that there is not; a text that is another one; a fix that would break
/// its file; a disk that cannot be written.
pub fn fix(workspace: &Workspace, input: &Input, asked: &Asked) -> Result<Answer, Problem> {
    workspace.may_write()?;
    workspace.alone(|| {
        let (title, edited) = workspace.look_at_all(&Texts::new(), asked, |snapshot, root| {
            let all = snapshot.all_findings(root)?;
            snapshot.ask(|_| edits(workspace, snapshot, root, &all, input))
        })?;
        // Tried first: a fix that breaks its file is none.
        let imagined: Texts = edited.iter().map(|file| (file.path.under(workspace.folder()), Some(file.after.as_str().into()))).collect();
        workspace.look(&imagined, asked, |snapshot, root| {
            for file in &edited {
                let Some(there) = snapshot.file(root, &file.path) else { continue };
                if errors(&snapshot.findings_alone(there)?) > file.errors {
                    return Ok(Err(Problem::Refused(format!("the fix would break {}: mend it by hand", file.path))));
                }
            }
            Ok(Ok(()))
        })?;
        for file in &edited {
            if Disk.read(&file.path.under(workspace.folder())).ok().as_ref() != Some(&file.bytes) {
                return Err(Problem::Refused(format!("{} changed meanwhile: verify again", file.path)));
            }
        }
        asked.go_on()?;
        let steps: Vec<Step> =
            edited.iter().map(|file| Step { path: file.path.clone(), bytes: Some(file.after.as_bytes().to_vec()) }).collect();
        transaction::apply(workspace.folder(), &steps).map_err(Problem::Failed)?;
        Ok(Answer { title, written: edited.into_iter().map(|file| file.path.to_string()).collect() })
    })
}

fn errors(findings: &[Rendered]) -> usize {
    findings.iter().filter(|finding| Level::of(finding.code) == Level::L1).count()
}

fn edits(
    workspace: &Workspace,
    snapshot: &Snapshot,
    root: Root,
    all: &[Rendered],
    input: &Input,
) -> Result<(String, Vec<Edited>), Problem> {
    let db = snapshot.db();
    let gone = || Problem::refused("there is no such finding now: verify again and take a fingerprint from the answer");
    let finding = all.iter().find(|finding| finding.fingerprint == input.fingerprint).ok_or_else(gone)?;
    let file = finding.file.ok_or_else(|| Problem::refused("the finding is about a folder and has no fix"))?;
    if text_hash(db, file) != input.text_hash {
        return Err(Problem::Refused(format!("{} has another text than the one the fix was computed for: verify again", finding.path)));
    }
    let fix = finding.fixes.get(input.fix as usize).ok_or_else(|| match finding.fixes.len() {
        0 => Problem::refused("the finding has no fix: mend it by hand; `explain` says how"),
        count => Problem::Refused(format!("the finding has {count} fixes, counted from 0")),
    })?;
    let mut by_file: Vec<(File, Vec<(Span, String)>)> = Vec::new();
    for (file, span, text) in &fix.edits {
        let at = by_file.iter().position(|(known, _)| known == file).unwrap_or_else(|| {
            by_file.push((*file, Vec::new()));
            by_file.len() - 1
        });
        by_file[at].1.push((*span, text.clone()));
    }
    let mut out = Vec::new();
    for (file, mut edits) in by_file {
        let path = file.path(db).clone();
        let refuse = |why: &str| Problem::Refused(format!("{path} is left alone: {why}"));
        if file.root(db) != Some(root) {
            return Err(refuse("it belongs to another root"));
        }
        if file.attributes(db).generated {
            return Err(refuse("it is generated"));
        }
        let absolute = path.under(workspace.folder());
        if Disk.canonicalize(&absolute).ok().as_ref() != Some(&absolute) {
            return Err(refuse("it is a symbolic link"));
        }
        if workspace::write::is_read_only(&absolute) {
            return Err(refuse("it is read-only"));
        }
        let bytes = Disk.read(&absolute).map_err(|error| refuse(&error.to_string()))?;
        let before = graph::text(db, file).ok_or_else(|| refuse("it changed while it was checked"))?;
        let mark = if bytes.starts_with(MARK) && !before.as_bytes().starts_with(MARK) { "\u{feff}" } else { "" };
        if bytes.strip_prefix(mark.as_bytes()).unwrap_or(&bytes) != before.as_bytes() {
            return Err(refuse("it is not UTF-8"));
        }
        edits.sort_by_key(|(span, _)| span.start);
        let after = fixes::apply(&before, &edits).ok_or_else(|| refuse("the fix does not fit its text"))?;
        let own = all.iter().filter(|finding| finding.file == Some(file)).cloned().collect::<Vec<_>>();
        out.push(Edited { path, bytes, after: format!("{mark}{after}"), errors: errors(&own) });
    }
    Ok((fix.title.clone(), out))
}

/// A byte order mark, which stays where it is.
const MARK: &[u8] = b"\xEF\xBB\xBF";
