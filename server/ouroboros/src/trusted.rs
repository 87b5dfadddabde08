//! What the person trusts: their file, and the text in it, brought together.

use std::path::Path;

use dna::Approvals;
use workspace::Trust;
use workspace::trust::store::Store;

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

/// What the text of that file says.
///
/// # Errors
/// What is wrong with it.
pub fn parse(store: &Store, text: &str) -> Result<Approvals, String> {
    Approvals::parse(text).map_err(|why| format!("{} trusts nothing: {why}", store.file().display()))
}
