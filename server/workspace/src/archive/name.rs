//! Which names an entry may have.

use super::{Bounds, Refused};
use crate::path::RelPath;

/// The longest part of a path that common file systems take.
const LONGEST: usize = 255;

/// The path that `name` means; `None`: the folder itself.
pub(super) fn path(name: &[u8], bounds: &Bounds) -> Result<Option<RelPath>, Refused> {
    let refused = |why: &str| Err(Refused::Entry(shown(name), why.to_owned()));
    let Ok(text) = std::str::from_utf8(name) else { return refused("its name is not UTF-8") };
    if text.starts_with('/') {
        return refused("its path is absolute");
    }
    // A drive or a backslash means something else on Windows, and nothing good anywhere.
    if text.contains(['\\', '\0', ':']) || text.chars().any(char::is_control) {
        return refused("its name has a character that file names here may not have");
    }
    let mut parts = Vec::new();
    for part in text.split('/') {
        match part {
            "" | "." => {}
            ".." => return refused("its path climbs out of its folder"),
            part if part.len() > LONGEST => return refused("its name is too long"),
            part => parts.push(part),
        }
    }
    if parts.len() > bounds.depth {
        return refused("its path is too deep");
    }
    Ok((!parts.is_empty()).then(|| RelPath::new(&parts.join("/"))))
}

/// As much of a name as a message needs.
pub(super) fn shown(name: &[u8]) -> String {
    String::from_utf8_lossy(&name[..name.len().min(200)]).into_owned()
}
