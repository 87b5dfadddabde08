//! One attempt at a task: from the claim to the acknowledgement.

use std::sync::Arc;
use std::time::Duration;

use agents::{Agent, Call, CallError, Progress};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::attempts::Signals;
use super::clock::at;
use super::keeper::Keeper;
use super::shared::{Shared, locked};
use crate::model::{Attempt, Failure, Outcome, Task};
use crate::store::Ack;
use crate::supervisor::{Ended, Input, Run, doubled};

/// The first wait before another attempt, and the longest.
const RETRY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(300));
/// The same where it was not the task's doing: its agent ended.
const RETRY_GONE: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));
/// How long an acknowledgement is tried while the store is away.
const ACKNOWLEDGE: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(5));
/// So many signs of life of one attempt may wait to be seen.
const PROGRESS: usize = 16;

/// Why an attempt is broken off.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Reason {
    /// Somebody takes the task back.
    Cancelled,
    /// It is not ours any more.
    Lost,
    /// It took too long: what of.
    Late(String),
    /// All of the task took too long.
    Expired,
    /// The worker ends.
    Shutdown,
}

/// What came of it.
enum Came {
    Answer(Result<Value, CallError>),
    Broken(Reason),
}

/// Makes the attempt. The caller has written it down among the running ones; it is taken from there at the end.
pub(crate) async fn attempt(shared: Arc<Shared>, task: Task, attempt: Attempt, signals: Signals) {
    let keeper = locked(&shared.keepers).get(&attempt.agent).cloned();
    let agent = keeper.and_then(|keeper| keeper.view().agent.map(|(run, agent)| (keeper, run, agent)));
    let outcome = match agent {
        Some((keeper, run, agent)) => Work { shared: &shared, task: &task, attempt: &attempt, keeper, run }.make(agent, &signals).await,
        None => Some(gone(&task, "it ended before the task reached it")),
    };
    if let Some(outcome) = outcome {
        acknowledge(&shared, &task, attempt.number, outcome, &signals).await;
    }
    shared.attempts.end((task.id, attempt.number));
    shared.done(&attempt.agent);
}

struct Work<'a> {
    shared: &'a Shared,
    task: &'a Task,
    attempt: &'a Attempt,
    keeper: Keeper,
    run: Run,
}

