//! Looks again when something changes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::sync::Notify;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use workspace::watch::Watcher;

use super::{Found, Problem, Source, reconcile};
use crate::model::Subject;
use crate::store::{Store, Stored};

/// The store, or a source, that could not be asked is asked again after so long.
const AGAIN: Duration = Duration::from_secs(2);
/// So often it is done at once when somebody else is at it too.
const ROUNDS: u32 = 5;

/// Discovers until `end` is cancelled: now, when `look` is notified, and when something changes in a folder that a source named.
pub(crate) async fn run(store: Arc<dyn Store>, sources: Vec<Arc<dyn Source>>, look: Arc<Notify>, end: CancellationToken) {
    let changed = look.clone();
    // A permit of the notification is kept: what happens while we look is looked at afterwards.
    let watcher = match Watcher::start(move |_| changed.notify_one()) {
        Ok(watcher) => {
            // Not the first folders, then, are those of the first look: they are told as changed once they are watched,
            // and what happened between the look and the watch is seen.
            watcher.watch(Vec::new());
            Some(watcher)
        }
        Err(error) => {
            tracing::warn!(error, "folders of agents cannot be watched: restart, or ask for discovery, after a change");
            None
        }
    };
    let mut discovery = Discovery { store, sources, problems: BTreeMap::new(), freed: false };
    let mut watched = BTreeSet::new();
    loop {
        let (folders, failed) = discovery.look().await;
        if std::mem::take(&mut discovery.freed) {
            // An id that was taken is free: whoever wanted it came before that, perhaps.
            look.notify_one();
        }
        if let (Some(watcher), true) = (&watcher, folders != watched) {
            watcher.watch(folders.iter().cloned().collect());
            watched = folders;
        }
        tokio::select! {
            () = end.cancelled() => return,
            () = look.notified() => {}
            () = sleep(AGAIN), if failed => {}
        }
    }
}

struct Discovery {
    store: Arc<dyn Store>,
    sources: Vec<Arc<dyn Source>>,
    /// What was said to be wrong, by source.
    problems: BTreeMap<String, Vec<Problem>>,
    /// Whether agents were removed while something was wrong with others.
    freed: bool,
}

impl Discovery {
    /// Says which folders to watch, and whether something could not be done.
    async fn look(&mut self) -> (BTreeSet<PathBuf>, bool) {
        let (mut folders, mut failed) = (BTreeSet::new(), false);
        for source in self.sources.clone() {
            let asked = source.clone();
            let found = match tokio::task::spawn_blocking(move || asked.find()).await {
                Ok(Ok(found)) => found,
                Ok(Err(error)) => {
                    tracing::warn!(source = source.name(), error, "agents cannot be discovered");
                    failed = true;
                    continue;
                }
                Err(error) => {
                    tracing::error!(source = source.name(), %error, "looking for agents panicked");
                    continue;
                }
            };
            folders.extend(found.folders.iter().cloned());
            if let Err(error) = self.bring(&*source, &found).await {
                tracing::warn!(source = source.name(), %error, "what was discovered is not written down yet");
                failed = true;
            }
        }
        (folders, failed)
    }

    async fn bring(&mut self, source: &dyn Source, found: &Found) -> Stored<()> {
        let mut problems = found.problems.clone();
        for _ in 0..ROUNDS {
            let done = reconcile(&*self.store, source, found).await?;
            self.freed |= !done.removed.is_empty() && self.problems.values().any(|said| !said.is_empty());
            if !done.again {
                problems.extend(done.problems);
                break;
            }
        }
        problems.sort_by(|one, other| (&one.place, &one.message).cmp(&(&other.place, &other.message)));
        // Of the person's own agents each root's source says the same.
        let said: Vec<Problem> = self.problems.values().flatten().cloned().collect();
        for problem in problems.iter().filter(|problem| !said.contains(problem)) {
            tracing::warn!(place = problem.place, "{}", problem.message);
            let data = json!({ "source": source.name(), "place": problem.place, "message": problem.message });
            self.store.emit(Subject::System, "discovery.problem", data).await?;
        }
        self.problems.insert(source.name(), problems);
        Ok(())
    }
}
