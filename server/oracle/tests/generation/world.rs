//! A repository in memory that can be generated in.

use std::collections::BTreeMap;

use alpha::changes::{Changes, Request, changes, unformatted};
use alpha::readback::Lifted;
use workspace::fixture::{Fixture, Opened};

/// Paths and texts.
pub type Files = BTreeMap<String, String>;

/// Opens `files` as a root.
pub fn open(files: &Files) -> Opened {
    Fixture { files: files.iter().map(|(path, text)| (path.clone(), text.clone())).collect(), markers: Vec::new() }.open()
}

/// What generating would change.
pub fn planned(files: &Files, force: bool) -> Changes {
    let opened = open(files);
    let request = Request { force, ..Request::default() };
    changes(&opened.db, opened.root, &request, &unformatted).expect("the lock file can be read")
}

/// Makes the changes.
pub fn apply(files: &mut Files, changes: &Changes) {
    let own = changes.files.iter().map(|change| (change.path.as_str(), change.after.as_deref()));
    let books = changes.bookkeeping.iter().map(|(path, text)| (path.as_str(), text.as_deref()));
    for (path, text) in own.chain(books) {
        match text {
            Some(text) => _ = files.insert(path.to_owned(), text.to_owned()),
            None => _ = files.remove(path),
        }
    }
}

/// G: generates, and says what it did.
pub fn generate(files: &mut Files) -> Changes {
    let changes = planned(files, false);
    apply(files, &changes);
    changes
}

/// R: what the files say.
pub fn read_back(files: &Files) -> Lifted {
    let opened = open(files);
    alpha::readback::read_back(&opened.db, opened.root, &[])
}

/// What stands in the way of generating.
pub fn problems(files: &Files) -> Vec<String> {
    let opened = open(files);
    oracle::generation::blocking(&opened.db, opened.root, &[])
        .iter()
        .map(|found| format!("{} {}: {}", found.code, found.path, found.message))
        .collect()
}
