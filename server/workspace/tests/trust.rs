//! The person's file of what they trust: read only where nobody else can have written it, written by one at a time.

#![cfg(unix)]
#![allow(clippy::disallowed_methods)] // tests may

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use workspace::trust::store::Store;

const ROOT: &str = "/somewhere/else";

#[test]
fn it_is_the_persons_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path().join("deep/ouroboros"));
    let root = Path::new(ROOT);
    assert_eq!(store.read(root), Ok(String::new()));
    store.edit(root, |text| Ok(Some(format!("{text}a: 1\n")))).unwrap();
    assert_eq!(store.read(root).unwrap(), "a: 1\n");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&store.file()), mode(store.file().parent().unwrap())), (0o600, 0o700));
    assert_eq!(store.edit(root, |_| Err("no".to_owned())), Err("no".to_owned()));
    assert_eq!(store.read(root).unwrap(), "a: 1\n");
    // Widened by somebody: nobody knows who wrote it then, and nothing is written over it either.
    std::fs::set_permissions(store.file(), PermissionsExt::from_mode(0o664)).unwrap();
    let error = store.read(root).unwrap_err();
    assert!(error.contains("trusts nothing: others may write it"), "{error}");
    assert!(store.edit(root, |_| Ok(Some("x".to_owned()))).is_err());
    // A narrower one that was made by hand is narrowed further.
    std::fs::set_permissions(store.file(), PermissionsExt::from_mode(0o644)).unwrap();
    store.edit(root, |_| Ok(Some("b: 1\n".to_owned()))).unwrap();
    assert_eq!((store.read(root).unwrap().as_str(), mode(&store.file())), ("b: 1\n", 0o600));
}

#[test]
fn no_link_leads_elsewhere_and_no_repository_trusts_itself() {
    let folder = tempfile::tempdir().unwrap();
    let top = folder.path().canonicalize().unwrap();
    let (own, outside) = (top.join("ouroboros"), top.join("outside.yaml"));
    std::fs::create_dir(&own).unwrap();
    std::fs::write(&outside, "a: 1\n").unwrap();
    symlink(&outside, own.join("config.yaml")).unwrap();
    let store = Store::at(own.clone());
    let root = Path::new(ROOT);
    for error in [store.read(root).unwrap_err(), store.edit(root, |_| Ok(Some(String::new()))).unwrap_err()] {
        assert!(error.contains("trusts nothing: it is a link out of its folder"), "{error}");
    }
    assert_eq!(std::fs::read_to_string(&outside).unwrap(), "a: 1\n");
    std::fs::remove_file(own.join("config.yaml")).unwrap();
    symlink("own.yaml", own.join("config.yaml")).unwrap();
    std::fs::write(own.join("own.yaml"), "b: 1\n").unwrap();
    assert_eq!(store.read(root).unwrap(), "b: 1\n", "within its folder it may be a link");
    store.edit(root, |_| Ok(Some("c: 1\n".to_owned()))).unwrap();
    assert!(own.join("config.yaml").is_symlink() && store.read(root).unwrap() == "c: 1\n");
    for root in [&own, &top] {
        assert!(store.read(root).unwrap_err().contains("it lies in the repository"), "{}", root.display());
    }
    std::fs::remove_file(own.join("own.yaml")).unwrap();
    assert!(store.read(root).is_err(), "a link to nothing is not nothing");
}

#[test]
fn nobody_loses_what_another_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path().join("ouroboros"));
    let (threads, times) = (4, 10);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let store = &store;
            scope.spawn(move || {
                for time in 0..times {
                    store.edit(Path::new(ROOT), |text| Ok(Some(format!("{text}{thread}-{time}: 1\n")))).unwrap();
                }
            });
        }
    });
    assert_eq!(store.read(Path::new(ROOT)).unwrap().lines().count(), threads * times);
}
