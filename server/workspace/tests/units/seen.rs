//! What is seen beside the files: an environment, what is imagined, what came from elsewhere, and what happens to a folder.

use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use compact_str::CompactString;
use workspace::environment::{find, normalised};
use workspace::imagined::Texts;
use workspace::remote::{Shelf, Wishes, text};
use workspace::watch::{Event, Watcher};
use workspace::{Database, FileSystem, Imagined, MemoryFileSystem};

#[test]
fn modules_come_from_records_and_from_the_folder() {
    let system = MemoryFileSystem::new();
    system.write("/r/.venv/pyvenv.cfg", "");
    system.write(
        "/r/.venv/lib/python3.12/site-packages/PyYAML-6.0.dist-info/RECORD",
        "yaml/__init__.py,,\n_yaml/__init__.py,,\nPyYAML-6.0.dist-info/RECORD,,\n",
    );
    system.write("/r/.venv/lib/python3.12/site-packages/six.py", "");
    let found = find(&system, Path::new("/r"), None).unwrap();
    assert_eq!(found.modules.get("yaml").map(CompactString::as_str), Some("pyyaml"));
    assert_eq!(found.modules.get("six").map(CompactString::as_str), Some("six"));
    assert!(!found.modules.contains_key("PyYAML-6"));
    assert_eq!(normalised("Foo__Bar.baz"), "foo-bar-baz");
}

#[test]
fn what_is_imagined_is_seen_and_goes_again() {
    let memory = MemoryFileSystem::new();
    memory.write(PathBuf::from("/r/a.py"), "a".to_owned());
    memory.write(PathBuf::from("/r/b.py"), "b".to_owned());
    let system = Imagined::new(Arc::new(memory));
    let names = |path: &str| {
        let mut out: Vec<String> = system.list(Path::new(path)).unwrap().into_iter().map(|listed| listed.shown).collect();
        out.sort();
        out
    };
    let texts: Texts = [("/r/a.py", Some("x")), ("/r/b.py", None), ("/r/new/deep/c.py", Some("c"))]
        .into_iter()
        .map(|(path, text)| (PathBuf::from(path), text.map(Arc::from)))
        .collect();
    assert_eq!(system.set(texts.clone()).len(), 3);
    assert_eq!(system.set(texts).len(), 0, "the same again changes nothing");
    assert_eq!(names("/r"), ["a.py", "new"]);
    assert_eq!(names("/r/new"), ["deep"]);
    assert_eq!(system.read(Path::new("/r/a.py")).unwrap(), b"x");
    assert_eq!(system.read(Path::new("/r/new/deep/c.py")).unwrap(), b"c");
    assert!(system.read(Path::new("/r/b.py")).is_err() && system.metadata(Path::new("/r/b.py")).is_err());
    assert_eq!(system.set(Texts::new()).len(), 3);
    assert_eq!(names("/r"), ["a.py", "b.py"]);
    // Nothing is left of it: whether that is an error is for what lies below to say.
    assert!(system.list(Path::new("/r/new")).is_ok_and(|listed| listed.is_empty()));
}

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

/// Waits for `path` among what is told; does `again` while it is not, since watches begin a little later.
fn told(events: &mpsc::Receiver<Event>, path: &Path, again: impl Fn()) -> bool {
    let end = Instant::now() + Duration::from_secs(20);
    again();
    while Instant::now() < end {
        match events.recv_timeout(Duration::from_millis(200)) {
            Ok(Event::Changed(paths)) if paths.iter().any(|other| other == path) => return true,
            Ok(_) => {}
            Err(_) => again(),
        }
    }
    false
}

#[test]
fn what_happens_in_a_watched_folder_is_told() {
    let place = tempfile::tempdir().unwrap();
    let place = std::fs::canonicalize(place.path()).unwrap();
    std::fs::create_dir(place.join("ignored")).unwrap();
    let (send, events) = mpsc::channel();
    let watcher = Watcher::start(move |event| drop(send.send(event))).unwrap();
    watcher.watch(vec![place.clone()]);
    let write = |name: &str| std::fs::write(place.join(name), "x").unwrap();
    assert!(told(&events, &place.join("a"), || write("a")));
    write("ignored/x");
    std::fs::rename(place.join("a"), place.join("b")).unwrap();
    assert!(told(&events, &place.join("b"), || {}));
    std::fs::create_dir(place.join("new")).unwrap();
    write("new/early");
    assert!(told(&events, &place.join("new"), || {}));
    watcher.watch(vec![place.clone(), place.join("new")]);
    assert!(told(&events, &place.join("new"), || {}), "what is new is looked at");
    assert!(told(&events, &place.join("new/late"), || write("new/late")));
    std::fs::remove_file(place.join("b")).unwrap();
    assert!(told(&events, &place.join("b"), || {}));
    drop(watcher);
    let rest: Vec<_> = events.iter().collect();
    assert!(!format!("{rest:?}").contains("ignored/x"));
}
