//! Paths that files name: manifests, and the documents that say how a repository is built, checked and deployed.

mod doubt;

pub use doubt::is_compiled;

use syntax::{DocumentKind, Flags, Reference, Role};
use workspace::{Db, Directory, Entry, RelPath};

use crate::kustomize;
use crate::links::{first_missing, in_other_case, only_file_named};
use crate::nearest::nearest;
use crate::resolution::{Miss, Resolution};

/// Resolves a path that a document of `kind` in `folder` names.
pub fn resolve(db: &dyn Db, folder: Directory, kind: DocumentKind, reference: &Reference) -> Resolution {
    if reference.flags.has(Flags::GLOB) {
        return Resolution::Unknown;
    }
    // A backslash is what Windows users write in manifests.
    let name = reference.name.replace('\\', "/");
    if name.starts_with('/') || name.contains("://") || name.contains('$') || name.contains("{{") {
        return Resolution::Unknown;
    }
    let mut missing = None;
    for origin in origins(db, folder, kind.role, reference) {
        match origin.and_then(|origin| origin.resolve(&name)) {
            None => missing = missing.or(Some(Miss::Outside)),
            Some(path) => match at(db, folder, kind.role, reference, &path) {
                Resolution::Missing(miss) => missing = missing.or(Some(miss)),
                found => return found,
            },
        }
    }
    match missing {
        Some(miss) if !doubt::is_doubtful(db, folder, kind, reference, &miss) => Resolution::Missing(miss),
        _ => Resolution::Unknown,
    }
}

/// The folder that a path of a document in `folder` is seen from; `None` for one outside of the root.
pub fn origin(db: &dyn Db, folder: Directory, reference: &Reference) -> Option<RelPath> {
    match reference.member.as_deref().filter(|_| reference.flags.has(Flags::SEEN_FROM)) {
        Some(base) => folder.path(db).resolve(base),
        None => Some(folder.path(db).clone()),
    }
}

/// The same, and the folders that it may be seen from: Compose takes the folder of the first of several files, or that which it
/// is told; make and pip take the folder where they were started; Helm has charts that were brought along.
fn origins(db: &dyn Db, folder: Directory, role: Role, reference: &Reference) -> Vec<Option<RelPath>> {
    let mut origins = vec![origin(db, folder, reference)];
    match role {
        Role::Compose | Role::Makefile | Role::PythonRequirements => {
            let mut at = folder.parent(db);
            while let Some(above) = at {
                origins.extend(origin(db, above, reference).map(Some));
                at = above.parent(db);
            }
        }
        Role::HelmChart => origins.push(Some(folder.path(db).join("charts"))),
        _ => {}
    }
    origins
}

fn at(db: &dyn Db, folder: Directory, role: Role, reference: &Reference, path: &RelPath) -> Resolution {
    let root = folder.root(db);
    match root.entry(db, path) {
        Some(Entry::File(file)) => Resolution::File(file),
        Some(Entry::Directory(directory)) if reference.flags.has(Flags::ENTERED) => {
            let names = entrances(role);
            let entries = directory.entries(db);
            match names.iter().find_map(|name| entries.get(name)) {
                Some(Entry::File(file)) => Resolution::File(file),
                Some(_) => Resolution::Folder(directory),
                None => Resolution::Missing(Miss::Entrance { folder: directory, names }),
            }
        }
        Some(Entry::Directory(directory)) => Resolution::Folder(directory),
        Some(_) => Resolution::Unknown,
        None => {
            let completed = |end: &&str| root.file(db, &path.parent()?.join(&format!("{}{end}", path.name())));
            match completions(reference.role).iter().find_map(completed) {
                Some(file) => Resolution::File(file),
                None => Resolution::Missing(first_missing(db, root, folder, path)),
            }
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

/// The files by which a folder is entered that a document in this role names, the usual one first.
fn entrances(role: Role) -> &'static [&'static str] {
    match role {
        Role::Compose => &["Dockerfile", "dockerfile", "Containerfile"],
        Role::Workflow | Role::Action => &["action.yml", "action.yaml", "Dockerfile"],
        Role::Kustomization => &kustomize::NAMES,
        Role::HelmChart => &["Chart.yaml"],
        Role::DevContainer => &["devcontainer-feature.json"],
        _ => &[],
    }
}

/// What was probably meant by a path that leads nowhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// To be written instead of the whole.
    pub text: String,
    /// Whether only upper and lower case differ.
    pub same_but_case: bool,
}

/// What was probably meant by `reference`, of which `missing` is not in `within`: the same in other case, the only file of that name, or
/// a name that is close to the missing one and leads on to the rest.
pub fn proposal(db: &dyn Db, folder: Directory, reference: &Reference, within: Directory, missing: &str) -> Option<Proposal> {
    let root = folder.root(db);
    let base = origin(db, folder, reference)?;
    let path = base.resolve(&reference.name)?;
    let written = |path: &RelPath| {
        let plain = path.relative_to(&base);
        let dotted = reference.name.starts_with("./") && !plain.starts_with("..");
        let slash = if reference.name.ends_with('/') { "/" } else { "" };
        format!("{}{plain}{slash}", if dotted { "./" } else { "" })
    };
    if let Some(other) = in_other_case(db, root, &path) {
        return Some(Proposal { text: written(&other), same_but_case: true });
    }
    let rest = path.as_str().strip_prefix(within.path(db).as_str())?.trim_start_matches('/').strip_prefix(missing)?;
    let fits = |name: &str| {
        let candidate = within.path(db).join(name);
        let candidate = if rest.is_empty() { Some(candidate) } else { candidate.resolve(rest.trim_start_matches('/')) };
        candidate.filter(|path| match root.entry(db, path) {
            Some(Entry::Directory(_) | Entry::OtherDirectory) => true,
            Some(_) => !reference.flags.has(Flags::FOLDER),
            None => false,
        })
    };
    let entries = within.entries(db);
    let close = || nearest(missing, entries.iter().map(|(name, _)| name).filter(|name| fits(name).is_some())).and_then(fits);
    let elsewhere = || {
        // Without an extension it may have been a folder.
        let may_be_file = !reference.flags.has(Flags::FOLDER) && (path.name().contains('.') || reference.role != "pattern");
        let of_that_name = if may_be_file { only_file_named(db, root, path.name().into()) } else { None };
        // What many folders have under one name is another thing in each.
        let is_alike = |other: &RelPath| {
            let around = |path: &RelPath| path.parent().map(|folder| folder.name().to_owned());
            !is_general(path.name()) || around(other) == around(&path)
        };
        of_that_name.map(|file| file.path(db).clone()).filter(is_alike)
    };
    let meant = elsewhere().or_else(close)?;
    Some(Proposal { text: written(&meant), same_but_case: false })
}

/// Whether a name says nothing of what is in the file, or is that of a document which many folders have.
fn is_general(name: &str) -> bool {
    const GENERAL: [&str; 14] = [
        "changelog",
        "config",
        "constants",
        "contributing",
        "core",
        "helpers",
        "index",
        "lib",
        "license",
        "main",
        "mod",
        "readme",
        "types",
        "utils",
    ];
    name.split('.').next().is_some_and(|stem| GENERAL.contains(&stem.to_ascii_lowercase().as_str()))
}
