//! Paths that files name: manifests above all.

use syntax::{Flags, Reference};
use workspace::{Db, Directory, Entry};

use crate::resolution::{Miss, Resolution};

/// Resolves a path as seen from `folder`.
pub fn resolve(db: &dyn Db, folder: Directory, reference: &Reference) -> Resolution {
    if reference.flags.has(Flags::GLOB) {
        return Resolution::Unknown;
    }
    // A backslash is what Windows users write in manifests.
    let name = reference.name.replace('\\', "/");
    if name.starts_with('/') || name.contains("://") || name.contains('$') || name.contains("{{") {
        return Resolution::Unknown;
    }
    // pip sees paths in requirements from wherever it is called: from the file's folder or from one above it.
    if matches!(reference.role, "editable" | "requirement") {
        let here_and_above = std::iter::successors(Some(folder), |folder| folder.parent(db));
        let mut found = here_and_above.filter_map(|from| from.root(db).entry(db, &from.path(db).resolve(&name)?));
        if let Some(entry) = found.next() {
            return known(entry);
        }
    }
    let Some(path) = folder.path(db).resolve(&name) else {
        return Resolution::Missing(Miss::Outside);
    };
    match folder.root(db).entry(db, &path) {
        Some(entry) => known(entry),
        None => {
            if let Some(file) = completions(reference.role)
                .iter()
                .find_map(|end| folder.root(db).file(db, &path.parent()?.join(&format!("{}{end}", path.name()))))
            {
                return Resolution::File(file);
            }
            let parent = path.parent().and_then(|parent| folder.root(db).directory(db, &parent));
            Resolution::Missing(Miss::Part { folder: parent.unwrap_or(folder), name: path.name().into() })
        }
    }
}

/// What an entry stands for, where that is known.
fn known(entry: Entry) -> Resolution {
    match entry {
        Entry::File(file) => Resolution::File(file),
        Entry::Directory(directory) => Resolution::Folder(directory),
        _ => Resolution::Unknown,
    }
}

/// What the readers of a manifest put behind a path that stops short.
fn completions(role: &str) -> &'static [&'static str] {
    match role {
        "main" | "module" | "browser" => &[".js", ".json", ".mjs", ".cjs", ".node", ".ts"],
        "types" | "typings" => &[".d.ts", ".ts"],
        "extends" => &[".json"],
        _ => &[],
    }
}
