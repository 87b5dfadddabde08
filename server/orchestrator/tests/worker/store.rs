//! A store in memory whose clock is tokio's, so that a test that holds the time holds the store's too.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use agents::{Manifest, Origin, Progress};
use async_trait::async_trait;
use orchestrator::model::*;
use orchestrator::store::spread::{Held, Living, plan};
use orchestrator::store::*;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::Instant;

pub struct Fake {
    inner: Mutex<Inner>,
    began: Instant,
    news: watch::Sender<EventId>,
    /// Whether it cannot be reached.
    pub away: AtomicBool,
    /// How often it was asked for something.
    pub asked: AtomicU64,
}

#[derive(Default)]
struct Inner {
    tasks: BTreeMap<TaskId, Task>,
    results: BTreeMap<TaskId, Value>,
    agents: BTreeMap<String, AgentRecord>,
    owners: BTreeMap<String, (String, Timestamp)>,
    leaders: BTreeMap<String, (String, Timestamp)>,
    workers: BTreeMap<String, (Living, Timestamp)>,
    events: Vec<Event>,
    logs: BTreeMap<String, Vec<(Timestamp, String)>>,
    blobs: BTreeMap<String, Vec<u8>>,
}

const START: Timestamp = Timestamp(1_800_000_000_000);

impl Fake {
    pub fn new() -> Fake {
        let news = watch::channel(0).0;
        Fake { inner: Mutex::default(), began: Instant::now(), news, away: AtomicBool::new(false), asked: AtomicU64::new(0) }
    }

    fn time(&self) -> Timestamp {
        START.after(self.began.elapsed())
    }

    fn with<T>(&self, act: impl FnOnce(&mut Inner, Timestamp) -> T) -> Stored<T> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if self.away.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("it is away".into()));
        }
        let mut inner = self.inner.lock().unwrap();
        let before = inner.events.len();
        let result = act(&mut inner, self.time());
        let after = inner.events.len();
        drop(inner);
        if after > before {
            self.news.send_replace(EventId::try_from(after).unwrap());
        }
        Ok(result)
    }
}

impl Inner {
    fn event(&mut self, at: Timestamp, subject: Subject, kind: &str, data: Value) -> EventId {
        let id = EventId::try_from(self.events.len() + 1).unwrap();
        self.events.push(Event { id, at, subject, kind: kind.to_owned(), data });
        id
    }

    fn moved(&mut self, id: TaskId, at: Timestamp) {
        let (state, failure) = (self.tasks[&id].state, self.tasks[&id].failure.clone());
        self.event(at, Subject::Task(id.to_string()), &format!("task.{state:?}").to_lowercase(), json!(failure));
    }

    fn held(&mut self, worker: &str, id: TaskId, number: u16) -> Option<&mut Task> {
        self.tasks.get_mut(&id).filter(|task| {
            task.state == TaskState::Running
                && task.attempt.as_ref().is_some_and(|attempt| attempt.worker == worker && attempt.number == number)
        })
    }

    fn fail(&mut self, id: TaskId, at: Timestamp, failure: Failure, retry: Option<Duration>) -> TaskState {
        let task = self.tasks.get_mut(&id).unwrap();
        task.failure = Some(failure);
        task.state = match retry {
            _ if task.cancelling => TaskState::Cancelled,
            None => TaskState::Failed,
            Some(_) if task.attempts >= task.what.max_attempts => TaskState::Dead,
            Some(wait) => {
                task.what.not_before = Some(at.after(wait));
                TaskState::Queued
            }
        };
        let state = task.state;
        task.ended = state.is_final().then_some(at);
        self.moved(id, at);
        state
    }

    fn changed(&mut self, id: &str, at: Timestamp, kind: &str) -> Changed<AgentRecord> {
        let record = self.agents.get_mut(id).unwrap();
        record.version += 1;
        let record = record.clone();
        self.event(at, Subject::Agent(id.to_owned()), kind, Value::Null);
        Changed::Yes(record)
    }
}

#[async_trait]
impl Tasks for Fake {
    async fn submit(&self, what: NewTask) -> Stored<Submitted> {
        self.with(|inner, now| {
            let key = what.idempotency_key.clone();
            if let Some(same) =
                inner.tasks.values().find(|task| key.is_some() && task.what.idempotency_key == key && task.what.by == what.by)
            {
                return if same.what.input == what.input { Submitted::Again(same.clone()) } else { Submitted::Differs };
            }
            let id = TaskId::new();
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
            inner.tasks.insert(id, task.clone());
            inner.moved(id, now);
            Submitted::New(task)
        })
    }

