//! Starts the built-in agents, and hands everything else on.

use std::sync::Arc;
use std::time::Duration;

use agents::{Agent, Launch, Launcher, Run};
use async_trait::async_trait;

use super::Running;
use super::places::Places;

/// See [`launcher`].
pub struct BuiltinLauncher {
    places: Arc<Places>,
    processes: Arc<dyn Launcher>,
}

/// A launcher that starts built-in agents, which work on `places`, and has `processes` start all others.
pub fn launcher(places: Arc<Places>, processes: Arc<dyn Launcher>) -> BuiltinLauncher {
    BuiltinLauncher { places, processes }
}

#[async_trait]
impl Launcher for BuiltinLauncher {
    async fn launch(&self, launch: Launch, within: Duration) -> Result<Box<dyn Agent>, String> {
        match launch.manifest.run {
            Run::Builtin(which) => Ok(Box::new(Running::start(which, Arc::clone(&self.places)))),
            Run::Command { .. } => self.processes.launch(launch, within).await,
        }
    }
}
