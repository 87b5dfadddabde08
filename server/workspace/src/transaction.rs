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

#[cfg(test)]
mod tests {
    use super::*;

    fn step(path: &str, text: Option<&str>) -> Step {
        Step { path: RelPath::new(path), bytes: text.map(|text| text.as_bytes().to_vec()) }
    }

    fn tree(root: &Path) -> Vec<(String, String)> {
        fn walk(root: &Path, folder: &Path, out: &mut Vec<(String, String)>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(root, &path, out);
                } else {
                    out.push((path.strip_prefix(root).unwrap().display().to_string(), fs::read_to_string(&path).unwrap()));
                }
            }
        }
        let mut out = Vec::new();
        walk(root, root, &mut out);
        out.sort();
        out
    }

    #[test]
    fn all_steps_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        apply(root, &[step("a", Some("1")), step("b/c/d", Some("2"))]).unwrap();
        assert_eq!(tree(root), [("a".into(), "1".into()), ("b/c/d".into(), "2".into())]);
        apply(root, &[step("a", Some("3")), step("b/c/d", None), step("e", None)]).unwrap();
        assert_eq!(tree(root), [("a".into(), "3".into())]);
        assert!(!root.join("b").exists() && !root.join(".ouroboros").exists(), "empty folders go");
    }

    #[test]
    fn a_failure_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        apply(root, &[step("a", Some("1")), step("x", Some("file"))]).unwrap();
        let before = tree(root);
        // `y` becomes a file and a folder at once: only carrying it out shows that.
        let error = apply(root, &[step("a", Some("2")), step("y", Some("")), step("y/z", Some("")), step("x", None)]).unwrap_err();
        assert!(error.contains("everything is as it was"), "{error}");
        assert_eq!(tree(root), before);
        assert!(apply(root, &[step("a", Some("2")), step("x/z", Some(""))]).is_err());
        assert_eq!(tree(root), before);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let root = folder.path();
        std::os::unix::fs::symlink(outside.path(), root.join("out")).unwrap();
        fs::write(outside.path().join("file"), "theirs").unwrap();
        std::os::unix::fs::symlink(outside.path().join("file"), root.join("file")).unwrap();
        for path in ["out/x", "file"] {
            let error = apply(root, &[step("a", Some("1")), step(path, Some("ours"))]).unwrap_err();
            assert!(error.contains("is a link"), "{error}");
        }
        assert_eq!(tree(outside.path()), [("file".into(), "theirs".into())]);
        assert!(!root.join("a").exists());
        // Nor is a journal trusted that is somewhere else.
        fs::create_dir(outside.path().join("journal")).unwrap();
        fs::write(outside.path().join("journal/steps"), "remove file\n").unwrap();
        std::os::unix::fs::symlink(outside.path(), root.join(".ouroboros")).unwrap();
        assert_eq!(recover(root), Ok(false));
    }

    /// What a killed process leaves at every point of its work: each prefix of what it does to the disk.
    #[test]
    fn a_killed_process_leaves_the_old_or_the_new() {
        let steps = [step("a", Some("new a")), step("b", None), step("c/d", Some("new d")), step("e", Some("new e"))];
        let old = [("a", "old a"), ("b", "old b"), ("e", "old e")];
        let new = [("a", "new a"), ("c/d", "new d"), ("e", "new e")];
        // Stops: staging so many files, the list or not, carrying out so many steps.
        for (staged, listed, done) in (0..=4).map(|n| (n, false, 0)).chain((0..=4).map(|n| (4, true, n))) {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path();
            for (path, text) in old {
                fs::write(root.join(path), text).unwrap();
            }
            let journal = root.join(JOURNAL);
            if listed {
                prepare(&journal, root, &steps).unwrap();
                carry_out(&journal, root, &steps[..done]).unwrap();
            } else {
                prepare(&journal, root, &steps[..staged]).unwrap();
                fs::remove_file(journal.join(STEPS)).unwrap();
            }
            assert_eq!(recover(root), Ok(true));
            let expected: Vec<(String, String)> = if listed { new } else { old }.map(|(path, text)| (path.into(), text.into())).to_vec();
            assert_eq!(tree(root), expected, "{staged} staged, {listed}, {done} done");
            assert_eq!(recover(root), Ok(false));
        }
    }
}