impl Work<'_> {
    /// Calls the agent, within all limits. `None`: there is nothing to say, since the attempt is not ours any more.
    async fn make(&self, agent: Arc<dyn Agent>, signals: &Signals) -> Option<Outcome> {
        let capability = &self.task.what.capability;
        locked(&self.keeper.ledger).begun(capability);
        self.keeper.give(Input::TaskBegun(self.run));
        let began = Instant::now();
        let came = self.call(agent, signals).await;
        let took = began.elapsed();
        let (outcome, ended) = self.outcome(came);
        locked(&self.keeper.ledger).ended(capability, ended, took);
        self.keeper.give(Input::TaskEnded { run: self.run, ended, took });
        outcome
    }

    async fn call(&self, agent: Arc<dyn Agent>, signals: &Signals) -> Came {
        let (send, mut progress) = mpsc::channel(PROGRESS);
        let cancel = CancellationToken::new();
        // Whatever becomes of us, the agent hears that nobody waits any more.
        let _cancelled = cancel.clone().drop_guard();
        let what = &self.task.what;
        let call = Call { capability: what.capability.clone(), input: what.input.clone(), cancel: cancel.clone(), progress: send };
        let mut answer = std::pin::pin!(agent.call(call));
        let now = Instant::now();
        let close = now + what.start_to_close;
        let expires = what.schedule_to_close.map(|limit| now + limit.saturating_sub(self.attempt.started.since(self.task.submitted)));
        let mut silent = what.heartbeat.map(|limit| now + limit);
        let reason = loop {
            tokio::select! {
                biased;
                answer = &mut answer => return Came::Answer(answer),
                Some(said) = progress.recv() => {
                    silent = what.heartbeat.map(|limit| Instant::now() + limit);
                    self.heard(said);
                }
                () = signals.lost.cancelled() => break Reason::Lost,
                () = signals.cancel.cancelled() => break Reason::Cancelled,
                () = signals.shutdown.cancelled() => break Reason::Shutdown,
                () = sleep_until(close) => break Reason::Late(format!("it was not done within {} ms", what.start_to_close.as_millis())),
                () = at(expires) => break Reason::Expired,
                () = at(silent) => {
                    let limit = what.heartbeat.unwrap_or_default().as_millis();
                    break Reason::Late(format!("it gave no sign of life for {limit} ms"));
                }
            }
        };
        cancel.cancel();
        // Until it lets go its place is taken. One that does not is ended, and what it does with it.
        let grace = self.shared.config.cancel_grace;
        let mut let_go = std::pin::pin!(async {
            tokio::select! {
                answer = &mut answer => Some(answer),
                () = async { while progress.recv().await.is_some() {} std::future::pending().await } => None,
            }
        });
        let mut answer = timeout(grace, &mut let_go).await.ok().flatten();
        if answer.is_none() {
            let why = format!("it did not let go of a task within {} ms after it was cancelled", grace.as_millis());
            self.keeper.give(Input::Stuck(self.run, why));
            let stopped = self.keeper.view().manifest.restart.stop_within.saturating_add(grace);
            answer = timeout(stopped, &mut let_go).await.ok().flatten();
        }
        match answer {
            // It was done in the meantime, or said why not: that is better than nothing.
            Some(Ok(value)) if reason != Reason::Lost => Came::Answer(Ok(value)),
            Some(Err(refused @ CallError::Refused(_))) if reason != Reason::Lost => Came::Answer(Err(refused)),
            _ => Came::Broken(reason),
        }
    }

    fn heard(&self, said: Progress) {
        self.keeper.give(Input::Heartbeat(self.run));
        self.shared.attempts.progress((self.task.id, self.attempt.number), said);
        self.shared.beat.notify_one();
    }

    /// What is said to the store, and what it means for the agent.
    fn outcome(&self, came: Came) -> (Option<Outcome>, Ended) {
        let again = |base: (Duration, Duration)| Some(doubled(base.0, u32::from(self.attempt.number.saturating_sub(1)), base.1));
        match came {
            Came::Answer(Ok(value)) => (Some(Outcome::Success(value)), Ended::Well),
            Came::Answer(Err(CallError::Refused(why))) => (Some(failure("refused", why, None)), Ended::Neither),
            Came::Answer(Err(CallError::Failed(why))) => (Some(failure("failed", why, again(RETRY))), Ended::Badly),
            Came::Answer(Err(CallError::Cancelled)) => {
                (Some(failure("failed", "the agent broke it off unasked".to_owned(), again(RETRY))), Ended::Badly)
            }
            Came::Answer(Err(CallError::Gone(why))) => (Some(gone(self.task, &why)), Ended::Gone),
            Came::Broken(Reason::Cancelled) => (Some(Outcome::Cancelled), Ended::Neither),
            Came::Broken(Reason::Lost) => (None, Ended::Neither),
            Came::Broken(Reason::Late(why)) => (Some(failure("timeout", why, again(RETRY))), Ended::Badly),
            Came::Broken(Reason::Expired) => {
                let limit = self.task.what.schedule_to_close.unwrap_or_default().as_millis();
                (Some(failure("expired", format!("it was not done within {limit} ms after it was submitted"), None)), Ended::Neither)
            }
            Came::Broken(Reason::Shutdown) => {
                (Some(failure("gone", "the worker was shut down".to_owned(), Some(Duration::ZERO))), Ended::Neither)
            }
        }
    }
}

fn gone(task: &Task, why: &str) -> Outcome {
    let failures = u32::from(task.attempts.saturating_sub(1));
    failure("gone", format!("the agent is gone: {why}"), Some(doubled(RETRY_GONE.0, failures, RETRY_GONE.1)))
}

fn failure(kind: &str, message: String, retry: Option<Duration>) -> Outcome {
    Outcome::Failure { failure: Failure { kind: kind.to_owned(), message }, retry }
}

/// Says how it ended. While the store is away this is tried again, until it says that the attempt is not ours any more.
async fn acknowledge(shared: &Shared, task: &Task, number: u16, outcome: Outcome, signals: &Signals) {
    let mut failures = 0;
    loop {
        match shared.store.finish(&shared.config.worker, task.id, number, outcome.clone()).await {
            Ok(Ack::Taken(_)) => break,
            Ok(Ack::Refused) => {
                tracing::info!(task = %task.id, attempt = number, "came too late: the task was given to another worker");
                break;
            }
            Err(error) => {
                tracing::warn!(task = %task.id, %error, "the end of a task is told later");
                tokio::select! {
                    () = sleep(doubled(ACKNOWLEDGE.0, failures, ACKNOWLEDGE.1)) => failures += 1,
                    // Somebody else has it, or nobody waits any more: the lease ends, and it is made again.
                    () = signals.lost.cancelled() => break,
                    () = shared.ended.cancelled() => break,
                }
            }
        }
    }
    // The next attempt comes after a wait that the store does not announce.
    if let Outcome::Failure { retry: Some(wait), .. } = outcome {
        shared.retry_after(wait);
    }
}
