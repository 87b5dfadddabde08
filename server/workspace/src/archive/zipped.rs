//! zip.

use std::io::Cursor;

use rustc_hash::FxHashSet;
use zip::ZipArchive;

use super::{Bounds, Budget, Contents, Entry, Refused, Visit, name};

/// The kind of a file in the upper bits of what Unix calls its mode.
const KIND: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;
const FOLDER: u32 = 0o040_000;
const LINK: u32 = 0o120_000;

pub(super) fn walk(bytes: &[u8], bounds: &Bounds, visit: &mut Visit<'_>) -> Result<Contents, Refused> {
    let damaged = |error: zip::result::ZipError| Refused::Damaged(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > bounds.entries {
        return Err(Refused::TooLarge(format!("it has more than {} entries", bounds.entries)));
    }
    let (mut contents, mut seen) = (Contents::default(), FxHashSet::default());
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(damaged)?;
        let named = entry.name_raw().to_vec();
        let refused = |why: &str| Err(Refused::Entry(name::shown(&named), why.to_owned()));
        if entry.encrypted() {
            return refused("it is encrypted");
        }
        match entry.unix_mode().map_or(0, |mode| mode & KIND) {
            0 | REGULAR | FOLDER => {}
            LINK => return refused("it is a link"),
            _ => return refused("it is neither a file nor a folder"),
        }
        let is_folder = entry.is_dir();
        let Some(path) = name::path(&named, bounds)? else { if is_folder { continue } else { return refused("it has no name") } };
        if is_folder {
            visit(&path, Entry::Folder)?;
            continue;
        }
        if !seen.insert(path.clone()) {
            return refused("it is there twice");
        }
        let left = bounds.unpacked - contents.bytes;
        let mut reader = Budget { inner: &mut entry, left, most: bounds.unpacked };
        visit(&path, Entry::File(&mut reader))?;
        contents.files += 1;
        contents.bytes += left - reader.left;
    }
    Ok(contents)
}
