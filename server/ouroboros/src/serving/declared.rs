//! The agents that a root and the person declare, and those that come with the program.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use agents::Manifest;
use agents::discovery::folder_of_person;
use dna::Dna;
use orchestrator::discovery::Repository;
use workspace::{Disk, Trust};

use crate::trusted;

/// The agents of `root`, and the person's own; with `everything`, nothing that the root declares waits for an approval.
pub fn repository(root: PathBuf, everything: bool) -> Repository {
    let (of_dna, of_trust) = (root.clone(), root.clone());
    Repository {
        system: Arc::new(Disk),
        root,
        person: folder_of_person(),
        dna: Box::new(move || declaration(&of_dna)),
        // A configuration that cannot be believed trusts nothing, and is said.
        trust: Box::new(move || {
            trusted::trust(&of_trust, everything).unwrap_or_else(|why| {
                tracing::warn!("{why}");
                Trust::Nothing
            })
        }),
    }
}

fn declaration(folder: &Path) -> Result<Option<Dna>, String> {
    let mut host = oracle::Host::new(None);
    let root = host.open_root(folder);
    let dna = host.snapshot().ask(|db| dna::dna(db, root).as_deref().cloned());
    dna.map_err(|_| "internal error: cancelled although nothing writes".to_owned())
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
        agents::manifest::from_json(data).map_err(|wrong| format!("internal error: {id}: {wrong:?}"))
    };
    all.into_iter().map(manifest).collect()
}
