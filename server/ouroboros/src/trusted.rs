//! What the person trusts: their file, and the text in it, brought together.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use api::operations::{Opening, Workspace};
use dna::Approvals;
use workspace::Trust;
use workspace::trust::store::Store;

use crate::root;

/// What the person allows in `root`, an absolute path free of links; with `everything`, for this run, all that it declares.
///
/// # Errors
/// A configuration that cannot be believed or understood: nothing is trusted then.
pub fn trust(root: &Path, everything: bool) -> Result<Trust, String> {
    if everything {
        return Ok(Trust::Everything);
    }
    let (Some(store), Some(name)) = (Store::of_person(), root.to_str()) else { return Ok(Trust::Nothing) };
    Ok(parse(&store, &store.read(root)?)?.trust(name))
}

/// How operations open `folder` for the person: with what they trust, asked for each time, and what they activated.
pub fn opening(folder: PathBuf, everything: bool, remembers: bool) -> Opening {
    let trust = Arc::new(move |folder: &Path| trust(folder, everything));
    Opening { folder, trust, activated: root::activated(), remembers, today: crate::today::today }
}

/// The root that has the path, or the current folder, for an operation.
///
/// # Errors
/// A path that does not exist; no threads.
pub fn opened(path: &[PathBuf], remembers: bool) -> Result<Workspace, String> {
    let folder = root::find(path)?.root;
    Workspace::open(opening(folder, false, remembers)).map_err(|error| format!("no threads: {error}"))
}

/// What the text of that file says.
///
/// # Errors
/// What is wrong with it.
pub fn parse(store: &Store, text: &str) -> Result<Approvals, String> {
    Approvals::parse(text).map_err(|why| format!("{} trusts nothing: {why}", store.file().display()))
}
