//! Leaving an agent to a worker that has fewer.
//!
//! One agent at a time and one in a lease, so that nothing flaps: it is offered no further tasks, those that it is at end,
//! its process ends, and only then its lease is given back. Until then it can be kept all the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;
use tokio::time::Instant;

use super::shared::{Shared, locked};
use crate::model::Subject;
use crate::store::Stored;

/// What is offered to the store at this moment, and what is not any more.
#[derive(Default)]
pub(crate) struct Offering {
    /// The agent that takes nothing further.
    withheld: Option<String>,
    /// Agents for which tasks are being claimed.
    asked: BTreeSet<String>,
}

impl Offering {
    /// Whether tasks may be claimed for this one.
    pub(crate) fn takes(&self, id: &str) -> bool {
        self.withheld.as_deref() != Some(id)
    }

    /// Tasks are claimed for these from now on.
    pub(crate) fn ask(&mut self, ids: impl Iterator<Item = String>) {
        self.asked = ids.collect();
    }

    /// What was claimed is begun. Says whether somebody waits for that.
    pub(crate) fn answered(&mut self) -> bool {
        let asked = std::mem::take(&mut self.asked);
        self.withheld.as_ref().is_some_and(|id| asked.contains(id))
    }
}

/// How far it is.
#[derive(Default)]
pub(super) struct Giving {
    now: Option<Going>,
    /// When one was last given back.
    last: Option<Instant>,
}

struct Going {
    id: String,
    /// Its process ends, or has.
    leaves: bool,
}

impl Giving {
    /// Whether its process should be here no more.
    pub(super) fn ends(&self, id: &str) -> bool {
        self.now.as_ref().is_some_and(|going| going.leaves && going.id == id)
    }

    /// Goes on, or begins. `spare`: what another worker should have, if that was heard just now.
    pub(super) async fn step(&mut self, shared: &Arc<Shared>, spare: Option<&[String]>) -> Stored<()> {
        if shared.draining.is_cancelled() {
            // All are given back soon.
            self.keep(shared);
            return Ok(());
        }
        if self.now.is_none() {
            self.begin(shared, spare.unwrap_or_default());
        }
        let Some(going) = &mut self.now else { return Ok(()) };
        if !locked(&shared.owned).contains(&going.id) || (!going.leaves && spare.is_some_and(|spare| !spare.contains(&going.id))) {
            self.keep(shared);
            return Ok(());
        }
        going.leaves |= idle(shared, &going.id);
        if going.leaves && !locked(&shared.keepers).contains_key(&going.id) {
            let id = going.id.clone();
            shared.store.disown(&shared.config.worker, std::slice::from_ref(&id)).await?;
            locked(&shared.owned).remove(&id);
            self.last = Some(Instant::now());
            self.keep(shared);
            // So that others look now.
            let data = json!({ "worker": shared.config.worker });
            shared.store.emit(Subject::Agent(id), "agent.released", data).await?;
        }
        Ok(())
    }

    /// Withholds one of these, the one that has least to do, if it is time.
    fn begin(&mut self, shared: &Shared, spare: &[String]) {
        if self.last.is_some_and(|last| last.elapsed() < shared.config.lease) {
            return;
        }
        let running = shared.attempts.by_agent();
        let Some(id) = spare.iter().min_by_key(|id| running.get(*id).copied().unwrap_or(0)) else { return };
        tracing::info!(agent = id, "another worker has fewer agents: this one is left to it");
        locked(&shared.offering).withheld = Some(id.clone());
        self.now = Some(Going { id: id.clone(), leaves: false });
    }

    /// None is on its way any more.
    fn keep(&mut self, shared: &Shared) {
        if self.now.take().is_some() {
            locked(&shared.offering).withheld = None;
            shared.claim.notify_one();
        }
    }
}

/// Whether it has nothing to do, and will not get anything.
fn idle(shared: &Shared, id: &str) -> bool {
    // In this order: what is claimed is begun before it is answered.
    !locked(&shared.offering).asked.contains(id) && !shared.attempts.by_agent().contains_key(id)
}
