//! Writing several files below a root so that they are written all or not at all, whatever happens meanwhile.
//!
//! Everything new is first written beside, below `.ouroboros/journal`. Then one rename puts a list of what is to be done
//! there: from then on the change counts as made, and [`recover`] finishes what a killed process has begun. Before it,
//! [`recover`] throws away what lies there. A failure that is noticed is undone at once.
//!
//! **Invariant:** nothing is written through a link, and nothing outside of the root.

// The one place, with `write`, that may.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::path::RelPath;

/// The folder of a change under way, below the root.
pub const JOURNAL: &str = ".ouroboros/journal";
const STEPS: &str = "steps";

/// One file of a change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Which.
    pub path: RelPath,
    /// What it holds afterwards; `None`: it is gone, and so are folders that this empties.
    pub bytes: Option<Vec<u8>>,
}

/// Makes a change: all steps or none. Says how many files were written or removed.
///
/// # Errors
/// What the system said, with the path; everything is as it was then.
pub fn apply(root: &Path, steps: &[Step]) -> Result<usize, String> {
    recover(root)?;
    if steps.is_empty() {
        return Ok(0);
    }
    for step in steps {
        sound(root, &step.path)?;
    }
    let journal = root.join(JOURNAL);
    sound(root, &RelPath::new(JOURNAL))?;
    let told = |what: &str, error: &io::Error| format!("cannot {what}: {error}");
    let prepared = prepare(&journal, root, steps).map_err(|(path, error)| told(&format!("prepare {path}"), &error));
    if let Err(message) = prepared {
        let _ = fs::remove_dir_all(&journal);
        tidy(root);
        return Err(message);
    }
    if let Err((at, error)) = carry_out(&journal, root, steps) {
        let undone = undo(&journal, root, &steps[..=at]);
        let message = told(&format!("write {}", steps[at].path), &error);
        return Err(match undone {
            Ok(()) => {
                let _ = fs::remove_dir_all(&journal);
                tidy(root);
                format!("{message}; everything is as it was")
            }
            Err(error) => format!("{message}; undoing it failed as well ({error}): what was there is in {}", journal.display()),
        });
    }
    finish(&journal, root);
    Ok(steps.len())
}

/// Finishes or forgets what a killed process has begun. Says whether there was anything.
///
/// # Errors
/// What the system said.
pub fn recover(root: &Path) -> Result<bool, String> {
    let journal = root.join(JOURNAL);
    // Whoever put a link there does not get it followed.
    if !fs::symlink_metadata(&journal).is_ok_and(|metadata| metadata.is_dir()) || sound(root, &RelPath::new(JOURNAL)).is_err() {
        return Ok(false);
    }
    let told = |error: io::Error| format!("cannot finish an interrupted change below {}: {error}", journal.display());
    match fs::read_to_string(journal.join(STEPS)) {
        Ok(list) => {
            let steps =
                read_steps(&list).ok_or_else(|| format!("{} is no list of steps: remove the folder", journal.join(STEPS).display()))?;
            for step in &steps {
                sound(root, &step.path)?;
            }
            carry_out(&journal, root, &steps).map_err(|(_, error)| told(error))?;
            finish(&journal, root);
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::remove_dir_all(&journal).map_err(told)?;
            tidy(root);
        }
        Err(error) => return Err(told(error)),
    }
    Ok(true)
}

