//! The agents that a root and the person declare, and those that come with the program.

use std::path::PathBuf;
use std::sync::Arc;

use agents::Manifest;
use agents::discovery::folder_of_person;
use orchestrator::discovery::Repository;
use workspace::{Disk, FileSystem, Trust};

use crate::trusted;

/// The agents of `root`, and the person's own; with `everything`, nothing that the root declares waits for an approval.
/// The `first` root has those that were stored when there was no other.
pub fn repository(root: PathBuf, first: bool, everything: bool) -> Repository {
    let (of_dna, of_trust) = (root.clone(), root.clone());
    let system: Arc<dyn FileSystem> = Arc::new(Disk);
    let seen = Arc::clone(&system);
    Repository {
        system,
        root,
        adopts: first,
        person: folder_of_person(),
        dna: Box::new(move || Ok(dna::alone(&seen, &of_dna).map(Arc::unwrap_or_clone))),
        // A configuration that cannot be believed trusts nothing, and is said.
        trust: Box::new(move || {
            trusted::trust(&of_trust, everything).unwrap_or_else(|why| {
                tracing::warn!("{why}");
                Trust::Nothing
            })
        }),
    }
}

/// The agents that come with the program.
///
/// # Errors
/// A manifest of ours that is none: a bug.
pub fn builtins() -> Result<Vec<Manifest>, String> {
    let all = [
        ("oracle", "Oracle", "Verifies repositories and explains rules.", 2),
        ("alpha", "Alpha", "Plans and applies what the generators of a DNA make.", 1),
        ("cartographer", "Cartographer", "Draws the component map of a repository.", 2),
    ];
    let manifest = |(id, name, description, concurrency): (&str, &str, &str, u32)| {
        let data =
            serde_json::json!({ "id": id, "name": name, "description": description, "run": { "builtin": id }, "concurrency": concurrency });
        // Not held to the schema at every start, which would be compiled for nothing else: a test does that.
        serde_json::from_value(data).map_err(|wrong| format!("internal error: {id}: {wrong}"))
    };
    all.into_iter().map(manifest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_fit_the_schema() {
        let all = builtins().unwrap();
        assert_eq!(all.len(), 3);
        for manifest in all {
            assert_eq!(agents::manifest::from_json(serde_json::to_value(&manifest).unwrap()), Ok(manifest));
        }
    }
}
