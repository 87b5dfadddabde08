//! The agents of a root and of its person: the folder `agents/`, the DNA, the person's own folder.

use std::path::PathBuf;
use std::sync::Arc;

use agents::Origin;
use agents::discovery::{folder_of, found, name_of, said};
use dna::Dna;
use workspace::FileSystem;
use workspace::trust::Trust;

use super::{Declared, Found, Problem, Source};
use crate::model::Approval;

/// Looks with these. Where there are several roots, each has a source of its own.
pub struct Repository {
    /// Where files are.
    pub system: Arc<dyn FileSystem + Send + Sync>,
    /// The root: an absolute folder.
    pub root: PathBuf,
    /// Whether what is stored without a root is this one's: one source does, that of the first root, which was the only one
    /// when origins did not name theirs.
    pub adopts: bool,
    /// The person's own folder of manifests, if there is one: [`agents::discovery::folder_of_person`].
    pub person: Option<PathBuf>,
    /// Reads the root's DNA; `None`: it has none. An error leaves the agents of the DNA as they are.
    pub dna: Box<dyn Fn() -> Result<Option<Dna>, String> + Send + Sync>,
    /// What the person trusts, asked for at every look.
    pub trust: Box<dyn Fn() -> Trust + Send + Sync>,
}

impl Source for Repository {
    fn name(&self) -> String {
        format!("the agents of {}", self.root.display())
    }

    fn covers(&self, origin: &Origin) -> bool {
        match origin {
            // Of the person each source knows all, and says the same.
            Origin::User(_) => true,
            Origin::Dna { root: None } | Origin::Workspace { root: None, .. } => self.adopts,
            _ => origin.root() == Some(&name_of(&self.root)),
        }
    }

    fn find(&self) -> Result<Found, String> {
        let mut problems = Vec::new();
        let dna = (self.dna)().unwrap_or_else(|message| {
            let origin = Origin::Dna { root: Some(name_of(&self.root)) };
            problems.push(Problem { place: said(&origin), message, origin: Some(origin) });
            None
        });
        let trust = (self.trust)();
        let found = found(&*self.system, &self.root, dna.as_ref(), self.person.as_deref());
        problems.extend(found.troubles.into_iter().map(|trouble| Problem {
            place: said(&trouble.origin),
            message: trouble.message,
            origin: Some(trouble.origin),
        }));
        let declared = found.agents.into_iter().map(|one| {
            let approval = match &one.declaration {
                Some(declaration) if trust.allows(declaration) => Approval::Given,
                Some(declaration) => Approval::Pending { hash: declaration.approval().as_str().to_owned() },
                None => Approval::NotNeeded,
            };
            Declared { manifest: one.manifest, origin: one.origin, approval }
        });
        let agents = declared.collect();
        let folders = [Some(self.root.clone()), Some(self.root.join("dna")), Some(folder_of(&self.root)), self.person.clone()];
        // What is not there yet appears in a folder that is watched.
        let folders = folders.into_iter().flatten().filter(|folder| self.system.list(folder).is_ok()).collect();
        Ok(Found { agents, problems, folders })
    }
}
