//! What the loops of a worker share.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use agents::discovery::name_of;
use agents::{Launcher, Origin};
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Config;
use super::attempts::Attempts;
use super::clock::Clock;
use super::giving::Offering;
use super::keeper::Keeper;
use super::outbox::Outbox;
use crate::routing::Candidate;
use crate::store::{Bid, Store};
use crate::supervisor::Input;

pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) launcher: Arc<dyn Launcher>,
    pub(crate) clock: Clock,
    pub(crate) keepers: Mutex<BTreeMap<String, Keeper>>,
    /// The agents whose lease this worker has: of which it may tell how they are.
    pub(crate) owned: Mutex<BTreeSet<String>>,
    pub(crate) attempts: Attempts,
    pub(crate) offering: Mutex<Offering>,
    pub(crate) outbox: Outbox,
    /// When tasks that went wrong here are due again.
    retries: Mutex<BTreeSet<Instant>>,
    /// There may be something to claim, or somebody to do it.
    pub(crate) claim: Notify,
    /// There is something to say to the store about attempts.
    pub(crate) beat: Notify,
    /// What is needed of others may have changed.
    pub(crate) refresh: Notify,
    /// Take nothing new.
    pub(crate) draining: CancellationToken,
    /// End.
    pub(crate) ended: CancellationToken,
}

impl Shared {
    pub(crate) fn new(config: Config, store: Arc<dyn Store>, launcher: Arc<dyn Launcher>, clock: Clock) -> Shared {
        Shared {
            config,
            store,
            launcher,
            clock,
            keepers: Mutex::default(),
            owned: Mutex::default(),
            attempts: Attempts::default(),
            offering: Mutex::default(),
            outbox: Outbox::default(),
            retries: Mutex::default(),
            claim: Notify::new(),
            beat: Notify::new(),
            refresh: Notify::new(),
            draining: CancellationToken::new(),
            ended: CancellationToken::new(),
        }
    }

    /// A task is due again after so long.
    pub(crate) fn retry_after(&self, wait: Duration) {
        locked(&self.retries).insert(Instant::now() + wait);
        self.claim.notify_one();
    }

    /// When the next task is due that went wrong here. Those that are due are forgotten.
    pub(crate) fn next_retry(&self) -> Option<Instant> {
        let mut retries = locked(&self.retries);
        let now = Instant::now();
        while retries.first().is_some_and(|due| *due <= now) {
            retries.pop_first();
        }
        retries.first().copied()
    }

    /// Whether an agent is ready was told: those here that need it hear it at once, those elsewhere by its status.
    pub(crate) fn ready(&self, agent: &str, ready: bool) {
        for (id, keeper) in &*locked(&self.keepers) {
            if id != agent {
                keeper.give(Input::Need { id: agent.to_owned(), ready });
            }
        }
        if ready {
            self.claim.notify_one();
        }
    }

    /// The agents that can be given tasks now: until [`Shared::claimed`] they count as being given some.
    pub(crate) fn candidates(&self) -> Vec<Candidate> {
        let running = self.attempts.by_agent();
        let candidates: Vec<Candidate> = {
            let keepers = locked(&self.keepers);
            keepers.values().filter_map(|keeper| keeper.candidate(running.get(keeper.id()).copied().unwrap_or(0))).collect()
        };
        let mut offering = locked(&self.offering);
        let candidates: Vec<Candidate> = candidates.into_iter().filter(|candidate| offering.takes(&candidate.id)).collect();
        offering.ask(candidates.iter().map(|candidate| candidate.id.clone()));
        candidates
    }

    /// What the candidates were given is begun.
    pub(crate) fn claimed(&self) {
        if locked(&self.offering).answered() {
            self.refresh.notify_one();
        }
    }

    /// An attempt at this agent is over.
    pub(crate) fn done(&self, agent: &str) {
        self.claim.notify_one();
        if !locked(&self.offering).takes(agent) {
            self.refresh.notify_one();
        }
    }

    /// What is said to the store when it is asked for agents.
    pub(crate) fn bid(&self) -> Bid {
        Bid {
            worker: self.config.worker.clone(),
            roots: self.config.roots.iter().map(|root| name_of(root)).collect(),
            most: self.config.agents_at_most,
            lease: self.config.lease,
            ends: self.draining.is_cancelled(),
        }
    }

    /// The root that an agent of this origin works for.
    pub(crate) fn root_of(&self, origin: &Origin) -> &Path {
        let known = self.config.roots.iter().find(|root| origin.root().is_some_and(|name| name == name_of(root)));
        known.unwrap_or(&self.config.root)
    }
}

/// Takes a lock that is never held while anything waits. Who panicked with it left nothing half done: what is behind these
/// locks changes in single steps.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
