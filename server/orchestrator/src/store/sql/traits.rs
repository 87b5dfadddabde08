//! The store's traits, each method a line: to the one that writes, or to the pool.

use std::time::Duration;

use ::agents::{Manifest, Origin, Progress};
use async_trait::async_trait;
use serde_json::Value;
use tokio::sync::watch;

use super::link::Link;
use super::{Relational, agents, events, tasks, things, tx};
use crate::model::{AgentRecord, Approval, Desired, Event, EventId, NewTask, Outcome, Status, Subject, Task, TaskId, Timestamp};
use crate::store::settings::Clock;
use crate::store::{Ack, Agents, Audit, Beat, Bid, Changed, Counts, Events, Offer, Owned, Stored, Submitted, TaskFilter, Tasks, Things};

#[async_trait]
impl<D: sqlx::Database> Tasks for Relational<D>
where
    D::Connection: Link,
{
    async fn submit(&self, task: NewTask) -> Stored<Submitted> {
        self.writer.ask(tasks::Submit(task)).await
    }

    async fn claim(&self, worker: &str, offers: &[Offer], lease: Duration) -> Stored<Vec<Task>> {
        self.writer.ask(tasks::Claim { worker: worker.to_owned(), offers: offers.to_vec(), lease }).await
    }

    async fn beat(&self, worker: &str, attempts: &[(TaskId, u16, Option<Progress>)], lease: Duration) -> Stored<Vec<Beat>> {
        self.writer.ask(tasks::Beats { worker: worker.to_owned(), attempts: attempts.to_vec(), lease }).await
    }

    async fn finish(&self, worker: &str, task: TaskId, attempt: u16, outcome: Outcome) -> Stored<Ack> {
        self.writer.ask(tasks::Finish { worker: worker.to_owned(), task, attempt, outcome }).await
    }

    async fn task(&self, id: TaskId) -> Stored<Option<Task>> {
        self.read(move |link| Box::pin(tasks::one(link, id))).await
    }

    async fn tasks(&self, filter: &TaskFilter, before: Option<TaskId>, limit: u32) -> Stored<Vec<Task>> {
        let filter = filter.clone();
        self.read(move |link| Box::pin(async move { tasks::list(link, &filter, before, limit).await })).await
    }

    async fn result(&self, id: TaskId) -> Stored<Option<Value>> {
        self.read(move |link| Box::pin(tasks::result(link, id))).await
    }

    async fn cancel(&self, id: TaskId) -> Stored<Changed<Task>> {
        self.writer.ask(tasks::Cancel(id)).await
    }

    async fn retry(&self, id: TaskId) -> Stored<Changed<Task>> {
        self.writer.ask(tasks::Retry(id)).await
    }

    async fn counts(&self) -> Stored<Counts> {
        self.read(|link| Box::pin(tasks::counts(link))).await
    }

    async fn sweep(&self) -> Stored<u64> {
        self.writer.ask(tasks::Sweep).await
    }
}

#[async_trait]
impl<D: sqlx::Database> Agents for Relational<D>
where
    D::Connection: Link,
{
    async fn declare(
        &self,
        manifest: Manifest,
        origin: Origin,
        approval: Approval,
        if_version: Option<i64>,
    ) -> Stored<Changed<AgentRecord>> {
        self.writer.ask(agents::Declare { manifest, origin, approval, if_version }).await
    }

    async fn remove(&self, id: &str, if_version: Option<i64>) -> Stored<Changed<AgentRecord>> {
        self.writer.ask(agents::Remove { id: id.to_owned(), if_version }).await
    }

    async fn desire(&self, id: &str, desired: Desired, restart: bool) -> Stored<Changed<AgentRecord>> {
        self.writer.ask(agents::Desire { id: id.to_owned(), desired, restart }).await
    }

    async fn approve(&self, id: &str, approval: Approval) -> Stored<Changed<AgentRecord>> {
        self.writer.ask(agents::Approve { id: id.to_owned(), approval }).await
    }

    async fn agent(&self, id: &str) -> Stored<Option<AgentRecord>> {
        let id = id.to_owned();
        self.read(move |link| Box::pin(async move { agents::one(link, &id).await })).await
    }

    async fn agents(&self) -> Stored<Vec<AgentRecord>> {
        self.read(|link| Box::pin(agents::all(link))).await
    }

    async fn own(&self, bid: &Bid) -> Stored<Owned> {
        self.writer.ask(agents::Own(bid.clone())).await
    }

    async fn disown(&self, worker: &str, agents: &[String]) -> Stored<()> {
        self.writer.ask(agents::Disown { worker: worker.to_owned(), agents: agents.to_vec() }).await
    }

    async fn report(&self, worker: &str, id: &str, status: &Status) -> Stored<bool> {
        self.writer.ask(agents::Report { worker: worker.to_owned(), id: id.to_owned(), status: status.clone() }).await
    }
}

