//! Files that hold secrets: read only where nobody else can have read or written them.

// With `write` and `transaction` the place that may.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use std::fs;
use std::io::{self, Read};
use std::path::Path;

/// Larger files are not ours.
const MOST: u64 = 1 << 20;

/// Which state of a file was read. Another one wants reading again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seen {
    modified: Option<std::time::SystemTime>,
    len: u64,
    /// Secrets are often replaced by turning a link to another file.
    inode: u64,
}

/// Reads a file of secrets, which links may lead to.
///
/// # Errors
/// That it cannot be read, is no regular file, or is open to others: a message that names it and never shows what is in it.
pub fn read(path: &Path) -> Result<(String, Seen), String> {
    let (text, metadata) = believed(path, |error| error.to_string(), private).map_err(|why| format!("{}: {why}", path.display()))?;
    Ok((text, seen(&metadata)))
}

/// Reads a regular file that belongs to this person or the system, and that `private` has nothing against: the file that
/// is open is looked at, so that nobody can put another one in its place. `said` words what the system says.
pub(crate) fn believed(
    path: &Path,
    said: impl Fn(io::Error) -> String,
    private: impl FnOnce(&fs::Metadata) -> Result<(), &'static str>,
) -> Result<(String, fs::Metadata), String> {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    let file = options.open(path).map_err(&said)?;
    let metadata = file.metadata().map_err(&said)?;
    if !metadata.is_file() {
        return Err("it is no regular file".to_owned());
    }
    private(&metadata)?;
    #[cfg(unix)]
    if ![rustix::process::geteuid().as_raw(), 0].contains(&std::os::unix::fs::MetadataExt::uid(&metadata)) {
        return Err("it belongs to somebody else".to_owned());
    }
    let mut text = String::new();
    file.take(MOST + 1).read_to_string(&mut text).map_err(said)?;
    if text.len() as u64 > MOST { Err(format!("it has more than {MOST} bytes")) } else { Ok((text, metadata)) }
}

/// Which state the file is in now.
///
/// # Errors
/// Those of the system.
pub fn look(path: &Path) -> io::Result<Seen> {
    fs::metadata(path).map(|metadata| seen(&metadata))
}

fn seen(metadata: &fs::Metadata) -> Seen {
    #[cfg(unix)]
    let inode = std::os::unix::fs::MetadataExt::ino(metadata);
    #[cfg(not(unix))]
    let inode = 0;
    Seen { modified: metadata.modified().ok(), len: metadata.len(), inode }
}

#[cfg(unix)]
fn private(metadata: &fs::Metadata) -> Result<(), &'static str> {
    use std::os::unix::fs::MetadataExt;
    if metadata.mode() & 0o007 != 0 {
        return Err("everybody on this machine may use it: `chmod 600` it");
    }
    // A mounted secret belongs to root, and a group lets the process read it.
    if metadata.mode() & 0o020 != 0 || (metadata.mode() & 0o040 != 0 && metadata.uid() != 0) {
        return Err("a group may use it: `chmod 600` it");
    }
    Ok(())
}

#[cfg(not(unix))]
fn private(_: &fs::Metadata) -> Result<(), &'static str> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn only_private_files_are_believed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens");
        fs::write(&path, "secret").unwrap();
        // Of a group only where it is root's, as mounted secrets are.
        let of_root = rustix::process::geteuid().is_root();
        for (mode, good) in [(0o600, true), (0o400, true), (0o440, of_root), (0o604, false), (0o602, false), (0o620, false)] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let read = read(&path);
            assert_eq!(read.is_ok(), good, "{mode:o}: {read:?}");
            assert!(read.is_ok() || !read.unwrap_err().contains("secret"));
        }
        assert!(read(folder.path()).is_err());
    }

    #[test]
    fn a_change_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens");
        crate::write::privately(&path, b"one").unwrap();
        let before = read(&path).unwrap().1;
        assert_eq!(look(&path).unwrap(), before);
        crate::write::privately(&path, b"two").unwrap();
        assert_ne!(look(&path).unwrap(), before);
    }
}
