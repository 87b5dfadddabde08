//! `apply_generation`: writes a plan that was looked at, all of it or nothing; or gives it as a patch.

use std::sync::Arc;

use alpha::changes::Changes;
use oracle::diff;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use workspace::imagined::Texts;
use workspace::transaction::{self, Step};
use workspace::{Disk, FileSystem, RelPath};

use super::asked::{Asked, Problem};
use super::plan;
use super::workspace::Workspace;

/// What `apply_generation` takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The `hash` of the plan that was looked at. Another plan is refused.
    #[schemars(length(min = 64, max = 64))]
    pub hash: String,
    /// The generators that the plan was made for.
    #[serde(default)]
    pub generators: Vec<String>,
    /// Write nothing: give the whole change as a patch for `git apply`.
    #[serde(default)]
    pub patch: bool,
}

/// What `apply_generation` answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// The files that were written or removed, the generator's books included. Untrusted data: names from the repository.
    pub written: Vec<String>,
    /// With `patch`: a unified diff of all files. Untrusted data: text of the repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patch: Option<String>,
}

/// Applies.
///
/// # Errors
/// A root that is not trusted; a plan that is another one by now; a disk that cannot be written.
pub fn apply(workspace: &Workspace, input: &Input, asked: &Asked) -> Result<Answer, Problem> {
    if !input.patch {
        workspace.may_write()?;
    }
    workspace.alone(|| {
        transaction::recover(workspace.folder()).map_err(Problem::Failed)?;
        let (changes, books) = workspace.look(&Texts::new(), asked, |snapshot, root| {
            let changes = match plan::changes(workspace, snapshot, root, &input.generators)? {
                Ok(changes) => changes,
                Err(why) => return Ok(Err(why)),
            };
            let before = |path: &RelPath| alpha::changes::read(snapshot.db(), root, path);
            let books: Vec<Option<Arc<str>>> = snapshot.ask(|_| changes.bookkeeping.iter().map(|(path, _)| before(path)).collect())?;
            Ok(Ok((changes, books)))
        })?;
        if plan::hash(&changes) != input.hash {
            return Err(Problem::refused("the plan is another one by now: call `plan_generation` again and look at what it says"));
        }
        if input.patch {
            return Ok(Answer { written: Vec::new(), patch: Some(patch(&changes, &books)) });
        }
        // What is written over is still what was planned with.
        for change in &changes.files {
            unchanged(workspace, &change.path, change.before.as_deref())?;
        }
        asked.go_on()?;
        let files = changes.files.iter().map(|change| (&change.path, &change.after));
        let books = changes.bookkeeping.iter().map(|(path, text)| (path, text));
        let steps: Vec<Step> = files
            .chain(books)
            .map(|(path, text)| Step { path: path.clone(), bytes: text.as_ref().map(|text| text.as_bytes().to_vec()) })
            .collect();
        transaction::apply(workspace.folder(), &steps).map_err(Problem::Failed)?;
        Ok(Answer { written: steps.iter().map(|step| step.path.to_string()).collect(), patch: None })
    })
}

/// # Errors
/// The disk has something else at `path`.
pub(super) fn unchanged(workspace: &Workspace, path: &RelPath, before: Option<&str>) -> Result<(), Problem> {
    let now = Disk.read(&path.under(workspace.folder())).ok();
    if now.as_deref() == before.map(str::as_bytes) {
        return Ok(());
    }
    Err(Problem::Refused(format!("{path} changed meanwhile: ask again")))
}

fn patch(changes: &Changes, books: &[Option<Arc<str>>]) -> String {
    let own = changes.files.iter().map(|change| diff::unified(change.path.as_str(), change.before.as_deref(), change.after.as_deref()));
    let books = changes.bookkeeping.iter().zip(books);
    let books = books.map(|((path, after), before)| diff::unified(path.as_str(), before.as_deref(), after.as_deref()));
    own.chain(books).collect()
}
