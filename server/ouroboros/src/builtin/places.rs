//! What the built-in agents work on: folders below the allowed roots, and archives.

use std::any::Any;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use agents::{Call, CallError};
use api::operations::{Asked, Opening, Workspace};
use async_trait::async_trait;
use workspace::{Disk, FileKind, FileSystem, Trust};

/// Folders that are kept read.
const KEPT: usize = 4;

/// Where archives come from and reports go to.
#[async_trait]
pub trait Archives: Send + Sync {
    /// Unpacks the archive of this name, within bounds, into a folder of its own.
    ///
    /// # Errors
    /// There is none, or it is not to be unpacked: a message.
    async fn unpack(&self, name: &str) -> Result<Unpacked, String>;

    /// Keeps a report, to be fetched by the name that is given back.
    ///
    /// # Errors
    /// It cannot be kept: a message.
    async fn keep(&self, media: &str, bytes: Vec<u8>) -> Result<String, String>;
}

/// An archive in a folder, which is removed when this is dropped.
pub struct Unpacked {
    /// Absolute, free of symlinks.
    pub folder: PathBuf,
    /// Removes it.
    #[allow(dead_code)] // what counts is when it is dropped
    pub guard: Box<dyn Any + Send + Sync>,
}

/// What there is to work on.
pub struct Places {
    /// The first one is meant when a task names none.
    roots: Vec<PathBuf>,
    /// How a folder is opened, but for the folder.
    opening: Opening,
    archives: Option<Arc<dyn Archives>>,
    /// Those used last come last.
    open: Mutex<Vec<Workspace>>,
}

/// A workspace, and what has to live as long as it is looked at.
pub struct Place {
    /// What is looked at.
    pub workspace: Workspace,
    _unpacked: Option<Unpacked>,
}

impl Places {
    /// Folders below `roots`, absolute and free of symlinks, opened as `opening` says. Its folder does not matter.
    pub fn new(roots: Vec<PathBuf>, opening: Opening, archives: Option<Arc<dyn Archives>>) -> Places {
        Places { roots, opening, archives, open: Mutex::default() }
    }

    /// Where reports go to, when there is such a place.
    pub fn archives(&self) -> Option<&Arc<dyn Archives>> {
        self.archives.as_ref()
    }

    /// The workspace of a folder: the first root's when none is named.
    ///
    /// # Errors
    /// It is below no allowed root, or is no folder.
    pub fn folder(&self, path: Option<&str>) -> Result<Place, CallError> {
        let folder = match path {
            None => {
                self.roots.first().cloned().ok_or_else(|| CallError::Refused("name a `path`: there is no root to work on".to_owned()))?
            }
            Some(path) => self.allowed(path).map_err(CallError::Refused)?,
        };
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let known = open.iter().position(|workspace| workspace.folder() == folder).map(|at| open.remove(at));
        let workspace = match known {
            Some(workspace) => workspace,
            None => self.opened(folder, self.opening.clone())?,
        };
        open.push(workspace.clone());
        if open.len() > KEPT {
            open.remove(0);
        }
        Ok(Place { workspace, _unpacked: None })
    }

    /// The workspace of an archive: nobody trusts it, and nothing of it is kept.
    ///
    /// # Errors
    /// It cannot be unpacked.
    pub async fn archive(&self, name: &str) -> Result<Place, CallError> {
        let archives = self.archives.as_ref().ok_or_else(|| CallError::Refused("there are no archives here: name a `path`".to_owned()))?;
        let unpacked = archives.unpack(name).await.map_err(CallError::Refused)?;
        let nothing = Arc::new(|_: &Path| Ok(Trust::Nothing));
        let opening = Opening { trust: nothing, activated: None, remembers: false, ..self.opening.clone() };
        Ok(Place { workspace: self.opened(unpacked.folder.clone(), opening)?, _unpacked: Some(unpacked) })
    }

    fn opened(&self, folder: PathBuf, opening: Opening) -> Result<Workspace, CallError> {
        Workspace::open(Opening { folder, ..opening }).map_err(|error| CallError::Failed(format!("no threads: {error}")))
    }

    fn allowed(&self, path: &str) -> Result<PathBuf, String> {
        let shown: String = ::oracle::escape::terminal(path).chars().take(200).collect();
        if !Path::new(path).is_absolute() {
            return Err(format!("`{shown}` is no absolute path"));
        }
        // One answer for all that is not ours to tell.
        let refuse = || format!("`{shown}` is no folder below an allowed root");
        let real = Disk.canonicalize(Path::new(path)).map_err(|_| refuse())?;
        let is_below = self.roots.iter().any(|root| real.starts_with(root));
        let is_folder = is_below && Disk.metadata(&real).is_ok_and(|metadata| metadata.kind == FileKind::Directory);
        if is_folder { Ok(real) } else { Err(refuse()) }
    }
}

/// Who asks, as operations know it.
pub fn asked(call: &Call) -> Asked {
    let progress = call.progress.clone();
    // What nobody takes at once is old news by the time they do.
    Asked::new(call.cancel.child_token(), move |news| drop(progress.try_send(news)))
}
