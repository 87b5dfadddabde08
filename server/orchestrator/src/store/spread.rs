//! Which agents a worker takes, and which it should leave to another: one rule for every store.
//!
//! A free agent is meant for the worker that has the fewest. Everybody who asks computes the same for all who live, and
//! takes what is meant for itself, so that nobody has to hand out anything. An agent that somebody has moves only where
//! that makes two workers more equal: to one that has at least two fewer. Each move then makes the sum of the squares
//! smaller, so moving ends.

use std::collections::BTreeMap;
use std::time::Duration;

use agents::Origin;

use crate::model::Timestamp;

/// What a worker says when it asks for agents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bid {
    /// Its name.
    pub worker: String,
    /// The roots that it has, by [`agents::discovery::name_of`]: it cannot run the agents of others.
    pub roots: Vec<String>,
    /// So many agents it has at most, built-in ones not counted.
    pub most: u32,
    /// For so long it has what it gets, and counts as one that lives.
    pub lease: Duration,
    /// Whether it ends: it takes no further ones, and what it has is meant for nobody until it gives that back.
    pub ends: bool,
}

/// What a worker has now.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Owned {
    /// Its agents, by id.
    pub agents: Vec<String>,
    /// Those among them that another worker should have: give one back when nothing is lost by it.
    pub spare: Vec<String>,
}

/// A worker that lives, as a store knows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Living {
    /// Its name.
    pub name: String,
    /// When it first asked.
    pub since: Timestamp,
    /// See [`Bid::most`].
    pub most: u32,
    /// See [`Bid::roots`].
    pub roots: Vec<String>,
}

/// An agent, as a store knows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held {
    /// Its id.
    pub id: String,
    /// The root that declares it; `None`: any worker can run it.
    pub root: Option<String>,
    /// Whether it comes with the program. Each worker runs it, so that it is no matter who tells of it.
    pub is_builtin: bool,
    /// Who has it, by a lease that is not over; or whoever asks, if it was the last that had it.
    pub owner: Option<String>,
}

impl Held {
    /// Of what is declared there.
    pub fn of(id: &str, origin: &Origin, owner: Option<String>) -> Held {
        Held { id: id.to_owned(), root: origin.root().map(str::to_owned), is_builtin: *origin == Origin::Builtin, owner }
    }

    fn may_be_of(&self, roots: &[String]) -> bool {
        self.root.as_ref().is_none_or(|root| roots.contains(root))
    }
}

/// What should become of the agents for one worker: ids, in their order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plan {
    /// It has them and keeps them.
    pub keep: Vec<String>,
    /// They are free, and meant for it.
    pub take: Vec<String>,
    /// See [`Owned::spare`].
    pub spare: Vec<String>,
}

/// Plans for the one that asks. `living` are those whose lease goes on, whoever asks among them unless it ends; `agents` are in the
/// order of their ids.
pub fn plan(bid: &Bid, living: &[Living], agents: &[Held], now: Timestamp) -> Plan {
    let me = bid.worker.as_str();
    let mut plan = Plan::default();
    let mut loads: BTreeMap<&str, u32> = living.iter().map(|worker| (worker.name.as_str(), 0)).collect();
    let mut mine: u32 = 0;
    for agent in agents {
        match agent.owner.as_deref() {
            Some(owner) if owner == me => {
                if agent.is_builtin {
                    plan.keep.push(agent.id.clone());
                } else if mine < bid.most && agent.may_be_of(&bid.roots) {
                    mine += 1;
                    plan.keep.push(agent.id.clone());
                }
            }
            Some(owner) if !agent.is_builtin => {
                if let Some(load) = loads.get_mut(owner) {
                    *load += 1;
                }
            }
            _ => {}
        }
    }
    if bid.ends {
        return plan;
    }
    loads.insert(me, mine);
    for agent in agents.iter().filter(|agent| agent.owner.is_none()) {
        if agent.is_builtin {
            plan.take.push(agent.id.clone());
            continue;
        }
        let able = living.iter().filter(|worker| agent.may_be_of(&worker.roots) && loads[worker.name.as_str()] < worker.most);
        let meant = able.map(|worker| worker.name.as_str()).min_by_key(|name| (loads[name], *name));
        if let Some(load) = meant.and_then(|name| loads.get_mut(name)) {
            *load += 1;
        }
        if meant == Some(me) {
            plan.take.push(agent.id.clone());
        }
    }
    let mine = loads[me];
    // One that has only just come may be gone as soon: it gets what is free, and nothing is moved for it.
    let stays = |worker: &Living| worker.name != me && worker.since.after(bid.lease) <= now;
    let wants = |worker: &Living| loads[worker.name.as_str()] < worker.most.min(mine.saturating_sub(1));
    for agent in agents.iter().filter(|agent| !agent.is_builtin && plan.keep.contains(&agent.id)) {
        if living.iter().any(|worker| stays(worker) && wants(worker) && agent.may_be_of(&worker.roots)) {
            plan.spare.push(agent.id.clone());
        }
    }
    plan
}
