//! What earlier runs read from the files of a root, kept in the cache folder so that a later run need not read them again.
//!
//! One file per root and purpose: a head, an index sorted by path, and one record per file, whose content is opaque here. An entry
//! counts when the file still has the size and time it had, and otherwise when its bytes have the same hash.
//! Everything is checked before it is believed: a file of another build, cut short or changed is as good as none.
//!
//! **Invariant:** the file is replaced as a whole, so that a reader sees one state of it, whoever writes at that moment
//! or is killed while writing.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard};
use std::time::{SystemTime, UNIX_EPOCH};

use rustc_hash::{FxBuildHasher, FxHashMap};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::inputs::Stamp;
use crate::path::RelPath;
use crate::system::{Disk, FileSystem};

/// Changes with the form of the file.
const MAGIC: &[u8; 8] = b"ouroboC2";

/// A root whose records have more bytes keeps none: reading them would not be worth it.
const MOST_BYTES: usize = 512 << 20;

/// What all roots together may take; the oldest go first.
const MOST_BYTES_OF_ALL: u64 = 2 << 30;

/// A file as new as the cache itself may change once more without looking changed: file systems count in steps.
const RACY: u128 = 2_000_000_000;

/// Which state of which file a record is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Key {
    /// Size of the file, in bytes.
    pub len: u64,
    /// Its time, as in [`Stamp`].
    pub modified: u128,
    /// Hash of its bytes.
    pub hash: u64,
    /// Hash of whatever else the record depends on.
    pub context: u64,
}

impl Key {
    /// Whether a record about the one is a record about the other, whenever the file was written.
    fn is_about(&self, hash: u64, context: u64) -> bool {
        (self.hash, self.context) == (hash, context)
    }
}

#[derive(Serialize, Deserialize)]
struct Head {
    build: u64,
    written: u128,
    index: u64,
    records: u64,
}

/// Where something is among the bytes that were read.
#[derive(Clone, Copy, Debug)]
struct Place {
    start: usize,
    len: usize,
    sum: u64,
}

#[derive(Serialize, Deserialize)]
struct Indexed<'a> {
    path: &'a str,
    key: Key,
    len: u64,
    sum: u64,
}

#[derive(Debug)]
struct Entry {
    path: Range<usize>,
    key: Key,
    place: Place,
}

#[derive(Default, Debug)]
struct Loaded {
    bytes: Vec<u8>,
    /// By the hash of the path, which stays where it was read: a root has so many that copies of all take longer than what is read of one
    /// changed file. Of two paths with one hash, one has no record.
    entries: FxHashMap<u64, Entry>,
    written: u128,
    is_released: bool,
}

/// The records of one root, as they were when it was opened.
#[derive(Clone, Debug)]
pub struct Cache {
    file: PathBuf,
    build: u64,
    /// Read when it is first asked for.
    loaded: Arc<OnceLock<RwLock<Loaded>>>,
    /// How often a record was found by its file's stamp, and how often not.
    asked: Arc<(AtomicUsize, AtomicUsize)>,
}

impl Cache {
    /// The records of the root at `root` in our own cache folder; `None` where there is no such folder.
    pub fn of_root(root: &Path) -> Option<Cache> {
        let name = format!("{:016x}.facts", xxh3_64(root.as_os_str().as_encoded_bytes()));
        Some(Cache::open(crate::folders::cache()?.join("facts").join(name), build()))
    }

    /// The records in `file`, if they are of this `build`.
    pub fn open(file: PathBuf, build: u64) -> Cache {
        Cache { file, build, loaded: Arc::default(), asked: Arc::default() }
    }

    /// Other records about the same root.
    pub fn beside(&self, extension: &str) -> Cache {
        Cache::open(self.file.with_extension(extension), self.build)
    }

    /// Reads the records while something else is waited for, which they do not hang on.
    pub fn read_ahead(&self) {
        if self.loaded.get().is_none() {
            let cache = self.clone();
            rayon::spawn(move || {
                cache.cell();
            });
        }
    }

