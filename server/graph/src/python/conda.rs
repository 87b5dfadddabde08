//! Environments of conda, which bring what no manifest of Python has to name.

use workspace::{Db, Directory, Entry, File};

use super::distributions::provides;

/// Folders beside a project's sources in which environments are described.
const FOLDERS: [&str; 8] = ["ci", ".ci", "conda", "conda-envs", "continuous_integration", "devtools", "environments", "requirements"];

/// Whether an environment that is described in or above `folder` names what may bring the top-level module `module`.
pub fn may_bring(db: &dyn Db, folder: Directory, module: &str) -> bool {
    let names = |file: File| crate::javascript::words(db, file).iter().any(|word| provides(&word.to_ascii_lowercase(), module));
    std::iter::successors(Some(folder), |folder| folder.parent(db)).any(|folder| environments(db, folder).into_iter().any(names))
}

fn environments(db: &dyn Db, folder: Directory) -> Vec<File> {
    let entries = folder.entries(db);
    let mut out: Vec<File> = entries.files().filter(|file| is_environment(file.path(db).name())).collect();
    for (name, entry) in entries.iter() {
        if let Entry::Directory(below) = entry
            && FOLDERS.contains(&name)
        {
            out.extend(below.entries(db).files().filter(|file| is_environment(file.path(db).name())));
        }
    }
    out
}

fn is_environment(name: &str) -> bool {
    let is_yaml = || name.ends_with(".yml") || name.ends_with(".yaml");
    name == "pixi.toml" || is_yaml() && (name.starts_with("environment") || name.starts_with("conda") || name.ends_with("environment.yml"))
}
