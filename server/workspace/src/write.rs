//! Writing a file so that a reader sees all of it or nothing.

use std::io::{self, Write};
use std::path::Path;

/// Replaces `path` by `bytes`: a temporary file beside it, synced, then renamed over it. Who may do what with the
/// file stays as it was.
///
/// # Errors
/// Those of the system; the temporary file is removed then.
#[allow(clippy::disallowed_methods, clippy::disallowed_types)] // the one place that may
pub fn atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "not the name of a file"))?;
    let temporary = |attempt: u32| path.with_file_name(format!(".{}.{}-{attempt}.tmp", name.to_string_lossy(), std::process::id()));
    // Never a file that is there: it may be a link that somebody put in our way.
    let (mut file, temporary) = (0..16)
        .find_map(|attempt| match std::fs::File::create_new(temporary(attempt)) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => None,
            made => Some(made.map(|file| (file, temporary(attempt)))),
        })
        .unwrap_or_else(|| Err(io::Error::new(io::ErrorKind::AlreadyExists, "there are temporary files in the way")))?;
    let written = (|| {
        file.write_all(bytes)?;
        if let Ok(before) = std::fs::metadata(path) {
            file.set_permissions(before.permissions())?;
        }
        file.sync_all()?;
        std::fs::rename(&temporary, path)
    })();
    if written.is_err() {
        let _ = std::fs::remove_file(&temporary);
    }
    written
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
