//! Events.

use async_trait::async_trait;
use serde_json::Value;
use tokio::sync::watch;

use super::Memory;
use crate::model::{Event, EventId, Subject};
use crate::store::{Events, Stored};

#[async_trait]
impl Events for Memory {
    async fn events(&self, after: EventId, subject: Option<&Subject>, limit: u32) -> Stored<Vec<Event>> {
        let state = self.state();
        let wanted = |event: &&Event| event.id > after && subject.is_none_or(|subject| *subject == event.subject);
        Ok(state.events.iter().filter(wanted).take(limit as usize).cloned().collect())
    }

    async fn last_event(&self) -> Stored<EventId> {
        Ok(self.state().last_event)
    }

    async fn emit(&self, subject: Subject, kind: &str, data: Value) -> Stored<EventId> {
        Ok(self.tell(&mut self.state(), vec![(subject, kind.to_owned(), data)]))
    }

    fn news(&self) -> watch::Receiver<EventId> {
        self.news.subscribe()
    }
}
