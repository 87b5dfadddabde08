//! Claims tasks for the agents that are ready, and sets them going.
//!
//! Nothing asks the store again and again: it is asked when it has news, when an agent becomes ready or has a place
//! free, and when a task is due that waits for its time. What is missed by all of these comes with a rare look.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::calls::attempt;
use super::clock::at;
use super::shared::Shared;
use crate::model::{Task, TaskState};
use crate::routing::offers;
use crate::store::{Stored, TaskFilter};
use crate::supervisor::doubled;

/// The store is asked at least so often, whatever is heard.
const RARELY: Duration = Duration::from_secs(60);
/// While tasks wait that nobody here may have yet, the look is less rare the fresher they are.
const WAITING: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(8));
/// Of so many waiting tasks it is looked when they are due.
const LOOKED_AT: u32 = 20;
/// And so often at most: what they carry may be large.
const LOOKED_EVERY: Duration = Duration::from_millis(250);
/// Two empty answers are at least so far apart: a busy store has news all the time.
const APART: Duration = Duration::from_millis(5);

/// Claims until the worker takes nothing new.
pub(crate) async fn run(shared: Arc<Shared>) {
    let mut news = shared.store.news();
    let (mut away, mut in_vain) = (0, 0);
    let mut waiting = Waiting { seen: None };
    loop {
        if shared.draining.is_cancelled() {
            return;
        }
        // Whatever is heard from here on is heard below.
        news.mark_unchanged();
        let wait = match claim(&shared, &mut waiting).await {
            Ok(Found::Tasks) => {
                (away, in_vain) = (0, 0);
                continue;
            }
            Ok(Found::NobodyFree) => None,
            Ok(Found::Nothing(None)) => {
                in_vain = 0;
                Some(RARELY)
            }
            Ok(Found::Nothing(Some(due))) => {
                let look = doubled(WAITING.0, in_vain, WAITING.1);
                in_vain = (in_vain + 1).min(8);
                Some(due.clamp(APART, look))
            }
            Err(error) => {
                tracing::warn!(%error, "no tasks are claimed for now");
                let pause = doubled(WAITING.0, away, WAITING.1);
                away = (away + 1).min(8);
                tokio::select! {
                    () = sleep(pause) => continue,
                    () = shared.draining.cancelled() => return,
                }
            }
        };
        away = 0;
        sleep(APART).await;
        let retry = shared.next_retry();
        let until = [wait.map(|wait| Instant::now() + wait), retry.filter(|_| wait.is_some())].into_iter().flatten().min();
        tokio::select! {
            () = shared.draining.cancelled() => return,
            () = shared.claim.notified() => {}
            Ok(()) = news.changed(), if wait.is_some() => {}
            () = at(until) => {}
        }
    }
}

enum Found {
    /// Some: there may be more.
    Tasks,
    /// Nobody here could take one.
    NobodyFree,
    /// None; of those that wait for their time, how long it is to the first.
    Nothing(Option<Duration>),
}

async fn claim(shared: &Arc<Shared>, waiting: &mut Waiting) -> Stored<Found> {
    let found = claim_for(shared, waiting).await;
    shared.claimed();
    found
}

async fn claim_for(shared: &Arc<Shared>, waiting: &mut Waiting) -> Stored<Found> {
    let offers = offers(&shared.candidates());
    if offers.is_empty() {
        return Ok(Found::NobodyFree);
    }
    let tasks = shared.store.claim(&shared.config.worker, &offers, shared.config.lease).await?;
    if tasks.is_empty() {
        return Ok(Found::Nothing(waiting.due(shared).await?));
    }
    for task in tasks {
        begin(shared, task);
    }
    shared.beat.notify_one();
    Ok(Found::Tasks)
}

fn begin(shared: &Arc<Shared>, task: Task) {
    let Some(at) = task.attempt.clone() else {
        tracing::error!(task = %task.id, "was claimed without an attempt");
        return;
    };
    let signals = shared.attempts.begin((task.id, at.number), &at.agent);
    tokio::spawn(attempt(shared.clone(), task, at, signals));
}

/// What is known of tasks that wait.
struct Waiting {
    /// When it was looked, and when the first is due; `None`: none waits.
    seen: Option<(Instant, Option<Instant>)>,
}

impl Waiting {
    /// How long it is until the first of the waiting tasks is due; `None` when none waits.
    async fn due(&mut self, shared: &Shared) -> Stored<Option<Duration>> {
        let seen = self.seen.filter(|(at, _)| at.elapsed() < LOOKED_EVERY);
        let due = match seen {
            // What came since then and is not due yet is seen in a moment.
            Some((at, due)) => Some(due.map_or(at + LOOKED_EVERY, |due| due.min(at + LOOKED_EVERY))),
            None => {
                let due = Waiting::look(shared).await?;
                self.seen = Some((Instant::now(), due));
                due
            }
        };
        Ok(due.map(|due| due.saturating_duration_since(Instant::now())))
    }

    async fn look(shared: &Shared) -> Stored<Option<Instant>> {
        let waiting = TaskFilter { states: vec![TaskState::Queued], ..TaskFilter::default() };
        let waiting = shared.store.tasks(&waiting, None, LOOKED_AT).await?;
        if waiting.is_empty() {
            return Ok(None);
        }
        let now = shared.store.now().await?;
        // One that is due is for somebody else.
        let due = waiting.iter().filter_map(|task| task.what.not_before).filter(|due| *due > now).map(|due| due.since(now)).min();
        Ok(Some(Instant::now() + due.unwrap_or(RARELY)))
    }
}
