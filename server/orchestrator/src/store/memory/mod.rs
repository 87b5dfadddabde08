//! The store without a database: what tests of other parts use, and the model that the real ones are compared with.
//!
//! Everything is looked for in the plainest way. Nothing outlives the process.

mod agents;
mod events;
mod tasks;
mod things;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::sync::watch;

use super::ids::Ids;
use super::kept::Kept;
use super::settings::Clock;
use super::spread::Living;
use super::told::Told;
use super::{Audit, Settings, Store};
use crate::model::{AgentRecord, Event, EventId, TaskId, Timestamp};

/// A store in memory.
pub struct Memory {
    settings: Settings,
    ids: Ids,
    state: Mutex<State>,
    news: watch::Sender<EventId>,
}

#[derive(Default)]
struct State {
    tasks: BTreeMap<TaskId, Kept>,
    results: BTreeMap<TaskId, (Value, Timestamp)>,
    agents: BTreeMap<String, Owned>,
    events: Vec<Event>,
    last_event: EventId,
    logs: Vec<(i64, String, Timestamp, String)>,
    last_line: i64,
    blobs: BTreeMap<String, (Vec<u8>, Timestamp)>,
    audit: Vec<Audit>,
    leaders: BTreeMap<String, (String, Timestamp)>,
    workers: BTreeMap<String, (Living, Timestamp)>,
}

struct Owned {
    record: AgentRecord,
    owner: Option<(String, Timestamp)>,
}

impl Memory {
    /// An empty one.
    pub fn new(settings: Settings) -> Memory {
        Memory { settings, ids: Ids::default(), state: Mutex::default(), news: watch::Sender::new(0) }
    }

    fn time(&self) -> Timestamp {
        match &self.settings.clock {
            Clock::System => Timestamp::now(),
            Clock::Manual(clock) => clock.now(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes events, and says so to whoever listens. Gives the number of the last one.
    fn tell(&self, state: &mut State, told: Vec<Told>) -> EventId {
        let at = self.time();
        for (subject, kind, data) in told {
            state.last_event += 1;
            state.events.push(Event { id: state.last_event, at, subject, kind, data });
        }
        self.news.send_if_modified(|known| std::mem::replace(known, state.last_event) != state.last_event);
        state.last_event
    }
}

const _: fn(Memory) -> Box<dyn Store> = |memory| Box::new(memory);
