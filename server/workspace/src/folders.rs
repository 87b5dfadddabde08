//! Our own folders outside of any repository, by the XDG rules.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What may be deleted at any time: `$XDG_CACHE_HOME/ouroboros`, else `~/.cache/ouroboros`.
pub fn cache() -> Option<PathBuf> {
    ours(std::env::var_os("XDG_CACHE_HOME"), ".cache")
}

/// What the person says: `$XDG_CONFIG_HOME/ouroboros`, else `~/.config/ouroboros`.
pub fn config() -> Option<PathBuf> {
    ours(std::env::var_os("XDG_CONFIG_HOME"), ".config")
}

/// What should survive a restart: `$XDG_STATE_HOME/ouroboros`, else `~/.local/state/ouroboros`.
pub fn state() -> Option<PathBuf> {
    ours(std::env::var_os("XDG_STATE_HOME"), ".local/state")
}

/// What should survive a restart and is about one root, an absolute path free of links.
pub fn state_of(root: &Path) -> Option<PathBuf> {
    let key = xxhash_rust::xxh3::xxh3_64(root.as_os_str().as_encoded_bytes());
    Some(state()?.join(format!("{key:016x}")))
}

fn ours(named: Option<OsString>, below_home: &str) -> Option<PathBuf> {
    // A relative path there is to be ignored, says the specification.
    let absolute = |path: OsString| Some(PathBuf::from(path)).filter(|path: &PathBuf| path.is_absolute());
    let home = || std::env::var_os("HOME").and_then(absolute).map(|home| home.join(below_home));
    named.and_then(absolute).or_else(home).map(|folder: PathBuf| folder.join(Path::new("ouroboros")))
}
