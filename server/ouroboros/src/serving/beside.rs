//! The orchestrator and the HTTP API in a process that serves an editor.
//!
//! They have threads of their own, and each root that the editor opens has its own. One process does that for a root;
//! further windows find it by what it announced, and the next one takes over when it ends.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use super::place;
use crate::commands::serve::{self, Options};

/// How often a root that another process has is asked for.
const AGAIN: Duration = Duration::from_secs(5);
/// An editor that closes waits at most so long for agents to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// What runs beside.
pub struct Beside {
    runtime: Runtime,
    stop: CancellationToken,
    roots: mpsc::UnboundedSender<PathBuf>,
    served: JoinHandle<()>,
}

impl Beside {
    /// Starts; nothing happens before a root is opened.
    ///
    /// # Errors
    /// The system gives no threads.
    pub fn start() -> Result<Beside, String> {
        let builder = || tokio::runtime::Builder::new_multi_thread();
        let runtime = builder().worker_threads(2).thread_name("orchestrator").thread_stack_size(oracle::host::STACK).enable_all().build();
        let runtime = runtime.map_err(|error| format!("no threads: {error}"))?;
        let (roots, mut opened) = mpsc::unbounded_channel::<PathBuf>();
        let stop = CancellationToken::new();
        let asked = stop.clone();
        let served = runtime.spawn(async move {
            let (mut known, mut serving) = (BTreeSet::new(), JoinSet::new());
            while let Some(Some(root)) = asked.run_until_cancelled(opened.recv()).await {
                if known.insert(root.clone()) {
                    let asked = asked.clone();
                    serving.spawn(async move { serve(&root, &asked).await });
                }
            }
            while serving.join_next().await.is_some() {}
        });
        Ok(Beside { runtime, stop, roots, served })
    }

    /// What is to be told of roots that are opened.
    pub fn opened(&self) -> impl Fn(&Path) + Send + 'static {
        let roots = self.roots.clone();
        // One that nobody takes comes while everything ends.
        move |root| drop(roots.send(root.to_path_buf()))
    }

    /// Ends agents and server.
    pub fn end(self) {
        self.stop.cancel();
        let ended = self.runtime.block_on(async { tokio::time::timeout(PATIENCE, self.served).await });
        if ended.is_err() {
            tracing::warn!("agents did not end in time");
        }
        self.runtime.shutdown_background();
    }
}

async fn serve(root: &Path, stop: &CancellationToken) {
    let mut is_told = false;
    loop {
        if place::is_taken(root) {
            // Worth a line once, not every few seconds.
            if let Some(other) = place::announced(root).filter(|_| !is_told) {
                is_told = true;
                tracing::info!(url = other.url, pid = other.pid, "another process orchestrates {}", root.display());
            }
        } else {
            let told = |url: &str| {
                tracing::info!(url, "the API serves {}", root.display());
                Ok(())
            };
            match serve::serve(&Options::of(root), stop.clone(), told).await {
                Ok(()) => return,
                // Somebody was quicker.
                Err(why) if place::is_taken(root) => tracing::debug!("{why}"),
                Err(why) => return tracing::error!("no orchestrator: {why}"),
            }
        }
        tokio::select! {
            () = tokio::time::sleep(AGAIN) => {}
            () = stop.cancelled() => return,
        }
    }
}
