//! How long to wait before a restart, and when to give up.

use std::collections::VecDeque;
use std::time::Duration;

use agents::Restart;

use crate::model::Timestamp;

/// Where chance comes from: a generator of its own (SplitMix64), so that a seed decides all of it.
#[derive(Clone, Debug)]
pub struct Jitter(u64);

impl Jitter {
    /// The same seed gives the same numbers.
    pub fn new(seed: u64) -> Jitter {
        Jitter(seed)
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Between half of `most` and `most`: agents that fell together do not come back together.
    pub fn of(&mut self, most: Duration) -> Duration {
        let most = u64::try_from(most.as_millis()).unwrap_or(u64::MAX);
        let half = most / 2;
        Duration::from_millis(most - self.number() % (half + 1))
    }
}

/// Doubles from `base` with every failure, up to `most`.
pub(crate) fn doubled(base: Duration, failures: u32, most: Duration) -> Duration {
    base.saturating_mul(1_u32.checked_shl(failures).filter(|factor| *factor > 0).unwrap_or(u32::MAX)).min(most)
}

/// The restarts of one agent.
#[derive(Clone, Debug)]
pub(super) struct Restarts {
    /// When it was restarted, as far as that still counts.
    recent: VecDeque<Timestamp>,
    /// How many failures there were in a row.
    streak: u32,
    /// How often it was restarted since a person last had it started.
    pub(super) count: u32,
}

/// So many times are kept at most, whatever a manifest says.
const KEPT: usize = 1024;

impl Restarts {
    pub(super) fn new() -> Restarts {
        Restarts { recent: VecDeque::new(), streak: 0, count: 0 }
    }

    /// Whether it failed since it was last well for long.
    pub(super) fn in_a_row(&self) -> bool {
        self.streak > 0
    }

    /// It failed: how long to wait before the next start, or `None` when that would be one too many.
    pub(super) fn failed(&mut self, now: Timestamp, policy: &Restart, jitter: &mut Jitter) -> Option<Duration> {
        let allowed = usize::try_from(policy.times).unwrap_or(KEPT).min(KEPT - 1);
        if self.within(now, policy) >= allowed {
            return None;
        }
        let wait = doubled(policy.wait, self.streak, policy.wait_at_most);
        self.streak = self.streak.saturating_add(1);
        Some(jitter.of(wait))
    }

    /// It is started once more.
    pub(super) fn restarted(&mut self, now: Timestamp) {
        self.count = self.count.saturating_add(1);
        self.recent.push_back(now);
        if self.recent.len() > KEPT {
            self.recent.pop_front();
        }
    }

    /// How many restarts count at `now`.
    pub(super) fn within(&self, now: Timestamp, policy: &Restart) -> usize {
        self.recent.iter().filter(|at| now.since(**at) < policy.within).count()
    }

    /// It was well for long: the next failure is a first one.
    pub(super) fn well(&mut self) {
        self.streak = 0;
    }
}
