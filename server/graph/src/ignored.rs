//! What git is told to ignore. Where such a path is not there, a tool or a person makes it.

use std::path::Path;
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use workspace::{Content, Db, Directory, File, RelPath};

use crate::linting;

/// Whether some `.gitignore` ignores what `asks` asks for, from the last folder that there is on the way to `path` upwards. It gets a
/// question - is this path, as seen from the `.gitignore`, a folder or not, ignored? - and `path` as seen from there; `path` lies below
/// `folder`.
pub fn is_ignored(db: &dyn Db, folder: Directory, path: &RelPath, asks: impl Fn(&dyn Fn(&str, bool) -> bool, &str) -> bool) -> bool {
    let below = path.as_str().strip_prefix(folder.path(db).as_str()).unwrap_or_default();
    let mut at = Some(last_on_the_way(db, folder, below.trim_start_matches('/')));
    while let Some(folder) = at {
        if let Some(file) = folder.entries(db).file(".gitignore") {
            let Some(below) = path.as_str().strip_prefix(folder.path(db).as_str()) else { return false };
            let rules = rules_in(db, file);
            let ignores = |path: &str, is_folder: bool| rules.0.matched_path_or_any_parents(Path::new(path), is_folder).is_ignore();
            if asks(&ignores, below.trim_start_matches('/')) {
                return true;
            }
        }
        at = folder.parent(db);
    }
    false
}

/// The last folder that there is on the way from `folder` to what is called `below` there.
fn last_on_the_way(db: &dyn Db, folder: Directory, below: &str) -> Directory {
    let mut at = folder;
    for part in below.rsplit_once('/').map_or("", |(above, _)| above).split('/') {
        let Some(next) = at.entries(db).directory(part) else { break };
        at = next;
    }
    at
}

/// Whether the formatter or the linter of the project is told to leave `file` alone.
pub fn is_left_alone(db: &dyn Db, file: File) -> bool {
    if matches!(file.path(db).extension(), Some("py" | "pyi")) && linting::is_excluded(db, file) {
        return true;
    }
    let lists = |folder: Directory| [".prettierignore", ".eslintignore"].into_iter().filter_map(move |name| folder.entries(db).file(name));
    std::iter::successors(file.folder(db), |folder| folder.parent(db)).any(|folder| {
        let below = || file.path(db).as_str().strip_prefix(folder.path(db).as_str()).unwrap_or_default().trim_start_matches('/');
        lists(folder).any(|list| rules_in(db, list).0.matched_path_or_any_parents(Path::new(below()), false).is_ignore())
    })
}

/// Compiled rules, equal when they were made from the same text.
#[derive(Clone, Debug)]
struct Rules(Arc<Gitignore>, Arc<str>);

impl PartialEq for Rules {
    fn eq(&self, other: &Rules) -> bool {
        self.1 == other.1
    }
}

impl Eq for Rules {}

#[salsa::tracked(returns(clone))]
fn rules_in(db: &dyn Db, file: File) -> Rules {
    let text: Arc<str> = match file.content(db) {
        Content::Buffer(text) => text,
        Content::Bytes(bytes) => String::from_utf8_lossy(&bytes).into(),
        Content::Unreadable(_) => "".into(),
    };
    let mut rules = GitignoreBuilder::new("");
    for line in text.lines() {
        // A line that is no pattern ignores nothing.
        let _ = rules.add_line(None, line);
    }
    Rules(Arc::new(rules.build().unwrap_or_else(|_| Gitignore::empty())), text)
}
