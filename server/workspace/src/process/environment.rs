//! What a command gets of our environment, and where its program is.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::system::{Disk, FileKind, FileSystem};

/// Where programs are when nobody says it.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// What programs need to find themselves and their owner's settings. No token or key is ever in these.
#[cfg(not(windows))]
const KEPT: &[&str] = &["HOME", "LOGNAME", "TMPDIR", "USER"];
#[cfg(windows)]
const KEPT: &[&str] =
    &["APPDATA", "HOMEDRIVE", "HOMEPATH", "LOCALAPPDATA", "PATHEXT", "SystemDrive", "SystemRoot", "TEMP", "TMP", "USERNAME", "USERPROFILE"];

/// The whole environment of a command; `more` are further names of ours.
pub fn clean(more: &[String]) -> Vec<(OsString, OsString)> {
    let ours = KEPT.iter().copied().chain(more.iter().map(String::as_str));
    let ours = ours.filter_map(|name| Some((OsString::from(name), std::env::var_os(name)?)));
    // The same everywhere: text in UTF-8, messages nobody translates, no colours.
    let fixed = [("LANG", "C.UTF-8"), ("NO_COLOR", "1"), ("TERM", "dumb")].map(|(name, value)| (name.into(), value.into()));
    ours.chain(fixed).chain([("PATH".into(), path())]).collect()
}

/// The absolute folders of `PATH`.
fn path() -> OsString {
    // A relative folder would make programs of the repository's files.
    let path = std::env::var_os("PATH").unwrap_or_else(|| PATH.into());
    std::env::join_paths(std::env::split_paths(&path).filter(|folder| folder.is_absolute())).unwrap_or_else(|_| PATH.into())
}

/// The whole environment of an agent: what every program needs to find itself and its user's language, and `given`, the
/// variables that it asked for and was allowed.
pub fn lean(given: &BTreeMap<String, String>) -> Vec<(OsString, OsString)> {
    let ours = ["HOME", "TZ", "TMPDIR"].into_iter().filter_map(|name| Some((OsString::from(name), std::env::var_os(name)?)));
    let language = std::env::var_os("LANG").unwrap_or_else(|| "C.UTF-8".into());
    let base = ours.chain([("LANG".into(), language), ("PATH".into(), path())]);
    let base = base.filter(|(name, _)| name.to_str().is_none_or(|name| !given.contains_key(name)));
    base.chain(given.iter().map(|(name, value)| (name.into(), value.into()))).collect()
}

/// The file that `name` means to a command that runs in `folder` with this environment.
///
/// # Errors
/// That there is none, and where it was looked for.
pub fn find(name: &str, folder: &Path, environment: &[(OsString, OsString)]) -> Result<PathBuf, String> {
    if name.is_empty() {
        return Err("the name of the program is empty".to_owned());
    }
    let is_there = |path: &Path| Disk.metadata(path).is_ok_and(|metadata| metadata.kind == FileKind::File);
    if name.contains('/') || cfg!(windows) && name.contains('\\') {
        let path = folder.join(name);
        return if is_there(&path) { Ok(path) } else { Err(format!("there is no program `{name}`, seen from {}", folder.display())) };
    }
    let path = environment.iter().find(|(name, _)| name == "PATH").map_or(OsStr::new(""), |(_, path)| path);
    let names: &[String] = &if cfg!(windows) { vec![name.to_owned(), format!("{name}.exe")] } else { vec![name.to_owned()] };
    let found = std::env::split_paths(path).flat_map(|folder| names.iter().map(move |name| folder.join(name))).find(|path| may_run(path));
    found.ok_or_else(|| format!("there is no program `{name}` in the folders of PATH: is it installed?"))
}

/// Whether it is a file that may be executed by somebody.
#[allow(clippy::disallowed_methods)] // the one crate that may
fn may_run(path: &Path) -> bool {
    let Ok(metadata) = std::fs::metadata(path) else { return false };
    #[cfg(unix)]
    let executable = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let executable = true;
    metadata.is_file() && executable
}
