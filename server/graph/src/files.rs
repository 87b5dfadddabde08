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
    let Some(path) = folder.path(db).resolve(&name) else {
        return Resolution::Missing(Miss::Outside);
    };
    match folder.root(db).entry(db, &path) {
        Some(Entry::File(file)) => Resolution::File(file),
        Some(Entry::Directory(directory)) => Resolution::Folder(directory),
        Some(_) => Resolution::Unknown,
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

/// What the readers of a manifest put behind a path that stops short.
fn completions(role: &str) -> &'static [&'static str] {
    match role {
        "main" | "module" | "browser" => &[".js", ".json", ".mjs", ".cjs", ".node", ".ts"],
        "types" | "typings" => &[".d.ts", ".ts"],
        "extends" => &[".json"],
        _ => &[],
    }
}
