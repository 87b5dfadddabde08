//! What a front starts and ends: a worker, and discovery for it.

use std::sync::Arc;

use agents::Launcher;
use futures_util::future::BoxFuture;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::discovery::{self, Source};
use crate::runtime::{Config, Worker};
use crate::store::{Store, Stored};

/// An orchestrator that works in this process, until [`Orchestrator::shutdown`].
pub struct Orchestrator {
    worker: Worker,
    discovery: JoinHandle<()>,
    look: Arc<Notify>,
    end: CancellationToken,
}

impl Orchestrator {
    /// Starts one, in the runtime that this is called in. Sources that come first win where two declare the same id.
    ///
    /// # Errors
    /// The store's, when it cannot be asked for the time.
    pub fn start(
        config: Config,
        store: Arc<dyn Store>,
        launcher: Arc<dyn Launcher>,
        sources: Vec<Arc<dyn Source>>,
    ) -> BoxFuture<'static, Stored<Orchestrator>> {
        Box::pin(async move {
            let worker = Worker::start(config, store.clone(), launcher).await?;
            let (look, end) = (Arc::new(Notify::new()), CancellationToken::new());
            let discovery = tokio::spawn(discovery::run(store, sources, look.clone(), end.clone()));
            Ok(Orchestrator { worker, discovery, look, end })
        })
    }

    /// The name of its worker.
    pub fn name(&self) -> &str {
        self.worker.name()
    }

    /// How many tasks it is at.
    pub fn running(&self) -> usize {
        self.worker.running()
    }

    /// Looks for declared agents again: a setting or an approval may have changed that no watched folder shows.
    pub fn discover(&self) {
        self.look.notify_one();
    }

    /// Takes nothing new, lets tasks end, ends the agents, gives the leases back: [`Worker::shutdown`].
    pub fn shutdown(self) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            self.end.cancel();
            self.worker.shutdown().await;
            // It may be at the store, or at a slow disk: nothing that it does is needed any more.
            self.discovery.abort();
        })
    }
}
