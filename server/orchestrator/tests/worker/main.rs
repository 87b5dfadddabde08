//! Workers with scripted agents and a store in memory, all by a clock that tokio holds: a minute takes no time.

mod declared;
mod healing;
mod idle;
mod schedules;
mod script;
mod store;
mod tasks;
mod together;

use std::sync::Arc;
use std::time::Duration;

use agents::{Limits, Manifest, Origin, Probes, Restart, Run, Sandbox, Timeouts};
use orchestrator::model::{AgentState, Approval, NewTask, Status, Task, TaskId};
use orchestrator::runtime::{Config, Worker};
use orchestrator::store::{Agents, Events, Submitted, Tasks};
use serde_json::Value;
use tokio::time::timeout;

use script::{Stage, Troupe};
use store::Fake;

/// Longer than anything is waited for.
const LONG: Duration = Duration::from_secs(3600);

struct Scene {
    store: Arc<Fake>,
    stage: Arc<Stage>,
}

impl Scene {
    fn new() -> Scene {
        Scene { store: Arc::new(Fake::new()), stage: Arc::default() }
    }

    async fn worker(&self, name: &str) -> Worker {
        self.worker_with(config(name)).await
    }

    async fn worker_with(&self, config: Config) -> Worker {
        Worker::start(config, self.store.clone(), Arc::new(Troupe(self.stage.clone()))).await.unwrap()
    }

    async fn declare(&self, manifest: Manifest) {
        self.store.declare(manifest, Origin::Api, Approval::NotNeeded, None).await.unwrap();
    }

    async fn submit(&self, input: Value) -> TaskId {
        self.submit_task(task(input)).await
    }

    async fn submit_task(&self, task: NewTask) -> TaskId {
        match self.store.submit(task).await.unwrap() {
            Submitted::New(task) => task.id,
            other => panic!("{other:?}"),
        }
    }

    /// Waits until something is so, looking whenever something happened.
    async fn until<T>(&self, what: &str, mut so: impl AsyncFnMut() -> Option<T>) -> T {
        let mut news = self.store.news();
        let wait = async {
            loop {
                news.mark_unchanged();
                if let Some(so) = so().await {
                    return so;
                }
                // Statuses change without an event, too.
                let _ = timeout(Duration::from_millis(20), news.changed()).await;
            }
        };
        timeout(LONG, wait).await.unwrap_or_else(|_| panic!("in vain: {what}"))
    }

    async fn status(&self, id: &str) -> Option<Status> {
        self.store.agent(id).await.unwrap()?.status
    }

    async fn until_state(&self, id: &str, state: AgentState) -> Status {
        self.until(&format!("{id} {state:?}"), async || self.status(id).await.filter(|status| status.state == state)).await
    }

    async fn until_ended(&self, id: TaskId) -> Task {
        self.until("the task ends", async || self.store.task(id).await.unwrap().filter(|task| task.state.is_final())).await
    }
}

/// An agent that can `work`.
fn manifest(id: &str) -> Manifest {
    Manifest {
        id: id.to_owned(),
        name: None,
        description: None,
        run: Run::Command { words: vec!["agent".into()], folder: None },
        capabilities: vec!["work".into()],
        needs: Vec::new(),
        env: Vec::new(),
        concurrency: 4,
        timeouts: Timeouts::default(),
        probes: Probes::default(),
        restart: Restart::default(),
        limits: Limits::default(),
        sandbox: Sandbox::default(),
    }
}

fn config(worker: &str) -> Config {
    Config::new(worker, "/nowhere")
}

/// Something to `work` on.
fn task(input: Value) -> NewTask {
    NewTask {
        capability: "work".into(),
        input,
        agent: None,
        priority: 0,
        idempotency_key: None,
        not_before: None,
        start_to_close: Duration::from_secs(60),
        heartbeat: None,
        schedule_to_close: None,
        max_attempts: 3,
        by: "test".into(),
    }
}

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}
