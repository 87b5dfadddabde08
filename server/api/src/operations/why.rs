//! `why`: the chains by which one part of a root comes to depend on another.

use std::collections::VecDeque;
use std::collections::hash_map::Entry;

use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use workspace::imagined::Texts;
use workspace::{Database, File, Root};

use super::architecture::{Kind, Parts, line};
use super::asked::{Asked, Problem};
use super::selection;
use super::workspace::Workspace;

/// Chains that are told when nobody says how many, and at most.
const LIMIT: u32 = 3;
const MOST: u32 = 50;

/// What `why` takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// What depends: a component as `architecture` names it, or a file or folder seen from the root.
    #[schemars(length(max = 4096))]
    pub from: String,
    /// What it depends on: the same.
    #[schemars(length(max = 4096))]
    pub to: String,
    /// Which ties count; `import` alone when absent.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// Chains to tell, the shortest first; 3 when absent.
    #[serde(default)]
    #[schemars(range(min = 1, max = 50))]
    pub limit: Option<u32>,
}

/// What `why` answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// The chains, the shortest first; none: it does not depend on it.
    pub chains: Vec<Chain>,
    /// Files of `from` from which one sets out, told or not.
    pub starts: usize,
}

/// From a file to another, each step a line that names the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Chain {
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// A line that ties a file to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// The file. Untrusted data: a name from the repository.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// How it is tied.
    pub kind: Kind,
    /// The file that it leads to. Untrusted data: a name from the repository.
    pub leads_to: String,
}

/// Finds them.
///
/// # Errors
/// Names that nothing has; nobody wants the answer any more.
pub fn why(workspace: &Workspace, input: &Input, asked: &Asked) -> Result<Answer, Problem> {
    let limit = input.limit.unwrap_or(LIMIT);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::Refused(format!("`limit` is from 1 to {MOST}")));
    }
    let kinds = Kind::chosen(&input.kinds, &[Kind::Import]);
    workspace.look_at_all(&Texts::new(), asked, |snapshot, root| {
        snapshot.ask(|db| {
            let parts = Parts::new(db, root, None, &[Kind::Import, Kind::Declaration]);
            let files = |name: &str| members(workspace, db, root, &parts, name);
            let to = files(&input.to)?;
            let mut from = files(&input.from)?;
            from.retain(|file| !to.contains(file));
            Ok(chains(db, root, &from, &to, &kinds, limit as usize))
        })
    })
}

/// The files that a name stands for.
fn members(workspace: &Workspace, db: &Database, root: Root, parts: &Parts, name: &str) -> Result<FxHashSet<File>, Problem> {
    if let Ok(part) = parts.ids.binary_search_by(|id| id.as_str().cmp(name)) {
        return Ok(parts.of.iter().filter(|(_, of)| **of == part).map(|(file, _)| *file).collect());
    }
    let shown: String = oracle::escape::terminal(name).chars().take(100).collect();
    let refuse = |why: String| Problem::Refused(format!("`{shown}` {why}"));
    let path = selection::path(workspace.folder(), name.trim_end_matches('/')).map_err(refuse)?;
    let found: FxHashSet<File> = root.files(db).into_iter().filter(|file| file.path(db).starts_with(path.as_str())).collect();
    if found.is_empty() {
        let near = graph::nearest::nearest(name, parts.ids.iter().map(String::as_str));
        let near = near.map_or_else(|| "`architecture` names the components".to_owned(), |near| format!("did you mean `{near}`?"));
        return Err(refuse(format!("is no component, file or folder of this root; {near}")));
    }
    Ok(found)
}

fn chains(db: &Database, root: Root, from: &FxHashSet<File>, to: &FxHashSet<File>, kinds: &[Kind], limit: usize) -> Answer {
    let mut back: FxHashMap<File, Vec<File>> = FxHashMap::default();
    for file in root.files(db) {
        for edge in Kind::edges(db, file, kinds) {
            back.entry(edge.target).or_default().push(file);
        }
    }
    // From the goal backwards, so that every start knows its next step.
    let mut far: FxHashMap<File, u32> = to.iter().map(|file| (*file, 0)).collect();
    let mut line_up: VecDeque<File> = to.iter().copied().collect();
    while let Some(file) = line_up.pop_front() {
        let next = far[&file] + 1;
        for &before in back.get(&file).into_iter().flatten() {
            if let Entry::Vacant(new) = far.entry(before) {
                new.insert(next);
                line_up.push_back(before);
            }
        }
    }
    let step = |file: File| {
        let wanted = far[&file].checked_sub(1)?;
        Kind::edges(db, file, kinds).into_iter().find(|edge| far.get(&edge.target) == Some(&wanted))
    };
    // A chain that goes on inside of `from` says nothing that the one of its next file does not.
    let mut starts: Vec<File> = from
        .iter()
        .copied()
        .filter(|file| far.contains_key(file) && step(*file).is_some_and(|edge| !from.contains(&edge.target)))
        .collect();
    starts.sort_by(|a, b| (far[a], a.path(db)).cmp(&(far[b], b.path(db))));
    let chain = |start: &File| {
        let (mut at, mut steps) = (*start, Vec::new());
        while let Some(edge) = step(at) {
            steps.push(Step {
                path: at.path(db).to_string(),
                line: line(db, at, &edge),
                kind: Kind::of(edge.kind),
                leads_to: edge.target.path(db).to_string(),
            });
            at = edge.target;
        }
        Chain { steps }
    };
    Answer { chains: starts.iter().take(limit).map(chain).collect(), starts: starts.len() }
}
