//! What a worker has to tell the store and nobody waits for: how agents are, what they write, what happened to them.
//!
//! It is gathered and sent together, so that neither a slow store nor a chatty agent holds anything up. What a store that
//! is away cannot take is kept, within bounds: of states only the latest, of lines the latest.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use super::shared::{Shared, locked};
use crate::model::{AgentState, Subject, Timestamp};
use crate::store::Stored;

/// What is not urgent is gathered for so long.
const GATHER: Duration = Duration::from_millis(500);
/// How long the store is left alone when it was away.
const AWAY: Duration = Duration::from_secs(1);
/// So many lines of an agent wait at most.
const LINES: usize = 2000;
/// So many lines are sent at once.
const AT_ONCE: usize = 500;
/// So many events wait at most.
const EVENTS: usize = 1000;

#[derive(Default)]
pub(crate) struct Outbox {
    waiting: Mutex<Waiting>,
    something: Notify,
    urgent: Notify,
}

#[derive(Default)]
struct Waiting {
    statuses: BTreeSet<String>,
    states: BTreeMap<String, AgentState>,
    lines: BTreeMap<String, Pending>,
    events: VecDeque<(Subject, &'static str, Value)>,
}

#[derive(Default)]
struct Pending {
    lines: VecDeque<(Timestamp, String)>,
    dropped: u64,
}

impl Pending {
    fn push(&mut self, at: Timestamp, line: String) {
        if self.lines.len() == LINES {
            self.lines.pop_front();
            self.dropped += 1;
        }
        self.lines.push_back((at, line));
    }

    /// Lines that could not be sent come before those that came meanwhile.
    fn put_back(&mut self, lines: Vec<(Timestamp, String)>) {
        let meanwhile = std::mem::replace(&mut self.lines, lines.into());
        meanwhile.into_iter().for_each(|(at, line)| self.push(at, line));
    }
}

impl Outbox {
    /// The status of an agent is another one. Says whether its state is.
    pub(crate) fn status(&self, agent: &str, state: AgentState) -> bool {
        let mut waiting = locked(&self.waiting);
        waiting.statuses.insert(agent.to_owned());
        let news = waiting.states.insert(agent.to_owned(), state) != Some(state);
        drop(waiting);
        self.something.notify_one();
        if news {
            self.urgent.notify_one();
        }
        news
    }

    pub(crate) fn line(&self, agent: &str, at: Timestamp, line: String) {
        locked(&self.waiting).lines.entry(agent.to_owned()).or_default().push(at, line);
        self.something.notify_one();
    }

    pub(crate) fn event(&self, subject: Subject, kind: &'static str, data: Value) {
        let mut waiting = locked(&self.waiting);
        if waiting.events.len() == EVENTS {
            waiting.events.pop_front();
        }
        waiting.events.push_back((subject, kind, data));
        drop(waiting);
        self.something.notify_one();
    }

    /// The agent is not here any more.
    pub(crate) fn forget(&self, agent: &str) {
        locked(&self.waiting).states.remove(agent);
    }

    /// Sends until the worker ends, then what is left.
    pub(crate) async fn run(shared: Arc<Shared>) {
        loop {
            let ended = tokio::select! {
                () = shared.outbox.something.notified() => false,
                () = shared.ended.cancelled() => true,
            };
            if !ended {
                tokio::select! {
                    () = sleep(GATHER) => {}
                    () = shared.outbox.urgent.notified() => {}
                    () = shared.ended.cancelled() => {}
                }
            }
            let sent = shared.outbox.send(&shared).await;
            if ended {
                return;
            }
            if let Err(error) = sent {
                tracing::warn!(%error, "what agents do is told later");
                shared.outbox.something.notify_one();
                let _ = timeout(AWAY, shared.ended.cancelled()).await;
            }
        }
    }

    async fn send(&self, shared: &Shared) -> Stored<()> {
        let (worker, store) = (&shared.config.worker, &shared.store);
        while let Some((subject, kind, data)) = self.take(|waiting| waiting.events.pop_front()) {
            if let Err(error) = store.emit(subject.clone(), kind, data.clone()).await {
                locked(&self.waiting).events.push_front((subject, kind, data));
                return Err(error);
            }
        }
        // As many as there are now: what comes meanwhile is the next round's.
        let mut statuses = self.take(|waiting| std::mem::take(&mut waiting.statuses));
        while let Some(agent) = statuses.pop_first() {
            let keeper = locked(&shared.keepers).get(&agent).cloned();
            let Some(keeper) = keeper.filter(|_| locked(&shared.owned).contains(&agent)) else { continue };
            if let Err(error) = store.report(worker, &agent, &keeper.status(worker)).await {
                statuses.insert(agent);
                locked(&self.waiting).statuses.append(&mut statuses);
                return Err(error);
            }
        }
        while let Some((agent, pending)) = self.take(|waiting| waiting.lines.pop_first()) {
            let mut lines: Vec<(Timestamp, String)> = pending.lines.into();
            if let (Some((at, _)), true) = (lines.first(), pending.dropped > 0) {
                lines.insert(0, (*at, format!("({} lines were dropped here)", pending.dropped)));
            }
            for (at, part) in lines.chunks(AT_ONCE).enumerate() {
                if let Err(error) = store.log(&agent, part).await {
                    let rest = lines.split_off(at * AT_ONCE);
                    locked(&self.waiting).lines.entry(agent).or_default().put_back(rest);
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    fn take<T>(&self, take: impl FnOnce(&mut Waiting) -> T) -> T {
        take(&mut locked(&self.waiting))
    }
}
