//! `--policy-rev REV`: who is judged does not write the law.
//!
//! What decides about findings - the DNA and what it extends, ignore files, what is marked as generated, the
//! baseline - is read as REV has it, whatever the working tree says. Comments that accept findings count as far
//! as REV has them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oracle::report::Revision;
use oracle::{Host, compare};
use workspace::git::{GitTree, Pin, Pinned, Pins, Problem, Repository};
use workspace::ignore_rules::{RULE_FILES, is_tool_folder};
use workspace::{Disk, FileSystem, RelPath, Root};

use super::options::Options;
use crate::root::{self, Target};

/// Larger declarations declare nothing.
const MAX_DNA: u64 = 10 << 20;

/// A law from somewhere else, and what it is the law of.
pub struct Policy {
    /// Where it is from.
    pub revision: Revision,
    /// The root that it says there is.
    pub target: Target,
    top: PathBuf,
    commit: Arc<GitTree>,
    pins: Pins,
}

impl Policy {
    /// What `--policy-rev` asks for; `None` without it.
    ///
    /// # Errors
    /// There is no repository, or it has no such revision; the errors of finding a root.
    pub fn of(options: &Options) -> Result<Option<Policy>, String> {
        let Some(name) = &options.policy_rev else { return Ok(None) };
        let said = |problem: Problem| format!("--policy-rev: {problem}");
        let paths = root::absolute(&options.paths)?;
        let start = root::folder(&paths[0]);
        let repository = Repository::around(start).map_err(said)?;
        let top = repository.top().to_path_buf();
        let commit = repository.resolve(name).map_err(said)?;
        let head = repository.head().and_then(|head| repository.tree(head, &top)).map_err(said)?;
        let tree = Arc::new(repository.tree(commit, &top).map_err(said)?);
        let mut law = Law { folders: BTreeSet::new(), files: BTreeSet::new(), head };
        law.folders.extend(start.ancestors().filter_map(|folder| RelPath::below(&top, folder)));
        // A DNA may also lie in `dna/`.
        law.folders.extend(law.folders.clone().into_iter().map(|folder| folder.join("dna")));
        let named = options.baseline.as_deref().map(root::of_file).transpose()?;
        law.files.extend(named.and_then(|named| RelPath::below(&top, &named.only.first()?.under(&named.root))));
        law.extend(&tree, &top);
        let law = Arc::new(law);
        let pins: Pins = Arc::new(move |path| law.pin(path));
        let system = Pinned::new(top.clone(), Arc::new(Disk), Arc::clone(&tree), Arc::clone(&pins));
        let target = root::find_in(&system, &options.paths)?;
        let revision = Revision { name: name.clone(), commit: commit.to_string() };
        Ok(Some(Policy { revision, target, top, commit: tree, pins }))
    }

    /// `state` with this law in force.
    pub fn over(&self, state: Arc<dyn FileSystem>) -> Arc<dyn FileSystem> {
        Arc::new(Pinned::new(self.top.clone(), state, Arc::clone(&self.commit), Arc::clone(&self.pins)))
    }

    /// Lets only those comments of a root count that the law has too.
    ///
    /// # Errors
    /// Something of the law cannot be read, so that it does not hold.
    pub fn judge_comments(&self, host: &mut Host, root: Root) -> Result<(), String> {
        let snapshot = host.snapshot();
        let distrusted = snapshot.ask(|db| compare::distrusted(db, root, &self.commit)).map_err(|_| super::CANCELLED.to_owned())?;
        drop(snapshot);
        if let Some(problem) = self.commit.failure() {
            return Err(format!("--policy-rev: {problem}"));
        }
        if !distrusted.is_empty() {
            host.distrust(root, distrusted);
        }
        Ok(())
    }
}

/// Which files are part of the law.
struct Law {
    /// Folders whose DNA may be the root's.
    folders: BTreeSet<RelPath>,
    /// What the DNA names: what it extends, its baseline.
    files: BTreeSet<RelPath>,
    /// What was proposed.
    head: GitTree,
}

impl Law {
    fn pin(&self, path: &RelPath) -> Pin {
        let name = path.name();
        let is_dna = name.contains(".dna.") && path.parent().is_some_and(|folder| self.folders.contains(&folder));
        if is_dna || self.files.contains(path) {
            return Pin::CommitAlways;
        }
        // A cache or an environment is nobody's proposal, unless it was committed.
        let is_marker = is_tool_folder(std::iter::once(name)) && self.head.has_file(path);
        if RULE_FILES.contains(&name) || is_marker { Pin::Commit } else { Pin::Own }
    }

    /// Takes in what the declarations of `commit` name.
    fn extend(&mut self, commit: &GitTree, top: &Path) {
        let mut rest: Vec<RelPath> = commit.files().into_iter().filter(|path| self.pin(path) == Pin::CommitAlways).collect();
        while let Some(path) = rest.pop() {
            let text = commit.read_small(&path.under(top), MAX_DNA).unwrap_or_default();
            let Some(dna) = dna::parse(&String::from_utf8_lossy(&text), &[]).dna else { continue };
            let folder = path.parent().unwrap_or_else(RelPath::root);
            // The root is the folder of the DNA, or the one above when that is `dna/`.
            let roots = std::iter::successors(Some(folder.clone()), RelPath::parent).take(2);
            self.files.extend(dna.checks.baseline.iter().flat_map(|baseline| roots.clone().filter_map(|root| root.resolve(baseline))));
            let local = dna.extends.iter().filter(|base| base.value.starts_with('.'));
            for base in local.filter_map(|base| folder.resolve(&base.value)) {
                if self.files.insert(base.clone()) {
                    rest.push(base);
                }
            }
        }
    }
}