    async fn claim(&self, worker: &str, offers: &[Offer], lease: Duration) -> Stored<Vec<Task>> {
        self.with(|inner, now| {
            let mut offers = offers.to_vec();
            let mut waiting: Vec<(i16, TaskId)> =
                inner.tasks.values().filter(|task| task.state == TaskState::Queued).map(|task| (-task.what.priority, task.id)).collect();
            waiting.sort();
            let mut claimed = Vec::new();
            for (_, id) in waiting {
                let task = inner.tasks.get_mut(&id).unwrap();
                if task.what.not_before.is_some_and(|due| due > now) {
                    continue;
                }
                let fits = |offer: &&mut Offer| {
                    offer.free > 0
                        && offer.capabilities.contains(&task.what.capability)
                        && task.what.agent.as_ref().is_none_or(|agent| *agent == offer.agent)
                };
                let Some(offer) = offers.iter_mut().find(fits) else { continue };
                offer.free -= 1;
                task.attempts += 1;
                task.state = TaskState::Running;
                task.attempt = Some(Attempt {
                    number: task.attempts,
                    worker: worker.to_owned(),
                    agent: offer.agent.clone(),
                    started: now,
                    lease_until: now.after(lease),
                });
                claimed.push(task.clone());
                inner.moved(id, now);
            }
            claimed
        })
    }

    async fn beat(&self, worker: &str, attempts: &[(TaskId, u16, Option<Progress>)], lease: Duration) -> Stored<Vec<Beat>> {
        self.with(|inner, now| {
            let mut beats = Vec::new();
            for (id, number, progress) in attempts {
                let Some(task) = inner.held(worker, *id, *number) else {
                    beats.push(Beat::Lost);
                    continue;
                };
                task.attempt.as_mut().unwrap().lease_until = now.after(lease);
                beats.push(if task.cancelling { Beat::Cancel } else { Beat::Held });
                if let Some(progress) = progress {
                    task.progress = Some(progress.clone());
                    inner.event(now, Subject::Task(id.to_string()), "task.progress", json!(progress));
                }
            }
            beats
        })
    }

    async fn finish(&self, worker: &str, id: TaskId, attempt: u16, outcome: Outcome) -> Stored<Ack> {
        self.with(|inner, now| {
            let Some(task) = inner.held(worker, id, attempt) else { return Ack::Refused };
            let state = match outcome {
                Outcome::Success(value) => {
                    task.state = TaskState::Succeeded;
                    task.ended = Some(now);
                    task.has_result = true;
                    inner.results.insert(id, value);
                    inner.moved(id, now);
                    TaskState::Succeeded
                }
                Outcome::Cancelled => {
                    task.state = TaskState::Cancelled;
                    task.ended = Some(now);
                    inner.moved(id, now);
                    TaskState::Cancelled
                }
                Outcome::Failure { failure, retry } => inner.fail(id, now, failure, retry),
            };
            Ack::Taken(state)
        })
    }

    async fn task(&self, id: TaskId) -> Stored<Option<Task>> {
        self.with(|inner, _| inner.tasks.get(&id).cloned())
    }

    async fn tasks(&self, filter: &TaskFilter, before: Option<TaskId>, limit: u32) -> Stored<Vec<Task>> {
        self.with(|inner, _| {
            let wanted = |task: &&Task| {
                (filter.states.is_empty() || filter.states.contains(&task.state))
                    && before.is_none_or(|before| task.id < before)
                    && filter.by.as_ref().is_none_or(|by| *by == task.what.by)
            };
            inner.tasks.values().rev().filter(wanted).take(limit as usize).cloned().collect()
        })
    }

    async fn result(&self, id: TaskId) -> Stored<Option<Value>> {
        self.with(|inner, _| inner.results.get(&id).cloned())
    }

    async fn cancel(&self, id: TaskId) -> Stored<Changed<Task>> {
        self.with(|inner, now| {
            let Some(task) = inner.tasks.get_mut(&id) else { return Changed::Missing };
            match task.state {
                TaskState::Queued => task.state = TaskState::Cancelled,
                TaskState::Running => task.cancelling = true,
                _ => return Changed::Illegal(task.clone()),
            }
            let task = task.clone();
            inner.moved(id, now);
            Changed::Yes(task)
        })
    }

