//! One orchestrator for each workspace: a claim in the state folder, and beside it how to reach who holds it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use workspace::claim::{self, Claim};
use workspace::{folders, secret, write};

/// How an orchestrator is reached. In a file that only its owner can read, since it may hold a token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    /// Where it serves.
    pub url: String,
    /// What lets its owner in; absent: they have tokens of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Its process.
    pub pid: u32,
    /// The root that it works for.
    pub root: PathBuf,
}

/// The state folder of a root.
///
/// # Errors
/// There is none: no home.
pub fn folder(root: &Path) -> Result<PathBuf, String> {
    folders::state_of(root).ok_or_else(|| "there is no folder for state: set HOME or XDG_STATE_HOME".to_owned())
}

/// A root that this process has.
pub struct Place {
    folder: PathBuf,
    root: PathBuf,
    _claim: Claim,
}

impl Place {
    /// Takes it.
    ///
    /// # Errors
    /// Another process has it: which. Or its folder cannot be used.
    pub fn take(root: &Path) -> Result<Place, String> {
        let folder = folder(root)?;
        let claim = claim::take(&folder.join("orchestrator.lock")).map_err(|error| format!("{}: {error}", folder.display()))?;
        match claim {
            Some(claim) => Ok(Place { folder, root: root.to_path_buf(), _claim: claim }),
            None => Err(match announced(root) {
                Some(other) => format!("process {} orchestrates {} already, at {}", other.pid, root.display(), other.url),
                None => format!("another process orchestrates {} already", root.display()),
            }),
        }
    }

    /// Where the store is that this machine keeps for it.
    pub fn store(&self) -> PathBuf {
        self.folder.join("tasks.sqlite")
    }

    /// Says how it is reached; taken back when this is dropped.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn announce(&self, url: &str, token: Option<&str>) -> Result<(), String> {
        let announced =
            Announced { url: url.to_owned(), token: token.map(str::to_owned), pid: std::process::id(), root: self.root.clone() };
        let text = serde_json::to_vec_pretty(&announced).map_err(|error| error.to_string())?;
        let file = file(&self.folder);
        write::privately(&file, &text).map_err(|error| format!("{}: {error}", file.display()))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Err(error) = claim::forget(&file(&self.folder)) {
            tracing::warn!(%error, "what announced this server is left");
        }
    }
}

fn file(folder: &Path) -> PathBuf {
    folder.join("orchestrator.json")
}

/// How the orchestrator of a root is reached; `None`: there is none, or what it said is not believed.
pub fn announced(root: &Path) -> Option<Announced> {
    let (text, _) = secret::read(&file(&folder(root).ok()?)).ok()?;
    serde_json::from_str(&text).ok()
}
