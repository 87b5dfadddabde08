//! Reading archives that strangers send: tar.gz and zip, within bounds, and nothing but files and folders below one folder.
//!
//! What an archive may not have: names that are absolute, climb out or are no UTF-8; links of either kind, devices, pipes; the
//! same file twice; more entries, bytes or depth than [`Bounds`] allow, counted while it is unpacked, whatever it claims. One
//! such thing refuses the whole: an archive that tries is not half trusted.

// With `write` and `transaction` the place that may.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod name;
mod tarball;
mod zipped;

use std::fmt;
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use rustc_hash::FxHashSet;

use crate::path::RelPath;
use crate::temporary::Temporary;

/// How large an archive may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// Bytes as it is sent.
    pub packed: usize,
    /// Bytes of all files together, and of the archive's own records about them.
    pub unpacked: u64,
    /// Files and folders.
    pub entries: usize,
    /// Parts of a path.
    pub depth: usize,
}

impl Default for Bounds {
    /// 64 MiB, 512 MiB unpacked, 100,000 entries, 64 folders deep.
    fn default() -> Bounds {
        Bounds { packed: 64 << 20, unpacked: 512 << 20, entries: 100_000, depth: 64 }
    }
}

/// What an archive has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Contents {
    /// Files.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
}

/// Why an archive is refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refused {
    /// It is neither of the two formats.
    Unknown,
    /// It has more of something than is allowed: which.
    TooLarge(String),
    /// An entry that may not be there: its name, and why.
    Entry(String, String),
    /// It is damaged, or uses what is not supported.
    Damaged(String),
    /// It is sound, but could not be written here.
    Unwritten(String),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Unknown => f.write_str("this is neither a gzipped tar nor a zip archive"),
            Refused::TooLarge(what) => write!(f, "the archive is too large: {what}"),
            Refused::Entry(name, why) => write!(f, "the entry {name:?} of the archive is refused: {why}"),
            Refused::Damaged(why) => write!(f, "the archive cannot be read: {why}"),
            Refused::Unwritten(why) => write!(f, "the archive cannot be unpacked here: {why}"),
        }
    }
}

/// The formats.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// tar, through gzip.
    TarGz,
    /// zip, stored or deflated.
    Zip,
}

/// Which format `bytes` have, by their first ones.
pub fn form(bytes: &[u8]) -> Option<Form> {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        Some(Form::TarGz)
    } else if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        Some(Form::Zip)
    } else {
        None
    }
}

/// Reads an archive to its end and writes nothing: whether it would be unpacked.
///
/// # Errors
/// See [`Refused`].
pub fn inspect(bytes: &[u8], bounds: &Bounds) -> Result<Contents, Refused> {
    walk(bytes, bounds, &mut |_, entry| {
        if let Entry::File(reader) = entry {
            io::copy(reader, &mut io::sink()).map_err(|error| reading(&error))?;
        }
        Ok(())
    })
}

/// Unpacks an archive into a new folder of its own, which goes when the answer is dropped.
///
/// # Errors
/// See [`Refused`]; nothing is left then.
pub fn unpack(bytes: &[u8], bounds: &Bounds) -> Result<(Temporary, Contents), Refused> {
    let folder = Temporary::new("archive").map_err(|error| Refused::Unwritten(format!("no temporary folder: {error}")))?;
    let contents = walk(bytes, bounds, &mut |path, entry| write(folder.path(), path, entry))?;
    Ok((folder, contents))
}

/// What an entry is.
enum Entry<'r> {
    Folder,
    File(&'r mut dyn Read),
}

/// Takes one entry.
type Visit<'v> = dyn FnMut(&RelPath, Entry<'_>) -> Result<(), Refused> + 'v;

fn walk(bytes: &[u8], bounds: &Bounds, visit: &mut Visit<'_>) -> Result<Contents, Refused> {
    if bytes.len() > bounds.packed {
        return Err(Refused::TooLarge(format!("it has {} bytes, {} are allowed", bytes.len(), bounds.packed)));
    }
    let mut way = Way { bounds, visit, seen: FxHashSet::default(), contents: Contents::default() };
    match form(bytes).ok_or(Refused::Unknown)? {
        Form::TarGz => tarball::walk(bytes, &mut way)?,
        Form::Zip => zipped::walk(bytes, &mut way)?,
    }
    Ok(way.contents)
}

/// The way through an archive: what was met so far, and who takes it.
struct Way<'w, 'v> {
    bounds: &'w Bounds,
    visit: &'w mut Visit<'v>,
    seen: FxHashSet<RelPath>,
    contents: Contents,
}

impl Way<'_, '_> {
    /// The path of an entry that is a file. A folder is visited here.
    fn met(&mut self, named: &[u8], is_folder: bool) -> Result<Option<RelPath>, Refused> {
        let refused = |why: &str| Err(Refused::Entry(name::shown(named), why.to_owned()));
        match name::path(named, self.bounds)? {
            None if is_folder => Ok(None),
            None => refused("it has no name"),
            Some(path) if is_folder => (self.visit)(&path, Entry::Folder).map(|()| None),
            Some(path) if !self.seen.insert(path.clone()) => refused("it is there twice"),
            path => Ok(path),
        }
    }
}

/// Below `root`, which is ours and has no links: so nothing that is made here leads out of it.
fn write(root: &Path, path: &RelPath, entry: Entry<'_>) -> Result<(), Refused> {
    let target = path.under(root);
    let unwritten = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            Refused::Entry(path.as_str().to_owned(), "it is there twice, or as a file and a folder".to_owned())
        }
        _ => Refused::Unwritten(format!("{path}: {error}")),
    };
    match entry {
        Entry::Folder => crate::write::folder(&target).map_err(unwritten),
        Entry::File(reader) => {
            if let Some(parent) = target.parent() {
                crate::write::folder(parent).map_err(unwritten)?;
            }
            let mut options = fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&target).map_err(unwritten)?;
            let mut buffer = vec![0; 64 << 10];
            loop {
                let read = reader.read(&mut buffer).map_err(|error| reading(&error))?;
                if read == 0 {
                    return Ok(());
                }
                file.write_all(&buffer[..read]).map_err(unwritten)?;
            }
        }
    }
}

/// What a failure to read says; one of [`Budget`] is about the size.
fn reading(error: &io::Error) -> Refused {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Spent>()) {
        Some(Spent(most)) => Refused::TooLarge(format!("it unpacks to more than {most} bytes")),
        None => Refused::Damaged(error.to_string()),
    }
}

/// Passes on at most so many bytes, then fails.
struct Budget<R> {
    inner: R,
    left: u64,
    most: u64,
}

#[derive(Debug)]
struct Spent(u64);

impl fmt::Display for Spent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "more than {} bytes", self.0)
    }
}

impl std::error::Error for Spent {}

impl<R: Read> Read for Budget<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| io::Error::other(Spent(self.most)))?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests;