    async fn retry(&self, id: TaskId) -> Stored<Changed<Task>> {
        self.with(|inner, _| inner.tasks.get(&id).cloned().map_or(Changed::Missing, Changed::Illegal))
    }

    async fn counts(&self) -> Stored<Counts> {
        self.with(|inner, _| {
            let count = |state| inner.tasks.values().filter(|task| task.state == state).count() as u64;
            Counts {
                queued: count(TaskState::Queued),
                running: count(TaskState::Running),
                succeeded: count(TaskState::Succeeded),
                failed: count(TaskState::Failed),
                cancelled: count(TaskState::Cancelled),
                dead: count(TaskState::Dead),
            }
        })
    }

    async fn sweep(&self) -> Stored<u64> {
        self.with(|inner, now| {
            let lost = |task: &&Task| task.state == TaskState::Running && task.attempt.as_ref().unwrap().lease_until <= now;
            let lost: Vec<TaskId> = inner.tasks.values().filter(lost).map(|task| task.id).collect();
            for id in &lost {
                inner.tasks.get_mut(id).unwrap().stalls += 1;
                let failure = Failure { kind: "stalled".into(), message: "its worker is not heard of".into() };
                inner.fail(*id, now, failure, Some(Duration::ZERO));
            }
            lost.len() as u64
        })
    }
}

#[async_trait]
impl Agents for Fake {
    async fn declare(
        &self,
        manifest: Manifest,
        origin: Origin,
        approval: Approval,
        if_version: Option<i64>,
    ) -> Stored<Changed<AgentRecord>> {
        self.with(|inner, now| {
            let id = manifest.id.clone();
            let record = inner.agents.entry(id.clone()).or_insert_with(|| AgentRecord {
                manifest: manifest.clone(),
                origin: origin.clone(),
                version: 0,
                desired: Desired::Running,
                generation: 0,
                approval: approval.clone(),
                status: None,
                created: now,
            });
            if if_version.is_some_and(|version| version != record.version) {
                return Changed::Stale(record.clone());
            }
            (record.manifest, record.origin, record.approval) = (manifest, origin, approval);
            inner.changed(&id, now, "agent.declared")
        })
    }

    async fn remove(&self, id: &str, if_version: Option<i64>) -> Stored<Changed<AgentRecord>> {
        self.with(|inner, now| {
            let Some(record) = inner.agents.get(id).cloned() else { return Changed::Missing };
            if if_version.is_some_and(|version| version != record.version) {
                return Changed::Stale(record);
            }
            inner.agents.remove(id);
            inner.owners.remove(id);
            inner.event(now, Subject::Agent(id.to_owned()), "agent.removed", Value::Null);
            Changed::Yes(record)
        })
    }

    async fn desire(&self, id: &str, desired: Desired, restart: bool) -> Stored<Changed<AgentRecord>> {
        self.with(|inner, now| {
            let Some(record) = inner.agents.get_mut(id) else { return Changed::Missing };
            record.desired = desired;
            record.generation += i64::from(restart);
            inner.changed(id, now, "agent.desired")
        })
    }

    async fn approve(&self, id: &str, approval: Approval) -> Stored<Changed<AgentRecord>> {
        self.with(|inner, now| {
            let Some(record) = inner.agents.get_mut(id) else { return Changed::Missing };
            record.approval = approval;
            inner.changed(id, now, "agent.approved")
        })
    }

    async fn agent(&self, id: &str) -> Stored<Option<AgentRecord>> {
        self.with(|inner, _| inner.agents.get(id).cloned())
    }

    async fn agents(&self) -> Stored<Vec<AgentRecord>> {
        self.with(|inner, _| inner.agents.values().cloned().collect())
    }

