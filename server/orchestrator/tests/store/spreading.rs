//! Agents are spread over workers: whatever workers do, no agent is ever with two, and once they do nothing but ask, the
//! agents are even and stay where they are.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use agents::Origin;
use orchestrator::model::{Approval, Timestamp};
use orchestrator::store::{Bid, Owned};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use crate::Fresh;
use crate::conformance::LEASE;

#[derive(Clone, Debug)]
enum Op {
    Join,
    /// The worker asks, and gives one of what it has to spare back if it is time.
    Ask(usize),
    /// It takes nothing further.
    Drain(usize),
    /// It has ended what it had, and says so.
    Leave(usize),
    /// It is gone without a word.
    Die(usize),
    Advance(u64),
    Declare(u8),
    Remove(u8),
}

fn any_op() -> BoxedStrategy<Op> {
    prop_oneof![
        2 => Just(Op::Join),
        10 => (0..8usize).prop_map(Op::Ask),
        1 => (0..8usize).prop_map(Op::Drain),
        1 => (0..8usize).prop_map(Op::Leave),
        1 => (0..8usize).prop_map(Op::Die),
        4 => (0..6_000u64).prop_map(Op::Advance),
        5 => (0..12u8).prop_map(Op::Declare),
        1 => (0..12u8).prop_map(Op::Remove),
    ]
    .boxed()
}

/// A worker as it sees itself.
struct Worker {
    name: String,
    has: BTreeSet<String>,
    /// By its own clock it has nothing any more from here on.
    until: Timestamp,
    gave: Option<Timestamp>,
    ends: bool,
}

struct World {
    fresh: Fresh,
    workers: Vec<Worker>,
    joined: u32,
    moves: usize,
}

impl World {
    async fn play(&mut self, op: &Op) {
        let count = self.workers.len();
        let at = |n: usize| (count > 0).then(|| n % count);
        match op {
            Op::Join if count < 6 => {
                self.joined += 1;
                let name = format!("worker-{}", self.joined);
                self.workers.push(Worker { name, has: BTreeSet::new(), until: self.fresh.clock.now(), gave: None, ends: false });
            }
            Op::Join => {}
            Op::Ask(n) => {
                if let Some(n) = at(*n) {
                    self.ask(n).await;
                }
            }
            Op::Drain(n) => {
                if let Some(n) = at(*n) {
                    self.workers[n].ends = true;
                    self.ask(n).await;
                }
            }
            Op::Leave(n) => {
                if let Some(n) = at(*n) {
                    self.workers[n].ends = true;
                    self.ask(n).await;
                    let Worker { name, has, .. } = self.workers.remove(n);
                    self.fresh.store.disown(&name, &has.into_iter().collect::<Vec<_>>()).await.unwrap();
                }
            }
            Op::Die(n) => drop(at(*n).map(|n| self.workers.remove(n))),
            Op::Advance(ms) => {
                self.fresh.clock.advance(Duration::from_millis(*ms));
                let now = self.fresh.clock.now();
                self.workers.iter_mut().filter(|worker| worker.until <= now).for_each(|worker| worker.has.clear());
            }
            Op::Declare(n) => {
                let (id, run) = (format!("agent-{n:02}"), json!({"command": {"words": ["x"]}}));
                let manifest = serde_json::from_value(json!({"id": id, "run": run})).unwrap();
                self.fresh.store.declare(manifest, Origin::Api, Approval::NotNeeded, None).await.unwrap();
            }
            Op::Remove(n) => {
                let id = format!("agent-{n:02}");
                self.fresh.store.remove(&id, None).await.unwrap();
                // They hear of it.
                for worker in &mut self.workers {
                    worker.has.remove(&id);
                }
            }
        }
        let mut seen = BTreeMap::new();
        for worker in &self.workers {
            for id in &worker.has {
                let other = seen.insert(id, &worker.name);
                assert_eq!(other, None, "{id} is with {} too, after {op:?}", worker.name);
            }
        }
    }

    async fn ask(&mut self, n: usize) {
        let (now, worker) = (self.fresh.clock.now(), &mut self.workers[n]);
        let bid = Bid { worker: worker.name.clone(), roots: Vec::new(), most: 64, lease: LEASE, ends: worker.ends };
        let Owned { agents, spare } = self.fresh.store.own(&bid).await.unwrap();
        worker.has = agents.into_iter().collect();
        worker.until = now.after(LEASE);
        if let Some(id) = spare.first()
            && worker.gave.is_none_or(|gave| gave.after(LEASE) <= now)
        {
            worker.gave = Some(now);
            worker.has.remove(id);
            self.moves += 1;
            self.fresh.store.disown(&worker.name, std::slice::from_ref(id)).await.unwrap();
        }
    }

    /// Everybody asks, in an order that changes.
    async fn round(&mut self, n: usize) {
        self.play(&Op::Advance(u64::try_from(LEASE.as_millis()).unwrap() / 3)).await;
        for worker in 0..self.workers.len() {
            let worker = (worker + n) % self.workers.len();
            self.play(&Op::Ask(worker)).await;
        }
    }

    async fn settles(&mut self) {
        self.workers.retain(|worker| !worker.ends);
        if self.workers.is_empty() {
            self.play(&Op::Join).await;
        }
        // Those that are gone are forgotten, those that have come count, and each lease moves at least one.
        let all = self.fresh.store.agents().await.unwrap().len();
        for n in 0..9 + 3 * all {
            self.round(n).await;
        }
        let has = |world: &World| world.workers.iter().map(|worker| worker.has.clone()).collect::<Vec<_>>();
        let (settled, moves) = (has(self), self.moves);
        let counts: Vec<usize> = settled.iter().map(BTreeSet::len).collect();
        assert_eq!(counts.iter().sum::<usize>(), all, "each agent is with somebody");
        assert!(counts.iter().max().unwrap() - counts.iter().min().unwrap() <= 1, "{counts:?}");
        for n in 0..12 {
            self.round(n).await;
        }
        assert_eq!((has(self), self.moves), (settled, moves), "and stays there");
    }
}

fn hold(few: u32, open: impl AsyncFn() -> Fresh) {
    let cases = std::env::var("STORE_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(few);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 400, ..Config::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let held = TestRunner::new(config).run(&vec(any_op(), 1..80), |ops| {
        runtime.block_on(async {
            let mut world = World { fresh: open().await, workers: Vec::new(), joined: 0, moves: 0 };
            for op in &ops {
                world.play(op).await;
            }
            world.settles().await;
        });
        Ok(())
    });
    if let Err(error) = held {
        panic!("{error}");
    }
}

#[test]
fn in_memory() {
    hold(300, async || Fresh::memory());
}

#[test]
fn on_sqlite() {
    hold(4, async || Fresh::sqlite().await);
}

#[tokio::test]
async fn a_late_worker_gets_its_half_one_at_a_time() {
    let mut world = World { fresh: Fresh::memory(), workers: Vec::new(), joined: 0, moves: 0 };
    for n in 0..8 {
        world.play(&Op::Declare(n)).await;
    }
    world.play(&Op::Join).await;
    world.round(0).await;
    world.play(&Op::Join).await;
    let mut before = 0;
    for n in 0..30 {
        world.round(n).await;
        let now = world.workers[1].has.len();
        assert!(now <= before + 1, "one at a time");
        before = now;
    }
    assert_eq!((world.workers[0].has.len(), before, world.moves), (4, 4, 4), "no move more than needed");
}
