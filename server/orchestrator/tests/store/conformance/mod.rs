//! One function for each thing that is promised.

mod agents;
mod tasks;
mod things;

use std::time::Duration;

use orchestrator::model::{NewTask, Task};
use orchestrator::store::{Offer, Submitted};
use serde_json::json;

use crate::Fresh;

pub(crate) const LEASE: Duration = Duration::from_secs(10);

/// Makes of each function a test for each store; of those on the server one test, for one server.
macro_rules! on_every_store {
    ($($name:ident)*) => {
        $(mod $name {
            #[tokio::test]
            async fn memory() {
                super::held::$name(&$crate::Fresh::memory()).await;
            }

            #[tokio::test]
            async fn sqlite() {
                super::held::$name(&$crate::Fresh::sqlite().await).await;
            }
        })*

        #[tokio::test]
        async fn postgres() {
            let Some(server) = $crate::services::Server::start("postgres.sh") else { return };
            $(
                eprintln!(stringify!($name));
                held::$name(&$crate::Fresh::postgres(&server, stringify!($name)).await).await;
            )*
        }
    };
}
pub(crate) use on_every_store;

/// A task as most tests need one.
pub(crate) fn asked(capability: &str) -> NewTask {
    NewTask {
        capability: capability.to_owned(),
        input: json!({"path": "a", "deep": [1, {"x": null}]}),
        agent: None,
        priority: 0,
        idempotency_key: None,
        not_before: None,
        start_to_close: Duration::from_secs(600),
        heartbeat: None,
        schedule_to_close: None,
        max_attempts: 3,
        by: "tests".to_owned(),
    }
}

pub(crate) fn offer(agent: &str, capability: &str, free: u32) -> Offer {
    Offer { agent: agent.to_owned(), capabilities: vec![capability.to_owned()], free }
}

impl Fresh {
    /// Submits what must be taken.
    pub(crate) async fn take(&self, task: NewTask) -> Task {
        match self.store.submit(task).await.unwrap() {
            Submitted::New(task) => task,
            other => panic!("{other:?}"),
        }
    }

    /// Claims what is there.
    pub(crate) async fn claim(&self, worker: &str, capability: &str, free: u32) -> Vec<Task> {
        self.store.claim(worker, &[offer("oracle", capability, free)], LEASE).await.unwrap()
    }

    pub(crate) async fn see(&self, task: &Task) -> Task {
        self.store.task(task.id).await.unwrap().unwrap()
    }
}
