//! Who gets a task: of the agents that can do it, the one that has the least to do.
//!
//! A worker pulls: it offers the free places of its ready agents, and the store hands it at most as many tasks, so that
//! a worker without free places gets none, and nothing has to know all workers. Within a worker the agents that
//! share a capability are filled evenly: only the least loaded of them offer, one place at a time.

use std::collections::BTreeSet;

use crate::store::Offer;

/// An agent that is ready.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// Its id.
    pub id: String,
    /// What it can do.
    pub capabilities: Vec<String>,
    /// How many tasks it takes at once.
    pub concurrency: u32,
    /// How many it has.
    pub running: u32,
}

/// What to offer. Ask again when the store had as many tasks as were offered.
pub fn offers(candidates: &[Candidate]) -> Vec<Offer> {
    let mut offers: Vec<(&Candidate, Offer)> = Vec::new();
    for candidate in candidates {
        let free = candidate.concurrency.saturating_sub(candidate.running);
        if free == 0 || candidate.capabilities.is_empty() {
            continue;
        }
        let own: BTreeSet<&String> = candidate.capabilities.iter().collect();
        let rivals = || {
            candidates
                .iter()
                .filter(|other| other.id != candidate.id && other.capabilities.iter().any(|capability| own.contains(capability)))
        };
        if rivals().any(|other| lighter(other, candidate)) {
            continue;
        }
        let free = if rivals().next().is_some() { 1 } else { free };
        offers.push((candidate, Offer { agent: candidate.id.clone(), capabilities: candidate.capabilities.clone(), free }));
    }
    offers.sort_by(|(one, _), (other, _)| load(one).total_cmp(&load(other)).then_with(|| one.id.cmp(&other.id)));
    offers.into_iter().map(|(_, offer)| offer).collect()
}

fn load(candidate: &Candidate) -> f64 {
    f64::from(candidate.running) / f64::from(candidate.concurrency.max(1))
}

/// Whether `one` has places free and less to do than `other`.
fn lighter(one: &Candidate, other: &Candidate) -> bool {
    one.running < one.concurrency && load(one) < load(other)
}
