//! A folder for a while.

// With `write` and `transaction` the place that may.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// A new, empty folder for its owner alone in the system's place for such; removed with all that is in it when this is dropped.
#[derive(Debug)]
pub struct Temporary {
    path: PathBuf,
}

impl Temporary {
    /// Makes one. `purpose` is part of its name.
    ///
    /// # Errors
    /// Those of the system.
    pub fn new(purpose: &str) -> io::Result<Temporary> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let base = fs::canonicalize(std::env::temp_dir())?;
        let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
        for _ in 0..16 {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let path = base.join(format!("ouroboros-{purpose}-{}-{number}-{now:x}", std::process::id()));
            let mut builder = fs::DirBuilder::new();
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            // Not recursive: a folder that is there already is somebody else's.
            match builder.create(&path) {
                Ok(()) => return Ok(Temporary { path }),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Where it is: absolute, free of links.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::warn!(path = %self.path.display(), %error, "a temporary folder is left");
        }
    }
}
