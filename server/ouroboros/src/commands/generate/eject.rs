//! `--eject`: files that become people's own.

use std::path::PathBuf;
use std::process::ExitCode;

use workspace::{Disk, FileSystem, RelPath};

use super::Session;
use crate::format::counted;
use crate::output;

/// Takes them down in the lock file.
pub fn run(session: &Session, paths: &[PathBuf], output: output::Options) -> Result<ExitCode, String> {
    let mut wanted = Vec::new();
    for path in paths {
        let absolute = Disk.canonicalize(path).map_err(|error| format!("{}: {error}", path.display()))?;
        wanted.push(
            RelPath::below(&session.path, &absolute)
                .ok_or_else(|| format!("{} is not below {}", path.display(), session.path.display()))?,
        );
    }
    let bookkeeping = session.ask(|db| alpha::changes::eject(db, session.root, &wanted))??;
    session.apply(bookkeeping)?;
    output.print(&format!("{} of your own from now on: no generator writes them again\n", counted(wanted.len(), "file")))?;
    Ok(ExitCode::SUCCESS)
}
