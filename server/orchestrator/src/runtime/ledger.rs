//! What an agent can do, and how asking for it went.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use agents::Capability;

use crate::model::CapabilityUse;
use crate::supervisor::Ended;

/// Of so many recent calls the latency is known.
const RECENT: usize = 128;

#[derive(Default)]
pub(crate) struct Ledger {
    uses: BTreeMap<String, Use>,
    order: Vec<Capability>,
}

#[derive(Default)]
struct Use {
    succeeded: u64,
    failed: u64,
    running: u32,
    /// In milliseconds.
    took: VecDeque<f64>,
}

impl Ledger {
    /// It says that it can do these.
    pub(crate) fn offers(&mut self, capabilities: Vec<Capability>) {
        self.order = capabilities;
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.order.iter().map(|capability| capability.name.clone()).collect()
    }

    pub(crate) fn begun(&mut self, capability: &str) {
        self.uses.entry(capability.to_owned()).or_default().running += 1;
    }

    pub(crate) fn ended(&mut self, capability: &str, ended: Ended, took: Duration) {
        let entry = self.uses.entry(capability.to_owned()).or_default();
        entry.running = entry.running.saturating_sub(1);
        match ended {
            Ended::Well => {
                entry.succeeded += 1;
                entry.took.push_back(took.as_secs_f64() * 1000.0);
                if entry.took.len() > RECENT {
                    entry.took.pop_front();
                }
            }
            Ended::Badly | Ended::Gone => entry.failed += 1,
            Ended::Neither => {}
        }
    }

    pub(crate) fn uses(&self) -> Vec<CapabilityUse> {
        self.order.iter().map(|capability| self.of(capability)).collect()
    }

    fn of(&self, capability: &Capability) -> CapabilityUse {
        let nothing = Use::default();
        let entry = self.uses.get(&capability.name).unwrap_or(&nothing);
        let mut took: Vec<f64> = entry.took.iter().copied().collect();
        took.sort_unstable_by(f64::total_cmp);
        let at = |part: usize| took.get((took.len() * part).div_ceil(100).saturating_sub(1)).copied();
        CapabilityUse {
            capability: capability.clone(),
            succeeded: entry.succeeded,
            failed: entry.failed,
            latency_p50: at(50),
            latency_p95: at(95),
            running: entry.running,
        }
    }
}
