//! Two states of one repository side by side: what is new in the later one, and what was there before.
//!
//! Each state has a [`Host`](crate::Host) of its own, since a finding depends on all files. Both roots have the
//! same path, so that nothing but the files differs.

mod comments;

use std::collections::BTreeMap;

use workspace::git::{Candidate, renames};
use workspace::{Database, Db, File, RelPath, Root};

use crate::baseline::{Baseline, keys, matching::matching};
use crate::snapshot::{Cancellable, Snapshot};

pub use comments::distrusted;

/// For each finding of `now`, as [`Snapshot::all_findings`] gives them, whether `then` had it already. Lines that
/// moved and files that have another name make no finding new.
///
/// # Errors
/// The states changed meanwhile.
pub fn known(then: (&Snapshot, Root), now: (&Snapshot, Root)) -> Cancellable<Vec<bool>> {
    let (old, new) = (then.0.all_findings(then.1)?, now.0.all_findings(now.1)?);
    let mut before = then.0.ask(|db| keys(db, &old))?;
    let after = now.0.ask(|db| keys(db, &new))?;
    let moved = now.0.ask(|db| moved((then.0.db(), then.1), (db, now.1)))?;
    for key in &mut before {
        if let Some(path) = RelPath::root().resolve(&key.path).and_then(|path| moved.get(&path)) {
            key.path = path.to_string();
        }
    }
    let exists = |path: &str| RelPath::root().resolve(path).is_some_and(|path| now.1.entry(now.0.db(), &path).is_some());
    Ok(matching(&Baseline::of(before), &after, &exists).known)
}

/// Where files of `then` are now, as far as they have another name.
fn moved(then: (&Database, Root), now: (&Database, Root)) -> BTreeMap<RelPath, RelPath> {
    let lost = |from: (&Database, Root), to: (&Database, Root)| -> Vec<File> {
        let files = from.1.files(from.0).into_iter();
        files.filter(|file| to.1.entry(to.0, file.path(from.0)).is_none()).collect()
    };
    let (gone, come) = (lost(then, now), lost(now, then));
    let candidates = |db: &Database, files: &[File]| -> Vec<Candidate> {
        let candidate =
            |file: &File| Candidate { path: file.path(db).clone(), len: file.stamp(db).len, content: graph::ranges(db, *file).hash.into() };
        files.iter().map(candidate).collect()
    };
    let text = |went: bool, at: usize| {
        let (db, root, file) = if went { (then.0, then.1, gone[at]) } else { (now.0, now.1, come[at]) };
        db.system().read(&file.path(db).under(root.path(db))).ok()
    };
    let (old, new) = (candidates(then.0, &gone), candidates(now.0, &come));
    let pairs = renames(&old, &new, &text).into_iter();
    pairs.map(|(from, to, _)| (old[from].path.clone(), new[to].path.clone())).collect()
}
