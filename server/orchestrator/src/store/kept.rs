//! A task as it is kept, and what may become of it: the rules of attempts, leases and ends, without a database.

use std::time::Duration;

use crate::model::{Attempt, Failure, NewTask, Outcome, Task, TaskId, TaskState, Timestamp};

/// A task with what only the store needs to know.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Kept {
    pub(crate) task: Task,
    /// Of a waiting one: not before.
    pub(crate) ready: Timestamp,
    /// All of it ends by then.
    pub(crate) deadline: Option<Timestamp>,
    /// Attempts that do not count any more, since a person queued it once more behind them. Their numbers are never
    /// given again: one of them may still be on its way to acknowledge.
    pub(crate) forgiven: u16,
}

/// What is asked, within its bounds.
pub(crate) fn bounded(mut what: NewTask) -> NewTask {
    what.priority = what.priority.clamp(-100, 100);
    what.max_attempts = what.max_attempts.max(1);
    // What is later than the last day of the calendar cannot be written down.
    what.not_before = what.not_before.map(|at| at.clamp(Timestamp(0), Timestamp(253_402_000_000_000)));
    what
}

impl Kept {
    pub(crate) fn new(id: TaskId, what: NewTask, now: Timestamp) -> Kept {
        let ready = what.not_before.unwrap_or(now).max(now);
        let deadline = what.schedule_to_close.map(|within| now.after(within));
        let task = Task {
            id,
            what,
            state: TaskState::Queued,
            attempts: 0,
            stalls: 0,
            attempt: None,
            progress: None,
            cancelling: false,
            failure: None,
            submitted: now,
            ended: None,
            has_result: false,
        };
        Kept { task, ready, deadline, forgiven: 0 }
    }

    /// A worker takes it.
    pub(crate) fn start(&mut self, worker: &str, agent: &str, now: Timestamp, lease: Duration) {
        self.task.state = TaskState::Running;
        self.task.attempts = self.task.attempts.saturating_add(1);
        self.task.progress = None;
        let attempt = Attempt {
            number: self.task.attempts,
            worker: worker.to_owned(),
            agent: agent.to_owned(),
            started: now,
            lease_until: now.after(lease),
        };
        self.task.attempt = Some(attempt);
    }

    /// Whether this attempt has it.
    pub(crate) fn is_with(&self, worker: &str, number: u16) -> bool {
        self.task.state == TaskState::Running && self.task.attempt.as_ref().is_some_and(|a| a.worker == worker && a.number == number)
    }

    /// The worker lives. Not for ever: an attempt that runs on past its time gets one lease more, in which its worker
    /// should have ended it; then it is taken away from it. `false`: that is so now.
    pub(crate) fn renew(&mut self, now: Timestamp, lease: Duration) -> bool {
        let Some(attempt) = &mut self.task.attempt else { return false };
        let last = attempt.started.after(self.task.what.start_to_close).after(lease);
        attempt.lease_until = now.after(lease).min(last);
        now < last
    }

    /// An attempt ended. Says whether there is a result to keep.
    pub(crate) fn end(&mut self, outcome: &Outcome, now: Timestamp) {
        match outcome {
            Outcome::Success(_) => {
                self.task.failure = None;
                self.task.has_result = true;
                self.close(TaskState::Succeeded, now);
            }
            Outcome::Cancelled => self.close(TaskState::Cancelled, now),
            Outcome::Failure { failure, retry } => {
                self.task.failure = Some(failure.clone());
                match retry {
                    None => self.close(TaskState::Failed, now),
                    Some(wait) => self.try_again(now.after(*wait), now),
                }
            }
        }
    }

    /// Its worker was not heard of any more.
    pub(crate) fn stall(&mut self, now: Timestamp) {
        self.task.stalls = self.task.stalls.saturating_add(1);
        let worker = self.task.attempt.as_ref().map_or("", |attempt| &attempt.worker);
        let message = format!("worker {worker} gave no sign of life until its lease ended");
        self.task.failure = Some(Failure { kind: "stalled".to_owned(), message });
        self.try_again(now, now);
    }

    /// Its time is up.
    pub(crate) fn expire(&mut self, now: Timestamp) {
        let message = match self.task.state {
            TaskState::Running => "it was not done in the time it was given",
            _ => "it was not started in the time it was given",
        };
        self.task.failure = Some(Failure { kind: "expired".to_owned(), message: message.to_owned() });
        self.close(TaskState::Failed, now);
    }

    /// A person wants it once more.
    pub(crate) fn again(&mut self, now: Timestamp) {
        self.forgiven = self.task.attempts;
        self.deadline = self.task.what.schedule_to_close.map(|within| now.after(within));
        self.task.ended = None;
        self.wait_until(now);
    }

    fn try_again(&mut self, ready: Timestamp, now: Timestamp) {
        if self.task.cancelling {
            self.close(TaskState::Cancelled, now);
        } else if self.task.attempts - self.forgiven >= self.task.what.max_attempts {
            self.close(TaskState::Dead, now);
        } else if self.deadline.is_some_and(|deadline| ready >= deadline) {
            self.close(TaskState::Failed, now);
        } else {
            self.wait_until(ready);
        }
    }

    fn wait_until(&mut self, ready: Timestamp) {
        self.task.state = TaskState::Queued;
        self.task.cancelling = false;
        self.ready = ready;
    }

    /// It is over.
    pub(crate) fn close(&mut self, state: TaskState, now: Timestamp) {
        self.task.state = state;
        self.task.cancelling = false;
        self.task.ended = Some(now);
    }
}
