//! What was read, kept for other runs.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use workspace::cache::Key;
use workspace::{Cache, RelPath, Stamp};

fn key(hash: u64) -> Key {
    Key { len: 3, modified: 5, hash, context: 0 }
}

fn find(cache: &Cache, path: &str, hash: u64) -> Option<Vec<u8>> {
    cache.find_by_hash(&RelPath::new(path), 0, hash, |record| Some(record.to_vec()))
}

fn filled(file: &Path) -> Cache {
    let cache = Cache::open(file.to_path_buf(), 1);
    cache.write(vec![(RelPath::new("a"), key(1), Some(b"one".to_vec())), (RelPath::new("b/c"), key(2), Some(b"two".to_vec()))]).unwrap();
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
