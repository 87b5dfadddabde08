//! Brings what a source found into the store.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use agents::Origin;
use agents::discovery::said;

use super::{Declared, Found, Problem, Source};
use crate::model::{AgentRecord, Approval};
use crate::store::{Changed, Store, Stored};

/// How long it is remembered which hash an approval was asked for.
const REMEMBERED: Duration = Duration::from_secs(5 * 366 * 24 * 3600);

/// What was done: ids.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reconciled {
    /// New ones.
    pub added: Vec<String>,
    /// Those that are declared differently now, or may or may not run now.
    pub changed: Vec<String>,
    /// Those that are not declared any more.
    pub removed: Vec<String>,
    /// Declarations that do not count, since the id is taken.
    pub problems: Vec<Problem>,
    /// Somebody else changed something at the same time: it should be done again.
    pub again: bool,
}

/// Brings what `source` found into the store.
///
/// # Errors
/// The store's. What was done until then stays done, and doing it again is no harm.
pub async fn reconcile(store: &dyn Store, source: &dyn Source, found: &Found) -> Stored<Reconciled> {
    let records: BTreeMap<String, AgentRecord> =
        store.agents().await?.into_iter().map(|record| (record.manifest.id.clone(), record)).collect();
    let mut done = Reconciled::default();
    let mut seen = BTreeSet::new();
    for declared in &found.agents {
        let id = &declared.manifest.id;
        let record = records.get(id);
        if !seen.insert(id.as_str()) {
            done.problems.push(taken(declared, "it is declared twice; the first one counts"));
        } else if let Some(other) = record.filter(|record| !source.covers(&record.origin)) {
            let message = format!("the id is taken by an agent of another origin ({}); choose another one", said(&other.origin));
            done.problems.push(taken(declared, &message));
        } else {
            declare(store, declared, record, &mut done).await?;
        }
    }
    let is_left = |origin: &Origin| found.problems.iter().any(|problem| problem.origin.as_ref().is_none_or(|left| origin.may_be(left)));
    for (id, record) in &records {
        if source.covers(&record.origin) && !seen.contains(id.as_str()) && !is_left(&record.origin) {
            match store.remove(id, Some(record.version)).await? {
                Changed::Stale(_) => done.again = true,
                _ => done.removed.push(id.clone()),
            }
        }
    }
    Ok(done)
}

async fn declare(store: &dyn Store, declared: &Declared, record: Option<&AgentRecord>, done: &mut Reconciled) -> Stored<()> {
    let (manifest, id) = (&declared.manifest, &declared.manifest.id);
    let approval = approval(store, declared, record).await?;
    if let Some(record) = record
        && record.manifest == *manifest
        && record.origin == declared.origin
    {
        if record.approval != approval {
            store.approve(id, approval).await?;
            done.changed.push(id.clone());
        }
        return Ok(());
    }
    let version = record.map_or(0, |record| record.version);
    match store.declare(manifest.clone(), declared.origin.clone(), approval, Some(version)).await? {
        Changed::Stale(_) => done.again = true,
        _ if record.is_some() => done.changed.push(id.clone()),
        _ => done.added.push(id.clone()),
    }
    Ok(())
}

/// Whether it may run: as the source says, but for what a person approved since.
async fn approval(store: &dyn Store, declared: &Declared, record: Option<&AgentRecord>) -> Stored<Approval> {
    let Approval::Pending { hash } = &declared.approval else { return Ok(declared.approval.clone()) };
    let name = format!("approval:{}", declared.manifest.id);
    let asked = store.get(&name).await?;
    let same = asked.as_deref() == Some(hash.as_bytes());
    // One that was given to another root's is not this one's, be it word for word the same.
    if same && record.is_some_and(|record| record.approval == Approval::Given && record.origin.root_may_be(&declared.origin)) {
        return Ok(Approval::Given);
    }
    if !same {
        // Before it can be approved: what is approved must never be taken for something else.
        store.put(&name, hash.clone().into_bytes(), REMEMBERED).await?;
    }
    Ok(declared.approval.clone())
}

fn taken(declared: &Declared, message: &str) -> Problem {
    let id = &declared.manifest.id;
    Problem { place: said(&declared.origin), message: format!("the agent `{id}`: {message}"), origin: Some(declared.origin.clone()) }
}
