//! Which agents there are: those of a root's folder `agents/`, of its DNA, and of the person's own folder.
//!
//! Of two that have one id, the person's own counts, then the DNA's, then the root's: what somebody wrote for their own
//! machine is never replaced by what a repository brings, and the declaration in one place never by a file among many.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use dna::{Dna, Mistake, agent_file};
use workspace::trust::Declaration;
use workspace::{FileKind, FileSystem};

use crate::manifest::{self, Manifest, Origin};

/// The most manifests of one folder.
const MOST: usize = 200;
/// The most bytes of one.
const BYTES: u64 = 64 << 10;

/// The folder of a root that is looked into.
pub fn folder_of(root: &Path) -> PathBuf {
    root.join(agent_file::FOLDER)
}

/// What a root is called in the origins of its agents.
pub fn name_of(root: &Path) -> String {
    root.to_string_lossy().into_owned()
}

/// The person's own folder: `$XDG_CONFIG_HOME/ouroboros/agents`.
pub fn folder_of_person() -> Option<PathBuf> {
    workspace::folders::config().map(|folder| folder.join("agents"))
}

/// An agent that was found.
#[derive(Clone, PartialEq, Debug)]
pub struct Discovered {
    /// What it is.
    pub manifest: Manifest,
    /// Who declared it.
    pub origin: Origin,
    /// What a person has to approve, when it comes from the repository.
    pub declaration: Option<Declaration>,
}

/// Something that kept a declaration from being one.
#[derive(Clone, PartialEq, Debug)]
pub struct Trouble {
    /// Whose.
    pub origin: Origin,
    /// What, for people.
    pub message: String,
    /// What is wrong with the text, where it could be read.
    pub mistakes: Vec<Mistake>,
}

/// All that was found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Found {
    /// By id.
    pub agents: Vec<Discovered>,
    /// What could not be used, and what gave way to another.
    pub troubles: Vec<Trouble>,
}

/// Looks. `root` and `person` are absolute folders; that there is none is fine.
pub fn found(system: &dyn FileSystem, root: &Path, dna: Option<&Dna>, person: Option<&Path>) -> Found {
    let mut all: Vec<(Manifest, Origin)> = Vec::new();
    let mut out = Found::default();
    if let Some(person) = person {
        folder(system, person, None, &Origin::User, &mut all, &mut out.troubles);
    }
    let called = Some(name_of(root));
    let of_dna = |manifest| (manifest, Origin::Dna { root: called.clone() });
    all.extend(dna.map_or_else(Vec::new, manifest::of_dna).into_iter().map(of_dna));
    let named = |name: String| Origin::Workspace { root: called.clone(), path: format!("{}/{name}", agent_file::FOLDER) };
    folder(system, &folder_of(root), Some(root), &named, &mut all, &mut out.troubles);
    let mut known: BTreeMap<String, Discovered> = BTreeMap::new();
    for (manifest, origin) in all {
        if let Some(first) = known.get(&manifest.id) {
            let message = format!("`{}` is declared by {} already, which counts", manifest.id, said(&first.origin));
            out.troubles.push(Trouble { origin, message, mistakes: Vec::new() });
            continue;
        }
        let declaration = manifest.declaration().filter(|_| origin.is_of_repository());
        known.insert(manifest.id.clone(), Discovered { manifest, origin, declaration });
    }
    out.agents = known.into_values().collect();
    out
}

/// Who declared it, for people.
pub fn said(origin: &Origin) -> String {
    match origin {
        Origin::Builtin => "the program itself".to_owned(),
        Origin::Dna { root: None } => "the DNA".to_owned(),
        Origin::Dna { root: Some(root) } => format!("the DNA of {root}"),
        Origin::Workspace { root: None, path } => path.clone(),
        Origin::Workspace { root: Some(root), path } => format!("{path} of {root}"),
        Origin::User(name) => format!("your own {name}"),
        Origin::Api => "a request to the API".to_owned(),
    }
}

/// The manifests directly in a folder, by name. In a repository (`root`) no link is followed, and what is no manifest of
/// ours is nobody's business.
fn folder(
    system: &dyn FileSystem,
    at: &Path,
    root: Option<&Path>,
    origin: &dyn Fn(String) -> Origin,
    out: &mut Vec<(Manifest, Origin)>,
    troubles: &mut Vec<Trouble>,
) {
    // A link in the place of the folder leads somewhere else.
    let leads_away = |root: &Path| match (system.canonicalize(root), system.canonicalize(at)) {
        (Ok(root), Ok(real)) => real != root.join(agent_file::FOLDER),
        _ => true,
    };
    if root.is_some_and(leads_away) {
        return;
    }
    let Ok(listed) = system.list(at) else { return };
    let is_wanted = |kind: FileKind| kind == FileKind::File || root.is_none() && kind == FileKind::Symlink;
    let names = listed.into_iter().filter(|listed| is_wanted(listed.kind)).filter_map(|listed| listed.name);
    let mut names: Vec<String> = names.filter(|name| agent_file::is_named(name)).collect();
    names.sort_unstable();
    for name in names.drain(names.len().min(MOST)..) {
        let message = format!("there are more than {MOST} manifests in the folder: this one is not read");
        troubles.push(Trouble { origin: origin(name), message, mistakes: Vec::new() });
    }
    for name in names {
        let read = system.read_small(&at.join(&name), BYTES).map_err(|error| format!("it cannot be read: {error}"));
        let text = read.and_then(|bytes| String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned()));
        let trouble = match text {
            Ok(text) if root.is_some() && !agent_file::is_ours(&text) => continue,
            Ok(text) => match manifest::read(&text) {
                Ok(manifest) => {
                    out.push((manifest, origin(name)));
                    continue;
                }
                Err(mistakes) => {
                    let message = mistakes.first().map_or_else(String::new, |mistake| mistake.message.clone());
                    Trouble { origin: origin(name), message, mistakes }
                }
            },
            Err(message) => Trouble { origin: origin(name), message, mistakes: Vec::new() },
        };
        troubles.push(trouble);
    }
}
