//! How the latest calls went, as far as they say whether the agent is well.

use std::collections::VecDeque;
use std::time::Duration;

use crate::model::Timestamp;

/// So many calls are looked at.
const KEPT: usize = 50;
/// Fewer say nothing.
const ENOUGH: usize = 5;
/// Older ones say nothing.
const RECENT: Duration = Duration::from_secs(300);

#[derive(Clone, Debug, Default)]
pub(super) struct Calls {
    latest: VecDeque<(Timestamp, bool, Duration)>,
}

impl Calls {
    pub(super) fn ended(&mut self, now: Timestamp, well: bool, took: Duration) {
        self.latest.push_back((now, well, took));
        if self.latest.len() > KEPT {
            self.latest.pop_front();
        }
    }

    /// How many of how many recent calls went wrong, when there were enough to say.
    pub(super) fn failed(&self, now: Timestamp) -> Option<(usize, usize)> {
        let recent: Vec<bool> = self.recent(now).map(|(_, well, _)| *well).collect();
        (recent.len() >= ENOUGH).then(|| (recent.iter().filter(|well| !**well).count(), recent.len()))
    }

    /// How long nineteen of twenty recent calls took at most, when there were enough to say.
    pub(super) fn latency(&self, now: Timestamp) -> Option<Duration> {
        let mut took: Vec<Duration> = self.recent(now).map(|(_, _, took)| *took).collect();
        took.sort_unstable();
        (took.len() >= ENOUGH).then(|| took[(took.len() * 95).div_ceil(100) - 1])
    }

    fn recent(&self, now: Timestamp) -> impl Iterator<Item = &(Timestamp, bool, Duration)> {
        self.latest.iter().filter(move |(at, _, _)| now.since(*at) < RECENT)
    }
}
