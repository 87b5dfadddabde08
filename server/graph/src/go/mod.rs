//! Go's packages: folders below the `go.mod` whose module path an import starts with.
//!
//! A package is a folder, but edges lead to files: the first file of it by name that is no test stands for all, so that
//! the same import always leads to the same place.

mod modules;
mod stdlib;

use compact_str::CompactString;
use syntax::{Flags, Reference};
use workspace::{Db, Directory, Entry, File};

pub use modules::{Module, imported_below, module_of};

use crate::links::is_copy;
use crate::resolution::{Miss, Resolution};

/// What an import in a file of `folder` stands for.
pub fn resolve(db: &dyn Db, folder: Directory, reference: &Reference) -> Resolution {
    let path = reference.name.as_str();
    // Relative imports belong to the time before modules.
    if path.starts_with('.') || path.starts_with('/') {
        return Resolution::Unknown;
    }
    let root = folder.root(db);
    let Some(module) = module_of(db, folder) else {
        return if stdlib::contains(path) { Resolution::Builtin } else { Resolution::Unknown };
    };
    if let Some((inner, rest)) = modules::in_root(db, root, &module, path) {
        let found = package(db, inner.folder, rest);
        // A module of this repository that is not the importing one may be meant as published.
        match found {
            Resolution::Missing(_) if inner.folder != module.folder => {}
            Resolution::Missing(_) if is_unbuilt(db, folder, path) => return Resolution::Unknown,
            found => return found,
        }
    }
    if stdlib::contains(path) {
        return Resolution::Builtin;
    }
    let required = module.requires.iter().filter(|(name, _)| modules::below(path, name).is_some()).max_by_key(|(name, _)| name.len());
    if let Some((name, local)) = required {
        let replaced = local.as_ref().and_then(|local| root.directory(db, &module.folder.path(db).resolve(local)?));
        let inside = replaced.and_then(|replaced| package(db, replaced, modules::below(path, name)?).file());
        return inside.map_or_else(|| Resolution::Package(name.clone()), Resolution::File);
    }
    let dotless = !path.split('/').next().is_some_and(|first| first.contains('.'));
    if dotless || !module.complete || module.has_vendor || is_unbuilt(db, folder, path) || may_fail(reference.flags) {
        return Resolution::Unknown;
    }
    Resolution::Missing(Miss::Undeclared { name: CompactString::from(path) })
}

/// Whether a flag says that the import may fail without harm: other platforms, build tags, a broken line.
pub fn may_fail(flags: Flags) -> bool {
    flags.has(Flags::CONDITIONAL) || flags.has(Flags::BROKEN)
}

/// The package at `rest` below the folder of a module.
fn package(db: &dyn Db, module: Directory, rest: &str) -> Resolution {
    let Some(path) = module.path(db).resolve(rest) else { return Resolution::Unknown };
    match module.root(db).entry(db, &path) {
        Some(Entry::Directory(folder)) => match first_file(db, folder) {
            Some(file) => Resolution::File(file),
            // Tests only, or what is there is ignored or made from something else.
            None if folder
                .entries(db)
                .iter()
                .any(|(name, entry)| makes_go(name) || !matches!(entry, Entry::File(_) | Entry::Directory(_))) =>
            {
                Resolution::Folder(folder)
            }
            None => Resolution::Missing(Miss::Part { folder: folder.parent(db).unwrap_or(folder), name: folder.path(db).name().into() }),
        },
        Some(Entry::File(_)) | None => {
            let (mut at, mut name) = (module, CompactString::default());
            for part in rest.split('/') {
                name = CompactString::from(part);
                match at.entries(db).directory(part) {
                    Some(next) => at = next,
                    None => break,
                }
            }
            Resolution::Missing(Miss::Part { folder: at, name })
        }
        Some(_) => Resolution::Unknown,
    }
}

/// The file that stands for the package in `folder`.
fn first_file(db: &dyn Db, folder: Directory) -> Option<File> {
    let go = |file: &File| file.path(db).extension() == Some("go") && !file.path(db).name().ends_with("_test.go");
    folder.entries(db).files().find(go)
}

fn makes_go(name: &str) -> bool {
    [".go", ".proto", ".thrift", ".y", ".rl", ".tmpl", ".capnp", ".fbs", ".graphql"].iter().any(|end| name.ends_with(end))
}

/// Whether the importing file is no part of a build, or the package has a name that generators give.
fn is_unbuilt(db: &dyn Db, folder: Directory, path: &str) -> bool {
    let ignored = |part: &str| part == "testdata" || part.starts_with('_') || part.starts_with('.') || part == "examples";
    let made = |part: &str| {
        let part = part.to_ascii_lowercase();
        ["gen", "mock", "pb", "proto", "bindata"].iter().any(|word| part.starts_with(word) || part.ends_with(word))
            || matches!(
                part.as_str(),
                "clientset" | "informers" | "listers" | "client" | "generated" | "ent" | "graph" | "docs" | "openapi"
            )
    };
    folder.path(db).parts().any(ignored) || path.split('/').any(made) || is_copy(db, folder)
}

/// The packages in a folder's subfolders, for proposals.
pub fn packages_in(db: &dyn Db, folder: Directory) -> Vec<CompactString> {
    folder.entries(db).directories().map(|below| CompactString::from(below.path(db).name())).collect()
}
