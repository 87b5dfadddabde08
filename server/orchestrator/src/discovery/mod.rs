//! Which agents are declared: what sources find is brought into the store.
//!
//! A [`Source`] knows one kind of place: the DNA, a folder of manifests, the program itself. What it finds is compared with
//! what the store has of its origin: new agents are declared, changed ones declared anew, vanished ones removed. This
//! happens at the start and whenever something changes in the folders that the sources name.
//!
//! **Invariants.** A source never touches an agent of another origin: a repository cannot take the name of an agent that
//! comes with the program or is the person's own. An approval holds for the hash it was given for and no other. A
//! manifest that cannot be read leaves its agent as it is.

mod reconcile;
mod repository;
mod watching;

use std::path::PathBuf;

use agents::{Manifest, Origin};

use crate::model::Approval;

pub use reconcile::{Reconciled, reconcile};
pub use repository::Repository;
pub(crate) use watching::run;

/// Where agents are declared.
pub trait Source: Send + Sync {
    /// For people: `the DNA`.
    fn name(&self) -> String;

    /// Whether agents of this origin are this source's to declare and remove.
    fn covers(&self, origin: &Origin) -> bool;

    /// Looks. May take its time: it is called from a thread that may wait.
    ///
    /// # Errors
    /// Why it could not look at all: a message. Then nothing changes.
    fn find(&self) -> Result<Found, String>;
}

/// What a source found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Found {
    /// What is declared. Of two with one id the first counts.
    pub agents: Vec<Declared>,
    /// What is wrong with what is not declared properly.
    pub problems: Vec<Problem>,
    /// Folders in which a change may change what is found.
    pub folders: Vec<PathBuf>,
}

/// An agent as a source found it.
#[derive(Clone, PartialEq, Debug)]
pub struct Declared {
    /// What it is.
    pub manifest: Manifest,
    /// Where it is declared.
    pub origin: Origin,
    /// Whether it may run, as far as the source knows: what a person approved later is the store's to know.
    pub approval: Approval,
}

/// Something wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Where, for people: a path, with a line where there is one.
    pub place: String,
    /// What, and what to do.
    pub message: String,
    /// Which declaration it concerns: agents of that origin are left as they are. `None`: nobody knows, and nothing of the
    /// source is removed.
    pub origin: Option<Origin>,
}

/// The agents of roots that nobody serves any more: they go. For a store that one process has to itself.
pub struct Forgotten {
    /// The roots that are served, by [`agents::discovery::name_of`].
    pub served: Vec<String>,
}

impl Source for Forgotten {
    fn name(&self) -> String {
        "roots that are not served any more".to_owned()
    }

    fn covers(&self, origin: &Origin) -> bool {
        origin.root().is_some_and(|root| !self.served.iter().any(|served| served == root))
    }

    fn find(&self) -> Result<Found, String> {
        Ok(Found::default())
    }
}

/// The agents that come with the program.
pub struct Builtins(pub Vec<Manifest>);

impl Source for Builtins {
    fn name(&self) -> String {
        "the program".to_owned()
    }

    fn covers(&self, origin: &Origin) -> bool {
        *origin == Origin::Builtin
    }

    fn find(&self) -> Result<Found, String> {
        let declared =
            |manifest: &Manifest| Declared { manifest: manifest.clone(), origin: Origin::Builtin, approval: Approval::NotNeeded };
        Ok(Found { agents: self.0.iter().map(declared).collect(), ..Found::default() })
    }
}
