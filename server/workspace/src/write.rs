//! Writing a file so that a reader sees all of it or nothing.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Replaces `path` by `bytes`: a temporary file beside it, synced, then renamed over it. Who may do what with the
/// file stays as it was.
///
/// # Errors
/// Those of the system; the temporary file is removed then.
pub fn atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    by_rename(path, bytes, true, None)
}

/// Replaces `path` by `bytes`, for its owner alone whatever it was before.
///
/// # Errors
/// Those of the system; the temporary file is removed then.
pub fn privately(path: &Path, bytes: &[u8]) -> io::Result<()> {
    by_rename(path, bytes, true, Some(0o600))
}

/// The same without waiting for the disk: after a power cut the file may be empty. For what can be made anew.
///
/// # Errors
/// Those of the system; the temporary file is removed then.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    by_rename(path, bytes, false, None)
}

#[allow(clippy::disallowed_methods, clippy::disallowed_types)] // the one place that may
fn by_rename(path: &Path, bytes: &[u8], synced: bool, mode: Option<u32>) -> io::Result<()> {
    // Threads of one process may write the same file.
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let name = path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "not the name of a file"))?;
    let named = |number: u64| path.with_file_name(format!(".{}.{}-{number}{TEMPORARY}", name.to_string_lossy(), std::process::id()));
    // Never a file that is there: it may be a link that somebody put in our way.
    let made = (0..16).map(|_| named(NUMBER.fetch_add(1, Ordering::Relaxed))).find_map(|temporary| match create_new(&temporary, mode) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => None,
        made => Some(made.map(|file| (file, temporary))),
    });
    let (mut file, temporary) =
        made.unwrap_or_else(|| Err(io::Error::new(io::ErrorKind::AlreadyExists, "there are temporary files in the way")))?;
    let written = (|| {
        file.write_all(bytes)?;
        if mode.is_none()
            && let Ok(before) = std::fs::metadata(path)
        {
            file.set_permissions(before.permissions())?;
        }
        if synced {
            file.sync_all()?;
        }
        std::fs::rename(&temporary, path)
    })();
    if written.is_err() {
        let _ = std::fs::remove_file(&temporary);
    }
    written
}

/// A file that was not there, with these rights from the start where there are such rights.
#[allow(clippy::disallowed_types)] // the one place that may
fn create_new(path: &Path, mode: Option<u32>) -> io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode.unwrap_or(0o666));
    #[cfg(not(unix))]
    let _ = mode;
    options.open(path)
}

const TEMPORARY: &str = ".tmp";

/// Creates a folder with those above it, for its owner alone.
///
/// # Errors
/// Those of the system.
#[allow(clippy::disallowed_methods)] // the one place that may
pub fn folder(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Removes the oldest files directly in one of our own folders until the others, `but` aside, have at most `most` bytes;
/// and what writers that were killed have left.
#[allow(clippy::disallowed_methods)] // the one place that may
pub fn make_room(folder: &Path, most: u64, but: &Path) {
    const FORGOTTEN: std::time::Duration = std::time::Duration::from_secs(3600);
    let mut files: Vec<(std::time::SystemTime, u64, PathBuf)> = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(metadata) = entry.metadata() else { continue };
        let modified = metadata.modified().unwrap_or(std::time::UNIX_EPOCH);
        if entry.file_name().to_string_lossy().ends_with(TEMPORARY) && modified.elapsed().is_ok_and(|age| age > FORGOTTEN) {
            let _ = std::fs::remove_file(entry.path());
        } else if metadata.is_file() && entry.path() != but {
            files.push((modified, metadata.len(), entry.path()));
        }
    }
    files.sort();
    let mut total: u64 = files.iter().map(|(_, len, _)| len).sum();
    for (_, len, path) in files {
        if total <= most {
            break;
        }
        let _ = std::fs::remove_file(path);
        total -= len;
    }
}

/// Whether somebody has marked the file as one that is not to be written. A rename would not care.
#[allow(clippy::disallowed_methods)] // the one place that may
pub fn is_read_only(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly())
}

/// Creates a file to be written bit by bit, as logs are.
///
/// # Errors
/// Those of the system.
#[allow(clippy::disallowed_methods, clippy::disallowed_types)] // the one place that may
pub fn create(path: &Path) -> io::Result<std::fs::File> {
    std::fs::File::create(path)
}
