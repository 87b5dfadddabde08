//! The agents that a root and the person declare, for the orchestrator to find.

use std::path::PathBuf;

use agents::discovery::{self, folder_of, folder_of_person};
use agents::{Manifest, Origin};
use orchestrator::discovery::{Declared, Found, Problem, Source};
use orchestrator::model::Approval;
use workspace::{Disk, Trust};

use crate::trusted;

/// The agents of one root, and the person's own.
pub struct DeclaredAgents {
    root: PathBuf,
    everything: bool,
}

impl DeclaredAgents {
    /// Of `root`; with `everything`, nothing that it declares waits for an approval.
    pub fn new(root: PathBuf, everything: bool) -> DeclaredAgents {
        DeclaredAgents { root, everything }
    }
}

impl Source for DeclaredAgents {
    fn name(&self) -> String {
        format!("{} and your own manifests", self.root.display())
    }

    fn covers(&self, origin: &Origin) -> bool {
        matches!(origin, Origin::Dna | Origin::Workspace(_) | Origin::User(_))
    }

    fn find(&self) -> Result<Found, String> {
        // A configuration that cannot be believed trusts nothing, and is said.
        let trust = trusted::trust(&self.root, self.everything).unwrap_or_else(|why| {
            tracing::warn!("{why}");
            Trust::Nothing
        });
        let person = folder_of_person();
        let mut host = oracle::Host::new(None);
        let root = host.open_root(&self.root);
        let found = host.snapshot().ask(|db| {
            let dna = dna::dna(db, root);
            discovery::found(&Disk, &self.root, dna.as_deref(), person.as_deref())
        });
        let found = found.map_err(|_| "internal error: cancelled although nothing writes".to_owned())?;
        let agents = found.agents.into_iter().map(|agent| {
            let approval = match (&agent.declaration, agent.hash) {
                // The person's own, and what runs no command.
                (None, _) | (_, None) => Approval::NotNeeded,
                (Some(declaration), Some(_)) if trust.allows(declaration) => Approval::Given,
                (Some(_), Some(hash)) => Approval::Pending { hash: hash.as_str().to_owned() },
            };
            Declared { manifest: agent.manifest, origin: agent.origin, approval }
        });
        let problems = found.troubles.into_iter().map(|trouble| Problem {
            place: discovery::said(&trouble.origin),
            message: trouble.message,
            concerns: Vec::new(),
        });
        let folders = [Some(self.root.clone()), Some(folder_of(&self.root)), Some(self.root.join("dna")), person];
        Ok(Found { agents: agents.collect(), problems: problems.collect(), folders: folders.into_iter().flatten().collect() })
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
        agents::manifest::from_json(data).map_err(|wrong| format!("internal error: {id}: {wrong:?}"))
    };
    all.into_iter().map(manifest).collect()
}
