//! What a file sets going, and in which order: images that are built, services that wait for each other, jobs, pods, and
//! migrations of a database. Rules that simulate read nothing else.
//!
//! As all facts, without offsets. **Invariant:** what only running can know - a variable, an alias, a computed value - is
//! `None` or left out, never guessed, and [`Service::open`](compose::Service::open) and its like say where more may be meant than is written.

pub mod compose;
pub mod image;
pub mod migration;
pub mod pods;
pub mod workflow;

use serde::{Deserialize, Serialize};

use crate::facts::Status;
use crate::kind::Role;
use crate::manifest::tree::{At, Tree};
use crate::output::Output;

/// What one file sets going.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Plan {
    /// A Dockerfile.
    Image(image::Image),
    /// A Compose file.
    Compose(compose::Compose),
    /// A workflow of GitHub.
    Workflow(workflow::Workflow),
    /// Workloads and Services of Kubernetes.
    Pods(pods::Pods),
    /// One migration of Django or Alembic, or an SQL file of a tool that marks its files.
    Migration(migration::Migration),
}

/// Whether a document in this role has a reader here, so that its tree is wanted.
pub(crate) fn wants(role: Role) -> bool {
    matches!(role, Role::Compose | Role::Workflow | Role::Kubernetes)
}

/// Reads the documents of a YAML file: the items of its tree's root. What could not be read in full sets nothing going.
pub(crate) fn read_yaml(role: Role, tree: &Tree<'_>, out: &mut Output) {
    if out.status != Status::Parsed {
        return;
    }
    let documents = || tree.root().into_iter().flat_map(At::items);
    let only = documents().next().filter(|_| documents().count() == 1);
    let plan = match (role, only) {
        (Role::Compose, Some(document)) => compose::read(document, out).map(Plan::Compose),
        (Role::Workflow, Some(document)) => workflow::read(document, out).map(Plan::Workflow),
        (Role::Kubernetes, _) => pods::read(documents(), out).map(Plan::Pods),
        _ => None,
    };
    out.plan = plan.map(Box::new);
}
