//! Texts from elsewhere, by address: schemas that documents name and that a person lets be fetched.
//!
//! A query asks for a text and goes on without it; that it was wanted is kept, and whoever runs the whole may fetch it and
//! set it, which judges again what asked. Nobody fetches here. What was fetched is kept in the cache folder for a while.

#![allow(missing_docs)] // salsa's macros make methods that carry none

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use crate::db::Db;
use crate::system::{Disk, FileSystem};

/// What is kept on the disk takes no more, in bytes; the oldest goes first.
const MOST_KEPT: u64 = 64 << 20;
/// A larger text is not kept, nor used.
pub const MOST_OF_ONE: u64 = 8 << 20;

/// Texts by their address.
pub type Texts = BTreeMap<String, Arc<str>>;

/// What was fetched.
#[salsa::input(singleton, debug)]
pub(crate) struct Remote {
    #[returns(clone)]
    pub texts: Arc<Texts>,
}

/// The text at an address, where it was fetched; else it is wished for.
pub fn text(db: &dyn Db, address: &str) -> Option<Arc<str>> {
    let found = Remote::try_get(db).and_then(|remote| remote.texts(db).get(address).cloned());
    if found.is_none() {
        db.wish(address);
    }
    found
}

/// Addresses whose text was asked for. Clones are the same.
#[derive(Clone, Default)]
pub struct Wishes(Arc<State>);

#[derive(Default)]
struct State {
    known: Mutex<BTreeSet<String>>,
    open: Mutex<Vec<String>>,
    told: OnceLock<Box<dyn Fn() + Send + Sync>>,
}

impl Wishes {
    /// Calls `told` whenever something new is wished for, on the thread that wishes.
    pub fn tell(&self, told: impl Fn() + Send + Sync + 'static) {
        let _ = self.0.told.set(Box::new(told));
    }

    /// What was wished for since the last time. Each address comes once.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.open.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn add(&self, address: &str) {
        if self.0.known.lock().unwrap_or_else(PoisonError::into_inner).insert(address.to_owned()) {
            self.0.open.lock().unwrap_or_else(PoisonError::into_inner).push(address.to_owned());
            if let Some(told) = self.0.told.get() {
                told();
            }
        }
    }
}

/// Where fetched texts are kept: a file for each, its address in the first line.
#[derive(Clone, Debug)]
pub struct Shelf(PathBuf);

impl Shelf {
    /// The person's own; `None`: they have no cache folder.
    pub fn of_person() -> Option<Shelf> {
        crate::folders::cache().map(|cache| Shelf(cache.join("schemas")))
    }

    /// In another folder.
    pub fn at(folder: PathBuf) -> Shelf {
        Shelf(folder)
    }

    /// The text kept of an address, and how old it is when `now` is the time since the epoch.
    pub fn find(&self, address: &str, now: Duration) -> Option<(Arc<str>, Duration)> {
        let file = self.file(address);
        let bytes = Disk.read_small(&file, MOST_OF_ONE + 4096).ok()?;
        let modified = u64::try_from(Disk.metadata(&file).ok()?.modified).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (first, text) = text.split_once('\n')?;
        (first == address).then(|| (Arc::from(text), now.saturating_sub(Duration::from_nanos(modified))))
    }

    /// Keeps a text.
    ///
    /// # Errors
    /// Those of the system: for the log.
    pub fn keep(&self, address: &str, text: &str) -> std::io::Result<()> {
        let bytes = format!("{address}\n{text}");
        let file = self.file(address);
        crate::write::folder(&self.0)?;
        crate::write::make_room(&self.0, MOST_KEPT.saturating_sub(bytes.len() as u64), &file);
        crate::write::replace(&file, bytes.as_bytes())
    }

    fn file(&self, address: &str) -> PathBuf {
        self.0.join(format!("{:016x}", xxhash_rust::xxh3::xxh3_64(address.as_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Database;

    #[test]
    fn what_is_not_there_is_wished_for_once() {
        let wishes = Wishes::default();
        let mut db = Database::new().wishing(wishes.clone());
        assert_eq!(text(&db, "https://x.org/a"), None);
        assert_eq!(text(&db, "https://x.org/a"), None);
        assert_eq!((wishes.take(), wishes.take()), (vec!["https://x.org/a".to_owned()], Vec::new()));
        db.add_remote([("https://x.org/a".to_owned(), Arc::from("{}"))].into());
        assert_eq!(text(&db, "https://x.org/a").as_deref(), Some("{}"));
    }

    #[test]
    fn what_is_kept_is_found_under_its_own_address() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::at(folder.path().join("schemas"));
        shelf.keep("https://x.org/a", "{\n}").unwrap();
        let (text, age) = shelf.find("https://x.org/a", Duration::from_secs(u64::from(u32::MAX))).unwrap();
        assert_eq!(&*text, "{\n}");
        assert!(age > Duration::from_secs(1));
        assert!(shelf.find("https://x.org/b", Duration::ZERO).is_none());
    }
}