#[async_trait]
impl<D: sqlx::Database> Events for Relational<D>
where
    D::Connection: Link,
{
    async fn events(&self, after: EventId, subject: Option<&Subject>, limit: u32) -> Stored<Vec<Event>> {
        let subject = subject.cloned();
        self.read(move |link| Box::pin(async move { events::after(link, after, subject.as_ref(), limit).await })).await
    }

    async fn last_event(&self) -> Stored<EventId> {
        self.read(|link| Box::pin(events::last(link))).await
    }

    async fn emit(&self, subject: Subject, kind: &str, data: Value) -> Stored<EventId> {
        self.writer.ask(events::Emit { subject, kind: kind.to_owned(), data }).await
    }

    fn news(&self) -> watch::Receiver<EventId> {
        let Some(mut joined) = self.joined.clone() else { return self.news.subscribe() };
        joined.mark_unchanged();
        joined
    }
}

#[async_trait]
impl<D: sqlx::Database> Things for Relational<D>
where
    D::Connection: Link,
{
    async fn now(&self) -> Stored<Timestamp> {
        if let Clock::Manual(clock) = &self.settings.clock {
            return Ok(clock.now());
        }
        let settings = self.settings.clone();
        self.read(move |link| Box::pin(async move { tx::now(link, &settings).await })).await
    }

    async fn ready(&self) -> Stored<()> {
        self.writer.ask(things::Ready).await
    }

    async fn log(&self, agent: &str, lines: &[(Timestamp, String)]) -> Stored<()> {
        self.writer.ask(things::Log { agent: agent.to_owned(), lines: lines.to_vec() }).await
    }

    async fn logs(&self, agent: &str, after: i64, limit: u32) -> Stored<Vec<(i64, Timestamp, String)>> {
        let agent = agent.to_owned();
        self.read(move |link| Box::pin(async move { things::lines(link, &agent, after, limit).await })).await
    }

    async fn put(&self, name: &str, bytes: Vec<u8>, keep: Duration) -> Stored<()> {
        self.writer.ask(things::Put { name: name.to_owned(), bytes, keep }).await
    }

    async fn get(&self, name: &str) -> Stored<Option<Vec<u8>>> {
        let (name, settings) = (name.to_owned(), self.settings.clone());
        self.read(move |link| {
            Box::pin(async move {
                let now = tx::now(link, &settings).await?;
                things::bytes(link, &name, now).await
            })
        })
        .await
    }

    async fn audit(&self, entry: &Audit) -> Stored<()> {
        self.writer.ask(things::Record(entry.clone())).await
    }

    async fn audited(&self, before: Option<i64>, limit: u32) -> Stored<Vec<(i64, Audit)>> {
        self.read(move |link| Box::pin(things::audited(link, before, limit))).await
    }

    async fn lead(&self, role: &str, who: &str, lease: Duration) -> Stored<bool> {
        self.writer.ask(things::Lead { role: role.to_owned(), who: who.to_owned(), lease }).await
    }
}
