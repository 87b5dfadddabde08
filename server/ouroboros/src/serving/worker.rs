//! The worker of a server: an orchestrator over its store, with the built-in agents and those that are declared.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use agents::{Manifest, ProcessLauncher};
use api::Root;
use api::operations::Opening;
use async_trait::async_trait;
use dna::AgentSettings;
use orchestrator::Orchestrator;
use orchestrator::discovery::{Builtins, Source};
use orchestrator::runtime::Config;
use orchestrator::store::Store;
use workspace::archive::{self, Bounds};

use super::declared::{DeclaredAgents, builtins};
use crate::builtin::launcher::launcher;
use crate::builtin::places::{Archives, Places, Unpacked};
use crate::trusted;

/// How long reports are kept.
const KEEP: Duration = Duration::from_secs(7 * 24 * 3600);

/// What the built-in agents and MCP work on.
pub fn places(store: &Arc<dyn Store>, roots: &[Root], everything: bool) -> Arc<Places> {
    let folders: Vec<PathBuf> = roots.iter().map(|root| root.path.clone()).collect();
    let opening = Opening {
        folder: PathBuf::new(),
        trust: Arc::new(move |folder: &Path| trusted::trust(folder, everything)),
        activated: std::env::var_os("VIRTUAL_ENV").map(PathBuf::from),
        remembers: true,
        today: crate::today::today,
    };
    let archives: Arc<dyn Archives> = Arc::new(Kept(Arc::clone(store)));
    Arc::new(Places::new(folders, opening, Some(archives)))
}

/// Starts it.
///
/// # Errors
/// There is no root, or the store does not answer.
pub async fn start(
    store: &Arc<dyn Store>,
    places: Arc<Places>,
    roots: &[Root],
    settings: AgentSettings,
    everything: bool,
) -> Result<Orchestrator, String> {
    let first = roots.first().ok_or("a worker needs a workspace")?.path.clone();
    let launcher = launcher(places, Arc::new(ProcessLauncher::default()));
    // No other process has this name, not even the next one with our number.
    let name = format!("{}-{}", std::process::id(), &api::auth::tokens::random()?[..12]);
    let mut config = Config::new(name, first.clone());
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
    let sources: Vec<Arc<dyn Source>> = vec![Arc::new(Builtins(builtins()?)), Arc::new(DeclaredAgents::new(first, everything))];
    Orchestrator::start(config, Arc::clone(store), Arc::new(launcher), sources).await.map_err(|error| error.to_string())
}

/// Archives and reports in the store.
struct Kept(Arc<dyn Store>);

#[async_trait]
impl Archives for Kept {
    async fn unpack(&self, name: &str) -> Result<Unpacked, String> {
        let bytes = self.0.get(name).await.map_err(|error| error.to_string())?;
        let bytes = bytes.ok_or_else(|| "the archive is not kept any more".to_owned())?;
        let unpacked = tokio::task::spawn_blocking(move || archive::unpack(&bytes, &Bounds::default())).await;
        let (folder, _) = unpacked.map_err(|error| error.to_string())?.map_err(|refused| refused.to_string())?;
        Ok(Unpacked { folder: folder.path().to_path_buf(), guard: Box::new(folder) })
    }

    async fn keep(&self, _media: &str, bytes: Vec<u8>) -> Result<String, String> {
        let name = format!("report/{}", api::auth::tokens::random()?);
        self.0.put(&name, bytes, KEEP).await.map_err(|error| error.to_string())?;
        Ok(name)
    }
}
