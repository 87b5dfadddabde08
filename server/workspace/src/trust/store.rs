//! The person's own file of what they trust: `$XDG_CONFIG_HOME/ouroboros/config.yaml`, read and written carefully.
//!
//! What is in it is for others to say: here it is text. It is only read where nobody else can have written it: a regular
//! file in our folder, not in the repository that it is asked about, and writable by its owner alone.

// With `write` and `transaction` the place that may.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::claim::{self, Claim};
use crate::secret;

/// Its name.
const NAME: &str = "config.yaml";
/// For how long another process may be writing.
const PATIENCE: Duration = Duration::from_secs(5);

/// The file, and the folder it is in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// The person's own; `None`: they have no home.
    pub fn of_person() -> Option<Store> {
        crate::folders::config().map(Store::at)
    }

    /// In another folder.
    pub fn at(folder: PathBuf) -> Store {
        Store { folder }
    }

    /// Where it is, whether it is there or not.
    pub fn file(&self) -> PathBuf {
        self.folder.join(NAME)
    }

    /// Its text, to be asked about `root`; empty when there is none.
    ///
    /// # Errors
    /// That it cannot be believed, and why.
    pub fn read(&self, root: &Path) -> Result<String, String> {
        match self.real(root)? {
            None => Ok(String::new()),
            Some(file) => read(&file).map_err(|why| format!("{} trusts nothing: {why}", self.file().display())),
        }
    }

    /// Replaces its text by what `change` makes of it; `None`: it stays as it is. Nobody else that asks here writes
    /// meanwhile.
    ///
    /// # Errors
    /// That it cannot be believed or written, and why; what `change` says.
    pub fn edit(&self, root: &Path, change: impl FnOnce(&str) -> Result<Option<String>, String>) -> Result<(), String> {
        let told = |error: io::Error| format!("cannot write {}: {error}", self.file().display());
        let _lock = self.lock().map_err(told)?;
        let text = self.read(root)?;
        let target = self.real(root)?.unwrap_or_else(|| self.file());
        match change(&text)? {
            None => Ok(()),
            Some(text) => crate::write::privately(&target, text.as_bytes()).map_err(told),
        }
    }

    /// The file with all links resolved; `None`: there is none.
    fn real(&self, root: &Path) -> Result<Option<PathBuf>, String> {
        let refused = |why: &str| Err(format!("{} trusts nothing: {why}", self.file().display()));
        let told = |error: io::Error| format!("cannot read {}: {error}", self.file().display());
        let folder = match fs::canonicalize(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            folder => folder.map_err(told)?,
        };
        if folder.starts_with(root) {
            return refused("it lies in the repository that it is asked about; set XDG_CONFIG_HOME to another folder");
        }
        let file = folder.join(NAME);
        if fs::symlink_metadata(&file).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            return Ok(None);
        }
        let real = fs::canonicalize(&file).map_err(told)?;
        if real.parent() != Some(&*folder) {
            return refused("it is a link out of its folder");
        }
        Ok(Some(real))
    }

    fn lock(&self) -> io::Result<Claim> {
        let end = Instant::now() + PATIENCE;
        loop {
            match claim::take(&self.folder.join(format!("{NAME}.lock")))? {
                Some(claim) => return Ok(claim),
                None if Instant::now() > end => return Err(io::Error::new(io::ErrorKind::WouldBlock, "another process is writing it")),
                None => std::thread::sleep(Duration::from_millis(10)),
            }
        }
    }
}

fn read(file: &Path) -> Result<String, String> {
    secret::believed(file, |error| format!("it cannot be read: {error}"), unwritten).map(|(text, _)| text)
}

#[cfg(unix)]
fn unwritten(metadata: &fs::Metadata) -> Result<(), &'static str> {
    let others = std::os::unix::fs::MetadataExt::mode(metadata) & 0o022 != 0;
    if others { Err("others may write it: `chmod 600` it, after a look at what is in it") } else { Ok(()) }
}

#[cfg(not(unix))]
fn unwritten(_: &fs::Metadata) -> Result<(), &'static str> {
    Ok(())
}
