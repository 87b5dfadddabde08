//! What callers name: files and folders of the root, globs, and texts laid over files. Measured before anything is done.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use workspace::RelPath;
use workspace::imagined::Texts;

use super::asked::Problem;

/// Files that may be laid over others at once.
const MOST_TEXTS: usize = 512;
/// Bytes of one, and of all.
const MOST_BYTES: usize = 4 << 20;
const MOST_BYTES_TOGETHER: usize = 32 << 20;
/// Globs.
const MOST_GLOBS: usize = 1000;
/// Bytes of a path or a glob.
const MOST_PATH: usize = 4096;

/// What is asked about; everything when nothing is named.
pub struct Selection {
    globs: Option<GlobSet>,
    folders: Vec<RelPath>,
}

impl Selection {
    /// # Errors
    /// What is no path or glob of the root, and too many.
    pub fn new(folder: &Path, named: &[String]) -> Result<Selection, Problem> {
        if named.len() > MOST_GLOBS {
            return Err(Problem::Refused(format!("`paths` has {} entries; {MOST_GLOBS} are allowed: name folders", named.len())));
        }
        let (mut set, mut folders) = (GlobSetBuilder::new(), Vec::new());
        for name in named {
            let wrong = |why: String| Problem::Refused(format!("`paths`: `{}` {why}", short(name)));
            if name.contains(['*', '?', '[', '{']) {
                let glob: Result<Glob, _> = GlobBuilder::new(name.trim_start_matches("./")).literal_separator(true).build();
                set.add(glob.map_err(|error| wrong(format!("is no glob: {}", error.kind())))?);
            } else {
                folders.push(path(folder, name).map_err(wrong)?);
            }
        }
        let globs = set.build().map_err(|error| Problem::Refused(format!("`paths`: {}", error.kind())))?;
        Ok(Selection { globs: if named.is_empty() { None } else { Some(globs) }, folders })
    }

    /// Whether `path` is asked about.
    pub fn wants(&self, path: &RelPath) -> bool {
        let Some(globs) = &self.globs else { return true };
        globs.is_match(path.as_str()) || self.folders.iter().any(|folder| path.starts_with(folder.as_str()))
    }

    /// Whether it is everything.
    pub fn is_everything(&self) -> bool {
        self.globs.is_none()
    }
}

/// A path of the root, as people and programs write it: seen from the root, or absolute and below it.
///
/// # Errors
/// What is wrong with it.
pub fn path(root: &Path, text: &str) -> Result<RelPath, String> {
    if text.len() > MOST_PATH || text.contains('\0') {
        return Err("is no path".to_owned());
    }
    let given = Path::new(text);
    let below = if given.is_absolute() {
        let has_dots = given.components().any(|part| part.as_os_str() == "..");
        RelPath::below(root, given).filter(|_| !has_dots)
    } else {
        RelPath::root().resolve(text)
    };
    below.ok_or_else(|| format!("is not below {}", root.display()))
}

/// Texts to lay over the files of the root.
///
/// # Errors
/// Too many or too large ones, and places that are no files of the root.
pub fn texts(root: &Path, overlays: &BTreeMap<String, Option<String>>) -> Result<Texts, Problem> {
    let refuse = |why: String| Err(Problem::Refused(format!("`overlays`: {why}")));
    if overlays.len() > MOST_TEXTS {
        return refuse(format!("{} files; {MOST_TEXTS} are allowed at once", overlays.len()));
    }
    let mut all = 0;
    let mut out = Texts::new();
    for (name, text) in overlays {
        let len = text.as_ref().map_or(0, String::len);
        all += len;
        if len > MOST_BYTES || all > MOST_BYTES_TOGETHER {
            return refuse(format!("a text may have {MOST_BYTES} bytes, and all together {MOST_BYTES_TOGETHER}"));
        }
        let path = match path(root, name) {
            Ok(path) => path,
            Err(why) => return refuse(format!("`{}` {why}", short(name))),
        };
        let inside_git = path.parts().any(|part| part == ".git");
        if path.as_str().is_empty() || inside_git || path.starts_with(".ouroboros") {
            return refuse(format!("`{}` is no file that can be checked", short(name)));
        }
        out.insert(path.under(root), text.as_deref().map(Arc::from));
    }
    Ok(out)
}

/// What a caller wrote, as much as fits into a message.
fn short(text: &str) -> String {
    let text = oracle::escape::terminal(text);
    if text.chars().nth(100).is_none() { text.into_owned() } else { text.chars().take(100).chain(['…']).collect() }
}
