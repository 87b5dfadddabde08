//! The worker of a server: an orchestrator over its store, with the built-in agents and those that are declared.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use agents::discovery::name_of;
use agents::{Manifest, ProcessLauncher};
use api::Root;
use async_trait::async_trait;
use dna::{AgentSettings, ScheduledTask};
use orchestrator::Orchestrator;
use orchestrator::discovery::{Builtins, Forgotten, Source};
use orchestrator::model::NewTask;
use orchestrator::runtime::Config;
use orchestrator::schedule::Schedule;
use orchestrator::store::Store;
use workspace::archive::{self, Bounds};
use workspace::{folders, write};

use super::declared::{builtins, repository};
use crate::builtin::launcher::launcher;
use crate::builtin::places::{Archives, Places, Unpacked};
use crate::trusted;

/// How long one attempt of a scheduled task may take: nobody waits for it.
const AT_NIGHT: Duration = Duration::from_secs(30 * 60);

/// What the built-in agents and MCP work on. Reports are kept as long as `keep` says.
pub fn places(store: &Arc<dyn Store>, roots: &[Root], everything: bool, keep: Duration) -> Arc<Places> {
    let folders: Vec<PathBuf> = roots.iter().map(|root| root.path.clone()).collect();
    let opening = trusted::opening(PathBuf::new(), everything, true);
    let archives: Arc<dyn Archives> = Arc::new(Kept { store: Arc::clone(store), keep });
    Arc::new(Places::new(folders, opening, Some(archives)))
}

/// Starts it. With `alone`, nobody else has agents in the store: those of roots that are not served any more go.
///
/// # Errors
/// There is no folder for agents to run in, the store does not answer, or a schedule names no time that there is.
pub async fn start(
    store: &Arc<dyn Store>,
    places: Arc<Places>,
    roots: &[Root],
    settings: AgentSettings,
    lease: Duration,
    everything: bool,
    alone: bool,
) -> Result<Orchestrator, String> {
    let folders: Vec<PathBuf> = roots.iter().map(|root| root.path.clone()).collect();
    // Without a workspace agents run in a folder of ours: they come from the API, and work on what tasks bring.
    let home = folders.first().cloned().map_or_else(home, Ok)?;
    let launcher = launcher(places, Arc::new(ProcessLauncher::default()));
    // No other process has this name, not even the next one with our number.
    let name = format!("{}-{}", std::process::id(), &api::auth::tokens::random()?[..12]);
    let mut config = Config::new(name, home);
    config.roots.clone_from(&folders);
    config.lease = lease;
    config.schedules = settings.schedules.iter().map(schedule).collect::<Result<_, _>>()?;
    config.environment = Arc::new(move |manifest: &Manifest| {
        let granted = agents::grant::grant(manifest, &settings, |name| std::env::var(name).ok());
        if !granted.refused.is_empty() {
            tracing::warn!(
                agent = manifest.id,
                names = granted.refused.join(" "),
                "variables that `agents.env` of your configuration does not allow"
            );
        }
        granted.variables
    });
    config.seed = u64::from(std::process::id());
    let mut sources: Vec<Arc<dyn Source>> = vec![Arc::new(Builtins(builtins()?))];
    if alone {
        sources.push(Arc::new(Forgotten { served: folders.iter().map(|root| name_of(root)).collect() }));
    }
    for (at, root) in folders.into_iter().enumerate() {
        sources.push(Arc::new(repository(root, at == 0, everything)));
    }
    Orchestrator::start(config, Arc::clone(store), Arc::new(launcher), sources).await.map_err(|error| error.to_string())
}

/// A task that comes by the clock. Every process has all of them; whoever leads submits.
fn schedule(task: &ScheduledTask) -> Result<Schedule, String> {
    let what = NewTask {
        capability: task.capability.clone(),
        input: task.input.clone(),
        agent: None,
        priority: 0,
        idempotency_key: None,
        not_before: None,
        start_to_close: AT_NIGHT,
        heartbeat: None,
        schedule_to_close: None,
        max_attempts: 3,
        by: String::new(),
    };
    Schedule::new(&task.name, &task.cron, task.zone.as_deref(), what)
}

fn home() -> Result<PathBuf, String> {
    let folder = folders::state().ok_or("there is no folder for state: set HOME or XDG_STATE_HOME")?.join("agents");
    write::folder(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}

/// Archives and reports in the store.
struct Kept {
    store: Arc<dyn Store>,
    keep: Duration,
}

#[async_trait]
impl Archives for Kept {
    async fn unpack(&self, name: &str) -> Result<Unpacked, String> {
        let bytes = self.store.get(name).await.map_err(|error| error.to_string())?;
        let bytes = bytes.ok_or_else(|| "the archive is not kept any more".to_owned())?;
        let unpacked = tokio::task::spawn_blocking(move || archive::unpack(&bytes, &Bounds::default())).await;
        let (folder, _) = unpacked.map_err(|error| error.to_string())?.map_err(|refused| refused.to_string())?;
        Ok(Unpacked::new(folder.path().to_path_buf(), Box::new(folder)))
    }

    async fn keep(&self, _media: &str, bytes: Vec<u8>) -> Result<String, String> {
        let name = format!("report/{}", api::auth::tokens::random()?);
        self.store.put(&name, bytes, self.keep).await.map_err(|error| error.to_string())?;
        Ok(name)
    }
}
