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
    let temporary = path.with_file_name(format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id()));
    let written = (|| {
        let mut file = std::fs::File::create(&temporary)?;
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
