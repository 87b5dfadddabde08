//! tar through gzip.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;

use super::{Bounds, Budget, Entry, Refused, Way, name, reading};

/// A record about the next entry (a long name, pax) is read into memory: none needs more.
const RECORD: u64 = 64 << 10;

fn open(bytes: &[u8], bounds: &Bounds) -> tar::Archive<impl Read> {
    // Heads and padding are bytes too.
    let most = bounds.unpacked.saturating_add(2048 * bounds.entries as u64);
    tar::Archive::new(Budget { inner: MultiGzDecoder::new(bytes), left: most, most })
}

pub(super) fn walk(bytes: &[u8], way: &mut Way<'_, '_>) -> Result<(), Refused> {
    let bounds = way.bounds;
    records(bytes, bounds)?;
    let (mut archive, mut count) = (open(bytes, bounds), 0);
    for entry in archive.entries().map_err(|error| reading(&error))? {
        let mut entry = entry.map_err(|error| reading(&error))?;
        let kind = entry.header().entry_type();
        // What `git archive` says of the whole.
        if kind.is_pax_global_extensions() {
            continue;
        }
        count += 1;
        if count > bounds.entries {
            return Err(Refused::TooLarge(format!("it has more than {} entries", bounds.entries)));
        }
        let named = entry.path_bytes().into_owned();
        let is_folder = kind.is_dir();
        if !is_folder && !kind.is_file() && !kind.is_contiguous() {
            let why = match kind {
                tar::EntryType::Symlink | tar::EntryType::Link => "it is a link",
                _ => "it is neither a file nor a folder",
            };
            return Err(Refused::Entry(name::shown(&named), why.to_owned()));
        }
        let Some(path) = way.met(&named, is_folder)? else { continue };
        let size = entry.size();
        way.contents.files += 1;
        way.contents.bytes += size;
        if way.contents.bytes > bounds.unpacked {
            return Err(Refused::TooLarge(format!("it unpacks to more than {} bytes", bounds.unpacked)));
        }
        let mut counted = Counted { inner: &mut entry, read: 0 };
        (way.visit)(&path, Entry::File(&mut counted))?;
        if counted.read != size {
            return Err(Refused::Damaged(format!("{path} ends early")));
        }
    }
    Ok(())
}

/// Looks at the heads alone, before anything is read into memory that they announce.
fn records(bytes: &[u8], bounds: &Bounds) -> Result<(), Refused> {
    let mut archive = open(bytes, bounds);
    let mut count = 0;
    for entry in archive.entries().map_err(|error| reading(&error))?.raw(true) {
        let entry = entry.map_err(|error| reading(&error))?;
        let kind = entry.header().entry_type();
        let is_record =
            kind.is_gnu_longname() || kind.is_gnu_longlink() || kind.is_pax_local_extensions() || kind.is_pax_global_extensions();
        if is_record && entry.size() > RECORD {
            return Err(Refused::TooLarge(format!("a record about an entry has more than {RECORD} bytes")));
        }
        count += 1;
        if count > bounds.entries.saturating_mul(3) {
            return Err(Refused::TooLarge(format!("it has more than {} entries", bounds.entries)));
        }
    }
    Ok(())
}

struct Counted<R> {
    inner: R,
    read: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.read += read as u64;
        Ok(read)
    }
}