    fn loaded(&self) -> RwLockReadGuard<'_, Loaded> {
        self.cell().read().unwrap_or_else(PoisonError::into_inner)
    }

    fn cell(&self) -> &RwLock<Loaded> {
        self.loaded.get_or_init(|| {
            let loaded = Disk.read(&self.file).ok().and_then(|bytes| Loaded::read(bytes, self.build)).unwrap_or_default();
            tracing::debug!(file = %self.file.display(), entries = loaded.entries.len(), "what earlier runs kept");
            RwLock::new(loaded)
        })
    }

    /// Hands `read` the record about `path`, when the file has the stamp it had.
    pub fn find_by_stamp<T>(&self, path: &RelPath, context: u64, stamp: Stamp, read: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
        let found = self.find(path, |known| known.key.context == context && known.has_stamp(stamp), read);
        let asked = if found.is_some() { &self.asked.0 } else { &self.asked.1 };
        asked.fetch_add(1, Ordering::Relaxed);
        found
    }

    /// Hands `read` the record about `path`, when the file's bytes have the hash they had.
    pub fn find_by_hash<T>(&self, path: &RelPath, context: u64, hash: u64, read: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
        self.find(path, |known| known.key.is_about(hash, context), read)
    }

    /// Hands `read` the record about `path`, when everything is as it was.
    pub fn find_same<T>(&self, path: &RelPath, key: &Key, read: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
        self.find(path, |known| known.key == key && !known.is_racy, read)
    }

    fn find<T>(&self, path: &RelPath, is_same: impl FnOnce(&Known<'_>) -> bool, read: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
        let loaded = self.loaded();
        let Entry { key, place, .. } = loaded.entry(path)?;
        let known = Known { key, is_racy: key.modified + RACY > loaded.written };
        let record = loaded.record(*place).filter(|_| is_same(&known))?;
        read(record)
    }

    /// Whether there is a record of exactly this state.
    pub fn has(&self, path: &RelPath, key: &Key) -> bool {
        let loaded = self.loaded();
        loaded.entry(path).is_some_and(|entry| entry.key.is_about(key.hash, key.context))
    }

    /// Whether nearly every file had a record that its stamp led to: the others are read sooner than all is written anew.
    pub fn covers_nearly_all(&self) -> bool {
        let (found, missed) = (self.asked.0.load(Ordering::Relaxed), self.asked.1.load(Ordering::Relaxed));
        missed * 50 <= found
    }

    /// Whether writing `files` would change nothing that a later run could use.
    pub fn is_up_to_date(&self, files: &[(RelPath, Key, Option<Vec<u8>>)]) -> bool {
        let loaded = self.loaded();
        let is_known =
            |path: &RelPath, key: &Key| loaded.entry(path).is_some_and(|entry| entry.key == *key && key.modified + RACY <= loaded.written);
        loaded.entries.len() == files.len() && files.iter().all(|(path, key, _)| is_known(path, key))
    }

    /// Lets the records go: what was read of them stays with whoever read it.
    pub fn release(&self) {
        *self.cell().write().unwrap_or_else(PoisonError::into_inner) = Loaded { is_released: true, ..Loaded::default() };
    }

    /// Whether they were let go.
    pub fn is_released(&self) -> bool {
        self.loaded().is_released
    }

    /// Writes the records of all files anew. For each, `Some` record is stored; `None` keeps the one that was loaded for
    /// the same key, and drops the entry when there is none.
    ///
    /// # Errors
    /// Those of the system. A cache is nothing that may fail a check: they are for the log.
    pub fn write(&self, files: Vec<(RelPath, Key, Option<Vec<u8>>)>) -> std::io::Result<()> {
        let bytes = {
            let loaded = self.loaded();
            let (mut index, mut records) = (Vec::with_capacity(files.len()), Vec::new());
            for (path, key, record) in &files {
                let kept = || {
                    let entry = loaded.entry(path)?;
                    loaded.record(entry.place).filter(|_| entry.key.is_about(key.hash, key.context))
                };
                let Some(record) = record.as_deref().or_else(kept) else { continue };
                index.push(Indexed { path: path.as_str(), key: key.clone(), len: record.len() as u64, sum: xxh3_64(record) });
                records.extend_from_slice(record);
            }
            if records.len() > MOST_BYTES {
                return Ok(());
            }
            assemble(&index, &records, self.build)
        };
        let folder = self.file.parent().unwrap_or(Path::new("."));
        crate::write::folder(folder)?;
        crate::write::make_room(folder, MOST_BYTES_OF_ALL.saturating_sub(bytes.len() as u64), &self.file);
        crate::write::replace(&self.file, &bytes)
    }
}

/// What is known of the file that a record is about: its state then.
struct Known<'a> {
    key: &'a Key,
    is_racy: bool,
}

impl Known<'_> {
    /// Whether a file with this stamp is the same without looking into it.
    fn has_stamp(&self, stamp: Stamp) -> bool {
        (self.key.len, self.key.modified) == (stamp.len, stamp.modified) && stamp.bump == 0 && !self.is_racy
    }
}

impl Loaded {
    fn read(bytes: Vec<u8>, build: u64) -> Option<Loaded> {
        let (head, rest) = postcard::take_from_bytes::<Head>(bytes.strip_prefix(MAGIC)?).ok()?;
        if head.build != build {
            return None;
        }
        let (index, records) = rest.split_at_checked(usize::try_from(rest.len() as u64 - head.records.min(rest.len() as u64)).ok()?)?;
        if records.len() as u64 != head.records || xxh3_64(index) != head.index {
            return None;
        }
        let mut start = bytes.len() - records.len();
        let index = postcard::from_bytes::<Vec<Indexed<'_>>>(index).ok()?;
        let mut entries = FxHashMap::with_capacity_and_hasher(index.len(), FxBuildHasher);
        for Indexed { path, key, len, sum } in index {
            let len = usize::try_from(len).ok()?;
            let at = path.as_ptr().addr().checked_sub(bytes.as_ptr().addr())?;
            let entry = Entry { path: at..at + path.len(), key, place: Place { start, len, sum } };
            entries.insert(xxh3_64(path.as_bytes()), entry);
            start = start.checked_add(len)?;
        }
        Some(Loaded { entries, written: head.written, bytes, is_released: false })
    }

