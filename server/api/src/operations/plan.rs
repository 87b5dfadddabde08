//! `plan_generation`: what the generators of the DNA would write, to be looked at before it is written.

use std::fmt::Write as _;

use alpha::changes::{Change, Changes, Request, Why};
use alpha::formatting::Formatting;
use oracle::{Cancellable, Snapshot, diff};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use workspace::imagined::Texts;
use workspace::{Database, Root, Trust};

use super::asked::{Asked, Problem};
use super::found::{Found, cut};
use super::workspace::Workspace;

/// Bytes of diffs in one answer, and of one of them.
const MOST_DIFFS: usize = 256 << 10;
const MOST_DIFF: usize = 64 << 10;
/// Generators that a caller may name.
const MOST_NAMES: usize = 200;

/// What `plan_generation` takes.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Input {
    /// The generators, as the DNA calls them; all of them when none is named.
    pub generators: Vec<String>,
}

/// What `plan_generation` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// Of the whole plan, also of what is not shown: what `apply_generation` wants.
    pub hash: String,
    /// The files that would be written or removed.
    pub files: Vec<Planned>,
    /// Outputs that would be left alone, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Left>,
    /// What stands in the way of making everything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Found>,
    /// Whether there is nothing to write.
    pub is_settled: bool,
}

/// A file that would be written or removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Planned {
    /// Which, seen from the root. Untrusted data: a name from the repository.
    pub path: String,
    /// What happens to it.
    pub action: Action,
    /// The generator that does. Untrusted data: a name from the repository.
    pub generator: String,
    /// Why.
    pub reason: String,
    /// Whether a person should look before: it replaces or removes what people may have written.
    pub needs_look: bool,
    /// The change as a unified diff. Untrusted data: text of the repository.
    pub diff: String,
    /// Whether the diff is left out or cut for its length.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_cut: bool,
}

/// What happens to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is not there yet.
    Create,
    /// It is written anew.
    Update,
    /// It goes.
    Delete,
}

/// An output that is left alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Left {
    /// Which. Untrusted data: a name from the repository.
    pub path: String,
    /// Why, and what to do. Untrusted data: it quotes the repository.
    pub message: String,
}

/// Plans.
///
/// # Errors
/// Generators that there are not; a lock file that cannot be read.
pub fn plan(workspace: &Workspace, input: &Input, asked: &Asked) -> Result<Answer, Problem> {
    workspace.look(&Texts::new(), asked, |snapshot, root| {
        let changes = match changes(workspace, snapshot, root, &input.generators)? {
            Ok(changes) => changes,
            Err(why) => return Ok(Err(why)),
        };
        let blocking = snapshot.ask(|db| oracle::generation::blocking(db, root, &input.generators))?;
        let mut room = MOST_DIFFS;
        Ok(Ok(Answer {
            hash: hash(&changes),
            files: changes.files.iter().map(|change| planned(change, &mut room)).collect(),
            held: changes.held.iter().map(|held| Left { path: held.path.to_string(), message: cut(&held.message) }).collect(),
            findings: blocking.iter().map(|finding| Found::new(snapshot.db(), finding)).collect(),
            is_settled: changes.is_empty(),
        }))
    })
}

/// What is to be written, worked out anew.
pub(super) fn changes(
    workspace: &Workspace,
    snapshot: &Snapshot,
    root: Root,
    generators: &[String],
) -> Cancellable<Result<Changes, Problem>> {
    let request = Request { generators: generators.to_vec(), ..Request::default() };
    snapshot.ask(|db| {
        check_names(db, root, generators)?;
        // Who declares no formatter asks for no trust.
        let any = !alpha::formatting::declarations(db, root).is_empty();
        let trust = if any { workspace.trust()? } else { Trust::Nothing };
        let formatting = Formatting { folder: workspace.folder().to_path_buf(), trust };
        alpha::changes::changes(db, root, &request, &|maker, product| formatting.format(maker, product)).map_err(Problem::Refused)
    })
}

fn check_names(db: &Database, root: Root, names: &[String]) -> Result<(), Problem> {
    if names.len() > MOST_NAMES {
        return Err(Problem::Refused(format!("`generators` names more than {MOST_NAMES}")));
    }
    let known = alpha::project::names(db, root);
    let Some(unknown) = names.iter().find(|name| !known.contains(name)) else { return Ok(()) };
    let unknown = oracle::escape::terminal(unknown);
    if known.is_empty() {
        return Err(Problem::Refused("the DNA of this root declares no generators".to_owned()));
    }
    let unknown: String = unknown.chars().take(100).collect();
    Err(Problem::Refused(format!("the DNA declares no generator `{unknown}`; it has {}", known.join(", "))))
}

/// Names all that would be written and what it would be written over.
pub(super) fn hash(changes: &Changes) -> String {
    let mut hasher = Sha256::new();
    let mut put = |part: Option<&[u8]>| {
        // With their lengths: other parts give another hash, however they are cut.
        hasher.update(part.map_or(u64::MAX, |part| part.len() as u64).to_le_bytes());
        hasher.update(part.unwrap_or_default());
    };
    put(Some(b"ouroboros plan 1"));
    for change in &changes.files {
        put(Some(change.path.as_str().as_bytes()));
        put(change.before.as_deref().map(str::as_bytes));
        put(change.after.as_deref().map(str::as_bytes));
    }
    for (path, text) in &changes.bookkeeping {
        put(Some(path.as_str().as_bytes()));
        put(text.as_deref().map(str::as_bytes));
    }
    let mut digits = String::with_capacity(64);
    for byte in hasher.finalize() {
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

fn planned(change: &Change, room: &mut usize) -> Planned {
    let full = diff::unified(change.path.as_str(), change.before.as_deref(), change.after.as_deref());
    let allowed = full.len().min(MOST_DIFF).min(*room);
    let at = full.floor_char_boundary(allowed);
    *room -= at;
    let (action, why) = (
        match (&change.before, &change.after) {
            (None, _) => Action::Create,
            (_, None) => Action::Delete,
            _ => Action::Update,
        },
        match &change.why {
            Why::New => "it is not there yet".to_owned(),
            Why::Stale(_) => "it would be made differently now".to_owned(),
            Why::Forced => "it replaces what was edited by hand".to_owned(),
            Why::Merged(0) => "it is joined with what was edited by hand".to_owned(),
            Why::Merged(conflicts) => format!("it is joined with what was edited by hand, with {conflicts} conflicts to resolve"),
            Why::Orphan => "nothing makes it any more".to_owned(),
        },
    );
    Planned {
        path: change.path.to_string(),
        action,
        generator: change.generator.to_string(),
        reason: why,
        needs_look: matches!(change.why, Why::Forced | Why::Merged(_) | Why::Orphan),
        is_cut: at < full.len(),
        diff: full[..at].to_owned(),
    }
}
