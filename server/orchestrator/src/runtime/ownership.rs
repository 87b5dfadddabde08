//! Which agents this worker has, and what it knows of all.
//!
//! Built-in agents run in every worker: they are only asked, so several are as good as one. Any other agent is one
//! process, so it belongs to the one worker that has its lease; [`crate::store::spread`] says who should have which. **Invariant:** a worker that could not renew a lease in
//! time ends what it had by it, before anybody else may have it: it does not need the store to say so.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use agents::Origin;
use agents::discovery::name_of;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

use super::giving::Giving;
use super::keeper::Keeper;
use super::shared::{Shared, locked};
use crate::model::{AgentRecord, AgentState, Approval};
use crate::store::{Owned, Stored};
use crate::supervisor::{Input, order};

/// The store is asked at least so often, whatever is heard.
const RARELY: Duration = Duration::from_secs(60);
/// Two looks are at least so far apart.
const APART: Duration = Duration::from_millis(100);
/// A look for agents that nobody has is less frequent: others have them, most of the time.
const TAKING: Duration = Duration::from_secs(1);

/// Keeps agents until the worker ends.
pub(crate) async fn run(shared: Arc<Shared>) {
    let mut news = shared.store.news();
    let mut owner = Owner::new(shared.clone());
    loop {
        news.mark_unchanged();
        let began = Instant::now();
        // A store that does not answer must not keep us from noticing that a lease is over.
        match timeout_at(owner.no_later_than(began + shared.config.lease / 3), owner.look()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => owner.failed(&error.to_string()),
            Err(_) => owner.failed("the store does not answer"),
        }
        owner.fence();
        tokio::select! {
            () = sleep(APART.saturating_sub(began.elapsed())) => {}
            () = shared.ended.cancelled() => return,
        }
        tokio::select! {
            () = shared.ended.cancelled() => return,
            () = shared.refresh.notified() => {}
            Ok(()) = news.changed() => {}
            () = sleep_until(owner.no_later_than(owner.due())) => {}
        }
    }
}

struct Owner {
    shared: Arc<Shared>,
    /// When it last asked for agents, and until when what it got is its own.
    asked: Option<Instant>,
    until: Instant,
    /// Whether there are agents, beside the built-in ones, that are not ours.
    others: bool,
    failed: bool,
    /// Whether to ask for agents as soon as may be.
    soon: bool,
    /// Whether the store has heard that the worker ends.
    ends: bool,
    /// Ids that were seen: one that is new is asked for at once.
    known: BTreeSet<String>,
    giving: Giving,
    started: u64,
}

impl Owner {
    fn new(shared: Arc<Shared>) -> Owner {
        let until = Instant::now();
        Owner {
            shared,
            asked: None,
            until,
            others: false,
            failed: false,
            soon: false,
            ends: false,
            known: BTreeSet::new(),
            giving: Giving::default(),
            started: 0,
        }
    }

    /// That time, or when what it has must end, if that comes first.
    fn no_later_than(&self, at: Instant) -> Instant {
        if self.until > Instant::now() { at.min(self.until) } else { at }
    }

    /// When to look again though nothing is heard.
    fn due(&self) -> Instant {
        let now = Instant::now();
        if self.failed {
            return now + TAKING;
        }
        if let (true, Some(asked)) = (self.soon, self.asked) {
            return asked + TAKING;
        }
        if self.others || !locked(&self.shared.owned).is_empty() {
            self.asked.unwrap_or(now) + self.shared.config.lease / 3
        } else {
            now + RARELY
        }
    }

    fn failed(&mut self, error: &str) {
        tracing::warn!(error, "what agents should do is not known for now");
        self.failed = true;
    }

    async fn look(&mut self) -> Stored<()> {
        let records = self.shared.store.agents().await?;
        let able = |record: &&AgentRecord| !everywhere(record) && self.can_run(record);
        let ids: BTreeSet<String> = records.iter().filter(able).map(|record| record.manifest.id.clone()).collect();
        let new = ids.iter().any(|id| !self.known.contains(id));
        self.known.clone_from(&ids);
        let since = self.asked.map(|asked| asked.elapsed());
        let renew = since.is_none_or(|since| since >= self.shared.config.lease / 3);
        let ends = !self.ends && self.shared.draining.is_cancelled();
        let mut spare = None;
        if new || ends || (renew && !records.is_empty()) || (self.others && since.is_none_or(|since| since >= TAKING)) {
            spare = Some(self.own().await?);
            self.soon = false;
        } else {
            // What was heard may be that one is free, only a moment after it was asked.
            self.soon = self.others;
        }
        self.giving.step(&self.shared, spare.as_deref()).await?;
        let owned = locked(&self.shared.owned).clone();
        self.others = ids.iter().any(|id| !owned.contains(id));
        self.failed = false;
        self.keep(&records, &owned);
        self.tell(&records);
        Ok(())
    }

