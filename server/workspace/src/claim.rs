//! One process of a kind at a time: a file that is held locked, and says who holds it.

// With `write` and `transaction` the place that may.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use std::fs;
use std::io;
use std::path::Path;

/// Held until it is dropped or its process ends, however that comes about.
#[derive(Debug)]
pub struct Claim {
    _file: fs::File,
}

/// Takes the claim that `path` stands for; `None`: another process has it. The file stays when the claim goes: removing
/// it would let two hold it.
///
/// # Errors
/// Those of the system.
pub fn take(path: &Path) -> io::Result<Option<Claim>> {
    if let Some(folder) = path.parent() {
        crate::write::folder(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Claim { _file: file })),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(error)) => Err(error),
    }
}

/// Removes what the holder of a claim left beside it. No such file is no error.
///
/// # Errors
/// Those of the system.
pub fn forget(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/lock");
        let first = take(&path).unwrap();
        assert!(first.is_some() && take(&path).unwrap().is_none());
        drop(first);
        assert!(take(&path).unwrap().is_some());
        assert!(forget(&path).is_ok() && forget(&path).is_ok());
    }
}
