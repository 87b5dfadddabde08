//! Compose projects that hand a file of settings to one of their services: the hosts that those settings speak of are theirs.

use graph::{PlanKind, names, planned, planned_in};
use rustc_hash::FxHashSet;
use syntax::plan::compose::stands_alone;
use workspace::{Db, Directory, Entry, File, Root};

/// The Compose files of one folder that `docker compose` lays over each other by itself.
pub(super) struct Project {
    pub(super) folder: Directory,
    pub(super) files: Vec<File>,
}

/// The only project that mounts `settings`, or a folder that it is in.
pub(super) fn of(db: &dyn Db, root: Root, settings: File) -> Option<Project> {
    let mut folders: FxHashSet<Directory> = FxHashSet::default();
    for file in planned(db, root, PlanKind::Compose).iter() {
        let Some(folder) = file.folder(db) else { continue };
        let own = names::names(db, *file);
        let mut mounts = own.iter().flat_map(|own| &own.references).filter(|mention| mention.namespace.as_str() == "compose.mount");
        let is_it = |source: &str| match folder.path(db).resolve(source).and_then(|path| root.entry(db, &path)) {
            Some(Entry::File(file)) => file == settings,
            Some(Entry::Directory(mounted)) => settings.path(db).starts_with(mounted.path(db).as_str()),
            _ => false,
        };
        if mounts.any(|mount| is_it(&mount.name)) {
            folders.insert(folder);
        }
    }
    let mut folders = folders.into_iter();
    let (Some(folder), None) = (folders.next(), folders.next()) else { return None };
    let mut files = planned_in(db, folder, PlanKind::Compose);
    files.retain(|file| stands_alone(file.path(db).name()) || file.path(db).name().contains(".override."));
    files.iter().any(|file| stands_alone(file.path(db).name())).then_some(Project { folder, files })
}