    /// Says what another worker should have.
    async fn own(&mut self) -> Stored<Vec<String>> {
        // What was asked for is counted from before it was: the store may have been quicker than its answer.
        let asked = Instant::now();
        let bid = self.shared.bid();
        let Owned { agents, spare } = self.shared.store.own(&bid).await?;
        self.asked = Some(asked);
        // An agent takes a moment to end, and a busy machine to notice: before the others' time comes.
        self.until = asked + bid.lease * 5 / 6;
        self.ends = bid.ends;
        *locked(&self.shared.owned) = agents.into_iter().collect();
        Ok(spare)
    }

    /// Ends what the leases do not cover any more.
    fn fence(&mut self) {
        if Instant::now() < self.until {
            return;
        }
        let lost = std::mem::take(&mut *locked(&self.shared.owned));
        if !lost.is_empty() {
            tracing::warn!(agents = ?lost, "their lease could not be renewed: they are stopped here");
        }
        let external: Vec<String> =
            locked(&self.shared.keepers).iter().filter(|(_, keeper)| !keeper.everywhere).map(|(id, _)| id.clone()).collect();
        external.iter().for_each(|id| leave(&self.shared, id));
    }

    /// Starts and ends keepers.
    fn keep(&mut self, records: &[AgentRecord], owned: &BTreeSet<String>) {
        let ours =
            |record: &AgentRecord| everywhere(record) || (owned.contains(&record.manifest.id) && !self.giving.ends(&record.manifest.id));
        let wanted: BTreeMap<&str, &AgentRecord> =
            records.iter().filter(|record| ours(record)).map(|record| (record.manifest.id.as_str(), record)).collect();
        // One of another root is another agent, whatever it is called.
        let stays = |keeper: &Keeper| wanted.get(keeper.id()).is_some_and(|record| self.shared.root_of(&record.origin) == keeper.root());
        let gone: Vec<String> =
            locked(&self.shared.keepers).iter().filter(|(_, keeper)| !stays(keeper)).map(|(id, _)| id.clone()).collect();
        gone.iter().for_each(|id| leave(&self.shared, id));
        if self.shared.draining.is_cancelled() {
            return;
        }
        for (id, record) in wanted {
            if !locked(&self.shared.keepers).contains_key(id) {
                self.started += 1;
                let seed = self.shared.config.seed.wrapping_mul(0x9e37_79b9).wrapping_add(self.started);
                let root = self.shared.root_of(&record.origin);
                let keeper = Keeper::start(&self.shared, record.manifest.clone(), root, everywhere(record), seed);
                locked(&self.shared.keepers).insert(id.to_owned(), keeper);
            }
        }
    }

    /// Whether it has the root that the agent is of.
    fn can_run(&self, record: &AgentRecord) -> bool {
        record.origin.root().is_none_or(|name| self.shared.config.roots.iter().any(|root| name_of(root) == name))
    }

    /// Says to each keeper what is wanted of it. What it knows already changes nothing.
    fn tell(&self, records: &[AgentRecord]) {
        let order = order(records.iter().map(|record| (record.manifest.id.as_str(), record.manifest.needs.as_slice())));
        let keepers = locked(&self.shared.keepers).clone();
        let ready = |id: &str| match keepers.get(id) {
            Some(keeper) => keeper.view().state == AgentState::Active,
            None => records
                .iter()
                .any(|record| record.manifest.id == id && record.status.as_ref().is_some_and(|status| status.state == AgentState::Active)),
        };
        for record in records {
            let Some(keeper) = keepers.get(&record.manifest.id) else { continue };
            if *keeper.view().manifest != record.manifest {
                keeper.give(Input::Manifest(Box::new(record.manifest.clone())));
            }
            keeper.give(Input::Blocked(order.circles.get(&record.manifest.id).cloned()));
            for need in &record.manifest.needs {
                keeper.give(Input::Need { id: need.clone(), ready: ready(need) });
            }
            keeper.give(Input::Approved(!matches!(record.approval, Approval::Pending { .. })));
            keeper.give(Input::Desired { desired: record.desired, generation: record.generation });
        }
    }
}

/// Whether each worker has it.
fn everywhere(record: &AgentRecord) -> bool {
    record.origin == Origin::Builtin
}

/// Ends an agent here. It is not told of any more, and a new keeper may only follow when it is gone.
fn leave(shared: &Arc<Shared>, id: &str) {
    let Some(keeper) = locked(&shared.keepers).get(id).cloned() else { return };
    if keeper.leave() {
        let (shared, id) = (shared.clone(), id.to_owned());
        tokio::spawn(async move {
            keeper.gone().await;
            locked(&shared.keepers).remove(&id);
            shared.outbox.forget(&id);
            shared.refresh.notify_one();
        });
    }
}
