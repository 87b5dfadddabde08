//! A worker: claims agents and tasks from the store by lease, keeps the agents well and has them do the tasks.
//!
//! ```text
//! ownership  which agents are ours, what is wanted of them      --inputs--> keeper (one per agent): supervisor, process
//! claims     offers of ready agents --> tasks --> calls (one per attempt) --> agent; outcome --> store
//! beats      leases of attempts; cancellation and loss come back
//! sweep      one worker for all: tasks of workers that are not heard of
//! outbox     statuses, log lines, events
//! ```
//!
//! Every loop waits for something to happen, and looks by itself only rarely: a worker that has nothing to do costs
//! next to nothing. No lock is held while anything waits.

mod attempts;
mod beats;
mod calls;
mod claims;
mod clock;
mod drive;
mod giving;
mod keeper;
mod ledger;
mod logs;
mod outbox;
mod ownership;
mod shared;
mod sweep;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use agents::{Launcher, Manifest};
use futures_util::future::BoxFuture;
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::timeout;

use self::clock::Clock;
use self::keeper::Keeper;
use self::outbox::Outbox;
use self::shared::{Shared, locked};
use crate::model::Subject;
use crate::schedule::Schedule;
use crate::store::{Store, Stored};
use crate::supervisor::order;

/// Gives an agent the variables that it asks for and the person's settings allow.
pub type Environment = Arc<dyn Fn(&Manifest) -> BTreeMap<String, String> + Send + Sync>;

/// How a worker works.
#[derive(Clone)]
pub struct Config {
    /// Its name: no other process has it, not even the one that follows this one.
    pub worker: String,
    /// The root that agents of no root work for: the first of its own, where it has any.
    pub root: PathBuf,
    /// The roots whose agents it can run.
    pub roots: Vec<PathBuf>,
    /// Without a sign of life of this worker for so long, others take its agents and tasks.
    pub lease: Duration,
    /// It has at most so many agents that are not built in.
    pub agents_at_most: u32,
    /// At its end it waits so long for tasks that are at work.
    pub drain: Duration,
    /// An agent that does not let go of a cancelled task for so long is ended.
    pub cancel_grace: Duration,
    /// What agents get from the environment.
    pub environment: Environment,
    /// What comes by the clock.
    pub schedules: Vec<Schedule>,
    /// Decides how restarts are spread: another one for each process.
    pub seed: u64,
}

impl Config {
    /// The usual, for a worker of this name and root.
    pub fn new(worker: impl Into<String>, root: impl Into<PathBuf>) -> Config {
        let root = root.into();
        Config {
            worker: worker.into(),
            roots: vec![root.clone()],
            root,
            lease: Duration::from_secs(15),
            agents_at_most: 64,
            drain: Duration::from_secs(25),
            cancel_grace: Duration::from_secs(5),
            environment: Arc::new(|_| BTreeMap::new()),
            schedules: Vec::new(),
            seed: 0,
        }
    }
}

/// A worker that works, until [`Worker::shutdown`].
pub struct Worker {
    shared: Arc<Shared>,
    /// Those that end when nothing new is taken.
    takers: JoinSet<()>,
    /// Those that go on to the end.
    others: JoinSet<()>,
}

impl Worker {
    /// Starts one, in the runtime that this is called in.
    ///
    /// # Errors
    /// The store's, when it cannot be asked for the time.
    pub fn start(config: Config, store: Arc<dyn Store>, launcher: Arc<dyn Launcher>) -> BoxFuture<'static, Stored<Worker>> {
        // Boxed, so that it is compiled here, once.
        Box::pin(async move {
            let clock = Clock::starting_at(store.now().await?);
            let schedules = config.schedules.clone();
            let shared = Arc::new(Shared::new(config, store, launcher, clock));
            let (mut takers, mut others) = (JoinSet::new(), JoinSet::new());
            takers.spawn(claims::run(shared.clone()));
            takers.spawn(sweep::run(shared.clone()));
            for schedule in schedules {
                takers.spawn(sweep::tick(shared.clone(), schedule));
            }
            others.spawn(ownership::run(shared.clone()));
            others.spawn(beats::run(shared.clone()));
            others.spawn(Outbox::run(shared.clone()));
            Ok(Worker { shared, takers, others })
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.shared.config.worker
    }

    /// How many tasks it is at.
    pub fn running(&self) -> usize {
        self.shared.attempts.all().len()
    }

    /// Takes nothing new, waits for the tasks that are at work as long as [`Config::drain`] says, ends the agents, those
    /// that need others first, and gives its leases back. Bounded, whatever agents and the store do.
    pub fn shutdown(mut self) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            let shared = self.shared.clone();
            shared.draining.cancel();
            // Others need not leave anything to us any more.
            shared.refresh.notify_one();
            let taken = async { while self.takers.join_next().await.is_some() {} };
            // What was claimed and is cut off here is claimed again after the lease.
            if timeout(shared.config.lease, taken).await.is_err() {
                self.takers.abort_all();
            }
            if timeout(shared.config.drain, shared.attempts.none()).await.is_err() {
                shared.attempts.all().iter().for_each(|signals| signals.shutdown.cancel());
                let _ = timeout(shared.config.cancel_grace.saturating_mul(2), shared.attempts.none()).await;
            }
            self.stop_agents().await;
            // What was cut off by the end of its agent is told too.
            let _ = timeout(shared.config.cancel_grace, shared.attempts.none()).await;
            shared.ended.cancel();
            let told = async { while self.others.join_next().await.is_some() {} };
            let _ = timeout(shared.config.lease, told).await;
            let owned: Vec<String> = std::mem::take(&mut *locked(&shared.owned)).into_iter().collect();
            let give_back = async {
                // Nothing is meant for it any more, also if it never came to say so.
                shared.store.own(&shared.bid()).await?;
                shared.store.disown(&shared.config.worker, &owned).await?;
                // So that others look now, and not when they would have.
                shared.store.emit(Subject::System, "worker.ended", json!({ "worker": shared.config.worker, "agents": owned })).await
            };
            let given_back = timeout(shared.config.lease, give_back).await;
            if !matches!(given_back, Ok(Ok(_))) {
                tracing::warn!("agents could not be given back: others take them when their lease is over");
            }
        })
    }

    async fn stop_agents(&self) {
        let keepers: BTreeMap<String, Keeper> = locked(&self.shared.keepers).clone();
        let manifests: Vec<Arc<Manifest>> = keepers.values().map(|keeper| keeper.view().manifest).collect();
        let order = order(manifests.iter().map(|manifest| (manifest.id.as_str(), manifest.needs.as_slice())));
        for group in order.groups.iter().rev().chain([&order.circles.keys().cloned().collect()]) {
            let mut stopping = JoinSet::new();
            for keeper in group.iter().filter_map(|id| keepers.get(id)) {
                keeper.leave();
                let grace = keeper.view().manifest.restart.stop_within;
                let limit = grace.saturating_add(self.shared.config.cancel_grace);
                let keeper = keeper.clone();
                stopping.spawn(async move { timeout(limit, keeper.gone()).await.is_ok() });
            }
            while let Some(gone) = stopping.join_next().await {
                if !gone.unwrap_or(false) {
                    tracing::warn!("an agent did not end in time");
                }
            }
        }
    }
}

impl Drop for Worker {
    /// Without [`Worker::shutdown`] nothing is waited for; agents are told to end all the same.
    fn drop(&mut self) {
        self.shared.draining.cancel();
        self.shared.ended.cancel();
        locked(&self.shared.keepers).values().for_each(|keeper| {
            keeper.leave();
        });
    }
}
