//! Where a root's plans are: the files that build, start, run or migrate something, gathered folder by folder.

use std::sync::Arc;

use syntax::Plan;
use workspace::{Db, Directory, File, Root};

use crate::facts;

/// Which plans are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PlanKind {
    /// Dockerfiles.
    Image,
    /// Compose files.
    Compose,
    /// Workflows.
    Workflow,
    /// Workloads and Services of Kubernetes.
    Pods,
    /// Migrations.
    Migration,
}

impl PlanKind {
    fn of(plan: &Plan) -> PlanKind {
        match plan {
            Plan::Image(_) => PlanKind::Image,
            Plan::Compose(_) => PlanKind::Compose,
            Plan::Workflow(_) => PlanKind::Workflow,
            Plan::Pods(_) => PlanKind::Pods,
            Plan::Migration(_) => PlanKind::Migration,
        }
    }
}

/// The files of a root with a plan of this kind, folders in order of name.
#[salsa::tracked(returns(clone))]
pub fn planned(db: &dyn Db, root: Root, kind: PlanKind) -> Arc<[File]> {
    let Some(top) = root.top(db) else { return Arc::from([]) };
    below(db, top).iter().flat_map(|files| files.iter()).filter(|(_, of)| *of == kind).map(|(file, _)| *file).collect()
}

/// The files directly in `folder` with a plan of this kind, by name.
pub fn planned_in(db: &dyn Db, folder: Directory, kind: PlanKind) -> Vec<File> {
    here(db, folder).iter().filter(|(_, of)| *of == kind).map(|(file, _)| *file).collect()
}

type Kept = Arc<[(File, PlanKind)]>;

#[salsa::tracked(returns(clone))]
fn here(db: &dyn Db, folder: Directory) -> Kept {
    folder.entries(db).files().filter_map(|file| Some((file, plan_kind(db, file)?))).collect()
}

/// What kind of plan a file holds: equal after most edits.
#[salsa::tracked(returns(copy))]
fn plan_kind(db: &dyn Db, file: File) -> Option<PlanKind> {
    facts(db, file).plan.as_deref().map(PlanKind::of)
}

#[salsa::tracked(returns(clone))]
fn below(db: &dyn Db, folder: Directory) -> Arc<[Kept]> {
    let own = here(db, folder);
    let mut out = if own.is_empty() { Vec::new() } else { vec![own] };
    for inner in folder.entries(db).directories() {
        out.extend(below(db, inner).iter().cloned());
    }
    out.into()
}
