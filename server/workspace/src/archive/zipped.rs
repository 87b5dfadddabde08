//! zip.

use std::io::Cursor;

use zip::ZipArchive;

use super::{Budget, Entry, Refused, Way, name};

/// The kind of a file in the upper bits of what Unix calls its mode.
const KIND: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;
const FOLDER: u32 = 0o040_000;
const LINK: u32 = 0o120_000;

pub(super) fn walk(bytes: &[u8], way: &mut Way<'_, '_>) -> Result<(), Refused> {
    let bounds = way.bounds;
    let damaged = |error: zip::result::ZipError| Refused::Damaged(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > bounds.entries {
        return Err(Refused::TooLarge(format!("it has more than {} entries", bounds.entries)));
    }
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
        let Some(path) = way.met(&named, entry.is_dir())? else { continue };
        let left = bounds.unpacked - way.contents.bytes;
        let mut reader = Budget { inner: &mut entry, left, most: bounds.unpacked };
        (way.visit)(&path, Entry::File(&mut reader))?;
        way.contents.files += 1;
        way.contents.bytes += left - reader.left;
    }
    Ok(())
}