    async fn own(&self, bid: &Bid) -> Stored<Owned> {
        self.with(|inner, now| {
            let until = now.after(bid.lease);
            inner.owners.retain(|_, (_, until)| *until > now);
            inner.workers.retain(|name, (_, until)| *until > now && !(bid.ends && *name == bid.worker));
            if !bid.ends {
                let since = inner.workers.get(&bid.worker).map_or(now, |(living, _)| living.since);
                let living = Living { name: bid.worker.clone(), since, most: bid.most, roots: bid.roots.clone() };
                inner.workers.insert(bid.worker.clone(), (living, until));
            }
            let living: Vec<Living> = inner.workers.values().map(|(living, _)| living.clone()).collect();
            let owner = |id: &String| inner.owners.get(id).map(|(owner, _)| owner.clone());
            let held: Vec<Held> = inner.agents.iter().map(|(id, record)| Held::of(id, &record.origin, owner(id))).collect();
            let plan = plan(bid, &living, &held, now);
            inner.owners.retain(|_, (owner, _)| *owner != bid.worker);
            let agents = [plan.keep, plan.take].concat();
            for id in &agents {
                inner.owners.insert(id.clone(), (bid.worker.clone(), until));
            }
            Owned { agents, spare: plan.spare }
        })
    }

    async fn disown(&self, worker: &str, agents: &[String]) -> Stored<()> {
        self.with(|inner, _| {
            for id in agents {
                if inner.owners.get(id).is_some_and(|(owner, _)| owner == worker) {
                    inner.owners.remove(id);
                }
            }
        })
    }

    async fn report(&self, worker: &str, id: &str, status: &Status) -> Stored<bool> {
        self.with(|inner, now| {
            if inner.owners.get(id).is_none_or(|(owner, _)| owner != worker) {
                return false;
            }
            let Some(record) = inner.agents.get_mut(id) else { return false };
            let before = record.status.replace(status.clone());
            if before.is_none_or(|before| before.state != status.state) {
                let kind = format!("agent.{:?}", status.state).to_lowercase();
                inner.event(now, Subject::Agent(id.to_owned()), &kind, Value::Null);
            }
            true
        })
    }
}

#[async_trait]
impl Events for Fake {
    async fn events(&self, after: EventId, subject: Option<&Subject>, limit: u32) -> Stored<Vec<Event>> {
        self.with(|inner, _| {
            let wanted = |event: &&Event| event.id > after && subject.is_none_or(|subject| event.subject == *subject);
            inner.events.iter().filter(wanted).take(limit as usize).cloned().collect()
        })
    }

    async fn last_event(&self) -> Stored<EventId> {
        self.with(|inner, _| EventId::try_from(inner.events.len()).unwrap())
    }

    async fn emit(&self, subject: Subject, kind: &str, data: Value) -> Stored<EventId> {
        self.with(|inner, now| inner.event(now, subject, kind, data))
    }

    fn news(&self) -> watch::Receiver<EventId> {
        self.news.subscribe()
    }
}

#[async_trait]
impl Things for Fake {
    async fn now(&self) -> Stored<Timestamp> {
        self.with(|_, now| now)
    }

    async fn ready(&self) -> Stored<()> {
        self.with(|_, _| ())
    }

    async fn log(&self, agent: &str, lines: &[(Timestamp, String)]) -> Stored<()> {
        self.with(|inner, _| inner.logs.entry(agent.to_owned()).or_default().extend_from_slice(lines))
    }

    async fn logs(&self, agent: &str, _: i64, _: u32) -> Stored<Vec<(i64, Timestamp, String)>> {
        self.with(|inner, _| inner.logs.get(agent).into_iter().flatten().map(|(at, line)| (0, *at, line.clone())).collect())
    }

    async fn put(&self, name: &str, bytes: Vec<u8>, _: Duration) -> Stored<()> {
        self.with(|inner, _| {
            inner.blobs.insert(name.to_owned(), bytes);
        })
    }

    async fn get(&self, name: &str) -> Stored<Option<Vec<u8>>> {
        self.with(|inner, _| inner.blobs.get(name).cloned())
    }

    async fn audit(&self, _: &Audit) -> Stored<()> {
        Ok(())
    }

    async fn audited(&self, _: Option<i64>, _: u32) -> Stored<Vec<(i64, Audit)>> {
        Ok(Vec::new())
    }

    async fn lead(&self, role: &str, who: &str, lease: Duration) -> Stored<bool> {
        self.with(|inner, now| {
            let free = inner.leaders.get(role).is_none_or(|(leader, until)| leader == who || *until <= now);
            if free {
                inner.leaders.insert(role.to_owned(), (who.to_owned(), now.after(lease)));
            }
            free
        })
    }
}