/// That no part of a path, the last one included, is a link or otherwise no place for a file.
fn sound(root: &Path, path: &RelPath) -> Result<(), String> {
    let mut at = root.to_path_buf();
    for part in path.parts() {
        at.push(part);
        match fs::symlink_metadata(&at) {
            Ok(metadata) if metadata.is_symlink() => return Err(format!("{path} is not written: {} is a link", at.display())),
            Ok(metadata) if !metadata.is_dir() && at != path.under(root) => {
                return Err(format!("{path} is not written: {} is no folder", at.display()));
            }
            Ok(metadata) if metadata.is_dir() && at == path.under(root) && path.as_str() != JOURNAL => {
                return Err(format!("{path} is not written: it is a folder"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The new texts, copies of what they replace, and last the list: from its rename on the change counts.
fn prepare(journal: &Path, root: &Path, steps: &[Step]) -> Result<(), (RelPath, io::Error)> {
    let own = |error: io::Error| (RelPath::new(JOURNAL), error);
    fs::create_dir_all(journal).map_err(own)?;
    for (number, step) in steps.iter().enumerate() {
        let of = |error: io::Error| (step.path.clone(), error);
        let target = step.path.under(root);
        match fs::copy(&target, journal.join(format!("{number}.old"))) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            copied => _ = copied.map_err(of)?,
        }
        let Some(bytes) = &step.bytes else { continue };
        let staged = journal.join(format!("{number}.new"));
        let mut file = fs::File::create_new(&staged).map_err(of)?;
        file.write_all(bytes).map_err(of)?;
        if let Ok(before) = fs::metadata(&target) {
            file.set_permissions(before.permissions()).map_err(of)?;
        }
        file.sync_all().map_err(of)?;
    }
    let list = journal.join("steps.tmp");
    let mut file = fs::File::create_new(&list).map_err(own)?;
    file.write_all(steps_text(steps).as_bytes()).map_err(own)?;
    file.sync_all().map_err(own)?;
    fs::rename(&list, journal.join(STEPS)).map_err(own)?;
    sync(journal);
    Ok(())
}

/// One line a step: what is done, and where. Paths hold no line ends: outputs and our own files only.
fn steps_text(steps: &[Step]) -> String {
    steps.iter().map(|step| format!("{} {}\n", if step.bytes.is_some() { "write" } else { "remove" }, step.path.as_str())).collect()
}

fn read_steps(list: &str) -> Option<Vec<Step>> {
    list.lines()
        .map(|line| {
            let (what, path) = line.split_once(' ')?;
            let resolved = RelPath::root().resolve(path).filter(|resolved| resolved.as_str() == path)?;
            // The bytes lie beside the list.
            let bytes = match what {
                "write" => Some(Vec::new()),
                "remove" => None,
                _ => return None,
            };
            Some(Step { path: resolved, bytes })
        })
        .collect()
}

/// Does all steps; those that are done already, by whoever began, are left. The number of the one that failed.
fn carry_out(journal: &Path, root: &Path, steps: &[Step]) -> Result<(), (usize, io::Error)> {
    for (number, step) in steps.iter().enumerate() {
        let target = step.path.under(root);
        let done = if step.bytes.is_some() {
            let staged = journal.join(format!("{number}.new"));
            if !staged.exists() {
                continue;
            }
            target.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::rename(&staged, &target))
        } else {
            match fs::remove_file(&target) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                removed => removed,
            }
        };
        done.map_err(|error| (number, error))?;
    }
    Ok(())
}

/// Puts back what was there before each of `steps`.
fn undo(journal: &Path, root: &Path, steps: &[Step]) -> io::Result<()> {
    // The change does not count any more, whatever happens next.
    fs::remove_file(journal.join(STEPS))?;
    for (number, step) in steps.iter().enumerate().rev() {
        let (old, target) = (journal.join(format!("{number}.old")), step.path.under(root));
        if old.exists() {
            fs::rename(&old, &target)?;
        } else if journal.join(format!("{number}.new")).exists() {
            // It was not reached.
        } else {
            match fs::remove_file(&target) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => empty_folders(root, &step.path),
            }
        }
    }
    Ok(())
}

/// The change is made: makes it last, then forgets the journal, the list first of all.
fn finish(journal: &Path, root: &Path) {
    let steps = fs::read_to_string(journal.join(STEPS)).ok().and_then(|list| read_steps(&list)).unwrap_or_default();
    let mut folders: Vec<PathBuf> = steps.iter().filter_map(|step| step.path.under(root).parent().map(Path::to_path_buf)).collect();
    folders.sort();
    folders.dedup();
    folders.iter().for_each(|folder| sync(folder));
    let _ = fs::remove_file(journal.join(STEPS));
    let _ = fs::remove_dir_all(journal);
    for step in steps.iter().filter(|step| step.bytes.is_none()) {
        empty_folders(root, &step.path);
    }
    tidy(root);
}

/// Removes the folders above a removed file that hold nothing any more.
fn empty_folders(root: &Path, path: &RelPath) {
    for folder in std::iter::successors(path.parent(), RelPath::parent) {
        if folder.as_str().is_empty() || fs::remove_dir(folder.under(root)).is_err() {
            return;
        }
    }
}

/// Removes our own folder once it is empty.
fn tidy(root: &Path) {
    let _ = fs::remove_dir(root.join(".ouroboros"));
}

/// A name in a folder lasts once the folder is synced.
fn sync(folder: &Path) {
    if let Ok(folder) = fs::File::open(folder) {
        let _ = folder.sync_all();
    }
}
