//! `--probes`: runs what the DNA declares and the person allows, before anything is judged.

use std::path::Path;

use oracle::{Change, Host, probes};
use workspace::{Root, Trust};

use super::CANCELLED;
use crate::trusted;

/// Runs them, and tells the host what came of it.
///
/// # Errors
/// A configuration that cannot be believed or understood.
pub fn run(host: &mut Host, root: Root, folder: &Path, everything: bool) -> Result<(), String> {
    let probes = host.snapshot().ask(|db| probes::applying(db, root)).map_err(|_| CANCELLED.to_owned())?;
    // Who declares none asks nobody.
    let trust = if probes.is_empty() { Trust::Nothing } else { trusted::trust(folder, everything)? };
    let outcomes = oracle::probes::run(&probes, folder, &trust, None);
    host.apply(Change::Probed { path: folder.to_path_buf(), outcomes });
    Ok(())
}
