//! Probes of one run, in Kubernetes' sense: period, timeout, and how many answers in a row make a verdict.
//!
//! The startup probe passes with one good answer and is bounded by [`Probes::start_within`]; while it has not passed,
//! bad answers count for nothing. Then liveness fails after [`Probes::failures`] bad answers in a row, and readiness
//! comes with [`Probes::successes`] good ones in a row. A period begins when a probe is sent, not when it is answered.

use std::time::Duration;

use agents::Probes;

use super::{Answer, earlier};
use crate::model::Timestamp;

/// No manifest makes us ask more often.
const FASTEST: Duration = Duration::from_millis(100);
/// While it starts it is asked at least so often: it should not wait a whole period to be found ready.
const STARTING: Duration = Duration::from_millis(500);

#[derive(Clone, Debug)]
pub(super) struct Probing {
    /// The last one that was sent.
    pub(super) number: u64,
    /// Until when an answer to it counts; `None`: none is awaited.
    awaited: Option<Timestamp>,
    /// When the next one is sent.
    next: Timestamp,
    pub(super) bad: u32,
    pub(super) good: u32,
    /// When it last gave a sign of life.
    pub(super) seen: Timestamp,
    /// What the last bad answer was.
    pub(super) problem: Option<String>,
}

impl Probing {
    /// For a run that can be asked from now on: the first probe is due.
    pub(super) fn new(now: Timestamp, number: u64) -> Probing {
        Probing { number, awaited: None, next: now, bad: 0, good: 0, seen: now, problem: None }
    }

    /// From one probe to the next. What is never asked would be stale without being ill.
    pub(super) fn period(probes: &Probes) -> Duration {
        let every = if probes.stale_after.is_zero() { probes.every } else { probes.every.min(probes.stale_after / 2) };
        every.max(FASTEST)
    }

    pub(super) fn timeout(probes: &Probes) -> Duration {
        probes.timeout.max(Duration::from_millis(1))
    }

    /// Whether a probe is to be sent now. One is awaited afterwards.
    pub(super) fn send(&mut self, now: Timestamp, probes: &Probes, starting: bool) -> bool {
        if self.awaited.is_some() || now < self.next {
            return false;
        }
        let period = Probing::period(probes);
        self.number += 1;
        self.awaited = Some(now.after(Probing::timeout(probes)));
        self.next = now.after(if starting { period.min(STARTING) } else { period });
        true
    }

    /// Whether the answer that is awaited did not come in time. Then none is awaited any more.
    pub(super) fn timed_out(&mut self, now: Timestamp) -> bool {
        let late = self.awaited.is_some_and(|until| now >= until);
        if late {
            self.awaited = None;
        }
        late
    }

    /// Whether this is the answer that is awaited. Then none is awaited any more.
    pub(super) fn is_awaited(&mut self, number: u64) -> bool {
        number == self.number && self.awaited.take().is_some()
    }

    /// Takes an answer into account.
    pub(super) fn answered(&mut self, now: Timestamp, answer: &Answer, probes: &Probes) {
        match answer {
            Answer::Well => {
                self.seen = now;
                self.bad = 0;
                self.good = self.good.saturating_add(1);
                self.problem = None;
            }
            Answer::Failed(why) => self.bad(why.clone()),
            Answer::TimedOut => self.bad(format!("no answer within {} ms", Probing::timeout(probes).as_millis())),
        }
    }

    fn bad(&mut self, why: String) {
        self.good = 0;
        self.bad = self.bad.saturating_add(1);
        self.problem = Some(why);
    }

    /// It gave a sign of life unasked: it lives, though that does not make it ready.
    pub(super) fn alive(&mut self, now: Timestamp) {
        self.seen = now;
        self.bad = 0;
        self.problem = None;
    }

    /// Asks as soon as can be.
    pub(super) fn soon(&mut self, now: Timestamp) {
        self.next = self.next.min(now);
    }

    pub(super) fn stale_at(&self, probes: &Probes) -> Option<Timestamp> {
        (!probes.stale_after.is_zero()).then(|| self.seen.after(probes.stale_after))
    }

    pub(super) fn wake(&self) -> Option<Timestamp> {
        earlier(self.awaited, self.awaited.is_none().then_some(self.next))
    }
}