    fn entry(&self, path: &RelPath) -> Option<&Entry> {
        let path = path.as_str().as_bytes();
        self.entries.get(&xxh3_64(path)).filter(|entry| self.bytes.get(entry.path.clone()) == Some(path))
    }

    /// The record at `place`, unless something happened to it.
    fn record(&self, place: Place) -> Option<&[u8]> {
        let record = self.bytes.get(place.start..place.start.checked_add(place.len)?)?;
        (xxh3_64(record) == place.sum).then_some(record)
    }
}

fn assemble(index: &[Indexed<'_>], records: &[u8], build: u64) -> Vec<u8> {
    let encode = |what: postcard::Result<Vec<u8>>| what.unwrap_or_default();
    let index = encode(postcard::to_stdvec(index));
    let written = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    let head = encode(postcard::to_stdvec(&Head { build, written, index: xxh3_64(&index), records: records.len() as u64 }));
    [MAGIC, &head[..], &index, records].concat()
}

/// Tells this program from any other: two builds may read the same text differently.
fn build() -> u64 {
    let of_program = std::env::current_exe().and_then(|path| Disk.metadata(&path)).map(|metadata| (metadata.len, metadata.modified));
    xxh3_64(format!("{} {of_program:?}", env!("CARGO_PKG_VERSION")).as_bytes())
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)] // tests may
mod tests {
    use super::*;

    fn key(hash: u64) -> Key {
        Key { len: 3, modified: 5, hash, context: 0 }
    }

    fn find(cache: &Cache, path: &str, hash: u64) -> Option<Vec<u8>> {
        cache.find_by_hash(&RelPath::new(path), 0, hash, |record| Some(record.to_vec()))
    }

    fn filled(file: &Path) -> Cache {
        let cache = Cache::open(file.to_path_buf(), 1);
        cache
            .write(vec![(RelPath::new("a"), key(1), Some(b"one".to_vec())), (RelPath::new("b/c"), key(2), Some(b"two".to_vec()))])
            .unwrap();
        Cache::open(file.to_path_buf(), 1)
    }

    #[test]
    fn what_was_written_is_found_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep/x.facts");
        let cache = filled(&file);
        assert_eq!((find(&cache, "a", 1), find(&cache, "b/c", 2)), (Some(b"one".to_vec()), Some(b"two".to_vec())));
        assert_eq!((find(&cache, "a", 9), find(&cache, "z", 1)), (None, None));
        // Kept without being handed in again; gone when its key is another, or when it is not named.
        cache.write(vec![(RelPath::new("a"), key(1), None), (RelPath::new("b/c"), key(3), None)]).unwrap();
        let again = Cache::open(file.clone(), 1);
        assert_eq!((find(&again, "a", 1), find(&again, "b/c", 2)), (Some(b"one".to_vec()), None));
        again.release();
        assert_eq!(find(&again, "a", 1), None);
        assert_eq!(find(&Cache::open(file, 2), "a", 1), None, "another build's");
    }

    #[test]
    fn a_stamp_counts_unless_the_file_is_as_new_as_the_cache() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.facts");
        let cache = Cache::open(file.clone(), 1);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
        let new = Key { modified: now, ..key(1) };
        cache.write(vec![(RelPath::new("old"), key(1), Some(vec![1])), (RelPath::new("new"), new, Some(vec![2]))]).unwrap();
        let cache = Cache::open(file, 1);
        let by_stamp = |path: &str, modified: u128| {
            let stamp = Stamp { len: 3, modified, bump: 0 };
            cache.find_by_stamp(&RelPath::new(path), 0, stamp, |record| Some(record[0]))
        };
        assert_eq!((by_stamp("old", 5), by_stamp("old", 6), by_stamp("new", now)), (Some(1), None, None));
    }

    #[test]
    fn whatever_happens_to_the_file_it_is_right_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.facts");
        filled(&file);
        let bytes = std::fs::read(&file).unwrap();
        for cut in 0..bytes.len() {
            std::fs::write(&file, &bytes[..cut]).unwrap();
            assert_eq!(find(&Cache::open(file.clone(), 1), "a", 1), None, "cut to {cut}");
        }
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0x55;
            std::fs::write(&file, &changed).unwrap();
            let cache = Cache::open(file.clone(), 1);
            assert!(find(&cache, "a", 1).is_none_or(|record| record == b"one"), "byte {at}");
            assert!(find(&cache, "b/c", 2).is_none_or(|record| record == b"two"), "byte {at}");
        }
        std::fs::write(&file, b"nonsense").unwrap();
        let cache = Cache::open(file.clone(), 1);
        cache.write(vec![(RelPath::new("a"), key(1), Some(vec![7]))]).unwrap();
        assert_eq!(find(&Cache::open(file, 1), "a", 1), Some(vec![7]), "and is made anew");
    }
}
