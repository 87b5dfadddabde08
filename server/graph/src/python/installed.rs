//! What else says which distributions are installed: environments of conda, and lists that others are compiled from.

use workspace::{Db, Directory, Entry, File};

use super::distributions::Wanted;

/// Folders beside a project's sources in which such files lie.
const FOLDERS: [&str; 8] = ["ci", ".ci", "conda", "conda-envs", "continuous_integration", "devtools", "environments", "requirements"];

/// Whether such a file in or above `folder` names what may bring the top-level module `module`.
pub fn may_bring(db: &dyn Db, folder: Directory, module: &str) -> bool {
    let wanted = Wanted::new(module);
    let names = |file: File| crate::javascript::words(db, file).iter().any(|word| wanted.is_brought_by(&word.to_ascii_lowercase()));
    std::iter::successors(Some(folder), |folder| folder.parent(db)).any(|folder| lists(db, folder).into_iter().any(names))
}

fn lists(db: &dyn Db, folder: Directory) -> Vec<File> {
    let entries = folder.entries(db);
    let mut out: Vec<File> = entries.files().filter(|file| is_list(file.path(db).name())).collect();
    for (name, entry) in entries.iter() {
        if let Entry::Directory(below) = entry
            && FOLDERS.contains(&name)
        {
            out.extend(below.entries(db).files().filter(|file| is_list(file.path(db).name())));
        }
    }
    out
}

fn is_list(name: &str) -> bool {
    let is_yaml = || name.ends_with(".yml") || name.ends_with(".yaml");
    matches!(name, "pixi.toml" | "pylock.toml")
        || name.ends_with(".in") && name.contains("requirements")
        || is_yaml() && (name.starts_with("environment") || name.starts_with("conda") || name.ends_with("environment.yml"))
}
