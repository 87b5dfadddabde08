//! What is done about one agent, and when: a machine without clock, processes or store.
//!
//! [`Supervisor::step`] takes the time and one [`Input`], and gives the [`Effect`]s that its driver has to bring about;
//! [`Supervisor::next_wake`] says when it wants to be asked again though nothing happened. So every behaviour - probes,
//! backoff, restart intensity, pauses - can be played through in a test, a hundred thousand steps in a second.
//!
//! ```text
//!                .------------- backoff <-------------.
//!                v                                    |
//! idle --> starting --> warming (startup) --> up (liveness, readiness) --> stopping --> idle
//!  ^             \__________|__________________________|________________/     |
//!  '------ a person ------ failed <------- too many restarts -----------------'
//! ```
//!
//! **What the driver owes.** Each [`Effect::Start`] is answered by [`Input::Started`] or [`Input::StartFailed`], each
//! process's end by [`Input::Ended`], and each [`Effect::Stop`] by one of these. All of them carry the number of the run
//! that they speak of, so that what is late is known as late. **Invariant:** there is never more than one run.

mod backoff;
mod calls;
mod gates;
mod health;
mod machine;
mod order;
mod probing;

use std::time::Duration;

use agents::{End, Manifest};
use serde_json::Value;

use crate::model::{Desired, Timestamp};

pub use backoff::Jitter;
pub(crate) use backoff::doubled;
pub use machine::Supervisor;
pub use order::{Order, order};

/// Which start of the agent something is about; grows.
pub type Run = u64;

/// What happened.
#[derive(Clone, PartialEq, Debug)]
pub enum Input {
    /// A person wants this now. A larger generation than before is the wish for a restart.
    Desired {
        /// What.
        desired: Desired,
        /// See [`crate::model::AgentRecord::generation`].
        generation: i64,
    },
    /// Whether it may run.
    Approved(bool),
    /// It can never run as things are declared, and why; `None`: it can.
    Blocked(Option<String>),
    /// Whether an agent that this one needs is ready.
    Need {
        /// Its id.
        id: String,
        /// Whether it is.
        ready: bool,
    },
    /// It is declared differently.
    Manifest(Box<Manifest>),
    /// The worker gives it up: it stops here, whatever is wanted.
    Leave,
    /// It runs and can be asked.
    Started(Run),
    /// It did not start, and nothing of it is left.
    StartFailed(Run, String),
    /// It is gone, with all that it started.
    Ended(Run, End),
    /// A probe was answered.
    Probed {
        /// Of which run.
        run: Run,
        /// Which one.
        number: u64,
        /// What came of it.
        answer: Answer,
    },
    /// It gave a sign of life without being asked: progress.
    Heartbeat(Run),
    /// A task was given to it.
    TaskBegun(Run),
    /// A task is no longer with it.
    TaskEnded {
        /// Of which run.
        run: Run,
        /// How it ended.
        ended: Ended,
        /// How long it took.
        took: Duration,
    },
    /// It does not let go of a task that was cancelled or whose time was up, and why that matters.
    Stuck(Run, String),
    /// Time passed.
    Timer,
}

/// What came of a probe.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// It is well.
    Well,
    /// It says that it is not, or could not be asked.
    Failed(String),
    /// No answer came.
    TimedOut,
}

/// How a call ended, as far as it says something about the agent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// Well.
    Well,
    /// Badly, by the agent's doing.
    Badly,
    /// In a way that says nothing of the agent: what was asked made no sense, or was taken back.
    Neither,
    /// Its connection broke.
    Gone,
}

/// What is to be done.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Start it.
    Start {
        /// The number of this run.
        run: Run,
        /// It has failed when it does not run after so long.
        within: Duration,
    },
    /// End it; it has so long to end by itself. Said again when that did not help.
    Stop {
        /// Which run.
        run: Run,
        /// How long it has.
        grace: Duration,
    },
    /// Ask whether it is well.
    Probe {
        /// Which run.
        run: Run,
        /// Comes back in the answer.
        number: u64,
        /// After so long no answer is waited for any more.
        timeout: Duration,
    },
    /// Its status is another one.
    Publish,
    /// Those that need it go on (`true`) or pause.
    Ready(bool),
    /// Worth telling.
    Emit {
        /// In a word.
        kind: &'static str,
        /// More.
        data: Value,
    },
}

/// The earlier of two times, where one may be missing.
fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
