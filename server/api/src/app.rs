//! What every handler shares.

use std::sync::Arc;

use orchestrator::bus::Bus;
use orchestrator::store::Store;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::auth::{Keys, Sessions};
use crate::config::{Config, Root};
use crate::observe::Metrics;
use crate::problem::{Answer, Problem};
use crate::read::{Directory, Maps};
use crate::shell::{Auditor, Rates};

/// Archives that are taken in at once: each is in memory as a whole.
const UPLOADS: usize = 4;

/// What every handler shares.
pub struct App {
    /// What it was told.
    pub config: Config,
    /// Who may come in.
    pub keys: Keys,
    /// Who is in by a page.
    pub sessions: Sessions,
    /// How often.
    pub rates: Rates,
    /// The one truth.
    pub store: Arc<dyn Store>,
    /// The agents, as they were a moment ago.
    pub agents: Directory,
    /// Maps of the architecture that were made.
    pub maps: Maps,
    /// What is counted.
    pub metrics: Metrics,
    /// What other processes tell.
    pub bus: Bus,
    /// Who did what.
    pub auditor: Auditor,
    /// Places for streams of events.
    pub streams: Arc<Semaphore>,
    /// Places for uploads.
    pub uploads: Arc<Semaphore>,
    /// Cancelled when the server ends.
    pub stop: CancellationToken,
}

/// How handlers have it.
pub type Shared = Arc<App>;

impl App {
    /// Brings it together.
    ///
    /// # Errors
    /// What is wrong with the configuration.
    pub fn new(config: Config, store: Arc<dyn Store>, bus: Bus, auditor: Auditor, stop: CancellationToken) -> Result<App, String> {
        config.check()?;
        Ok(App {
            keys: Keys::read(&config.tokens)?,
            sessions: Sessions::default(),
            rates: Rates::new(config.rate, bus.clone()),
            agents: Directory::new(Arc::clone(&store), config.limits.stale),
            maps: Maps::default(),
            metrics: Metrics::new()?,
            auditor,
            bus,
            streams: Arc::new(Semaphore::new(config.limits.streams)),
            uploads: Arc::new(Semaphore::new(UPLOADS)),
            stop,
            store,
            config,
        })
    }

    /// The root that is meant: the one that `path` lies in, or the first. Says also the path itself, absolute and free of links.
    ///
    /// # Errors
    /// 422: there is none, or the path lies in none of them.
    pub async fn root(&self, path: Option<String>) -> Answer<(Root, std::path::PathBuf)> {
        let Some(path) = path else {
            let first = self.config.roots.first().cloned();
            let root = first.ok_or_else(|| Problem::unprocessable("this server has no workspace: name a path, or send an archive"))?;
            return Ok((root.clone(), root.path));
        };
        let outside = || Problem::unprocessable("the path is not a folder in one of the workspaces of this server");
        let roots = self.config.roots.clone();
        let found = tokio::task::spawn_blocking(move || {
            use workspace::{Disk, FileKind, FileSystem};
            let path = std::path::Path::new(&path);
            // Links are followed first: what counts is where it ends.
            let real = if path.is_absolute() { Disk.canonicalize(path).ok()? } else { return None };
            let root = roots.into_iter().filter(|root| real.starts_with(&root.path)).max_by_key(|root| root.path.as_os_str().len())?;
            let is_folder = Disk.metadata(&real).is_ok_and(|metadata| metadata.kind == FileKind::Directory);
            is_folder.then_some((root, real))
        });
        found.await.map_err(|_| Problem::internal())?.ok_or_else(outside)
    }
}
