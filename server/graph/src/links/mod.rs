//! Links in documentation: which file or folder a destination means.
//!
//! GitHub's reading comes first, since most Markdown is read there: relative to the file's folder, `/` from the top of the
//! repository. Site generators read more into a destination (`page`, `page/`, `page.html` are `page.md`; `/` is the site), so
//! what is not found as GitHub would find it is tried as they would, and where one is configured, routes are never judged.
//!
//! **Invariant:** a destination that may exist elsewhere - in the repository this folder was copied from, in the pages a
//! generator makes, on the forge (`../../issues`) - is unknown and not missing.

mod address;
mod doubt;
mod entrances;
mod includers;
mod moved;
mod surroundings;
mod translated;

use compact_str::CompactString;
use syntax::{DocumentKind, Flags, Reference};
use workspace::{Db, Directory, Entry, File, RelPath, Root};

pub use address::address;
pub use doubt::is_shown_elsewhere;
pub use entrances::{Anchors, Fragment, anchors, fragment, shown_with};
pub use includers::includers;
pub(crate) use surroundings::is_docusaurus;
pub use surroundings::{Site, is_copy, is_listing, is_made, is_myst, site};
pub use translated::is_translation;

use crate::ignored::is_ignored;
use crate::resolution::{Miss, Resolution};
use crate::{facts, files};

/// Folders of a site whose content its `/` may show.
pub(crate) const SITE_FOLDERS: [&str; 9] = ["", "docs", "src", "static", "public", "content", "source", "assets", "website"];

/// What the destination of a link means, written in `file`, which is in `folder`.
pub fn resolve(db: &dyn Db, file: File, folder: Directory, reference: &Reference) -> Resolution {
    let name = reference.name.as_str();
    if reference.flags.has(Flags::GLOB) {
        return Resolution::Unknown;
    }
    if name.is_empty() {
        return Resolution::File(file);
    }
    let root = folder.root(db);
    // Above the root there may be more of the repository, or the forge: `../../issues`.
    let Some(path) = folder.path(db).resolve(name) else { return Resolution::Unknown };
    if let Some(found) = find(db, root, &path) {
        return found;
    }
    let site = site(db, folder);
    // MkDocs shows `a.md` as `a/`, and leaves the addresses in HTML as they are; Hugo, whose sections have an `_index.md`, all of them.
    let is_of_hugo = || folder.entries(db).get("_index.md").is_some() && !file.path(db).name().ends_with("index.md");
    let shown = || folder.path(db).join(file.path(db).name().rsplit_once('.')?.0).resolve(name);
    if (matches!(site, Some((Site::MkDocs, _))) || is_of_hugo())
        && let Some(found) = shown().and_then(|path| find(db, root, &path))
    {
        return found;
    }
    let inside = |top: Directory| {
        let below = |folder: &&str| find(db, root, &top.path(db).resolve(&format!("./{folder}/{}", name.trim_start_matches('/')))?);
        SITE_FOLDERS.iter().find_map(below)
    };
    // Docusaurus looks in its folder of documents, too.
    if let Some((_, top)) = site.filter(|(_, top)| is_docusaurus(db, *top))
        && let Some(found) = inside(top)
    {
        return found;
    }
    if name.starts_with('/') {
        if let Some((_, top)) = site {
            return inside(top).unwrap_or(Resolution::Unknown);
        }
        // Whoever opens a part of a repository sees no more than that part.
        if !surroundings::is_repository(db, root) {
            return Resolution::Unknown;
        }
    }
    if doubt::is_doubtful(db, file, folder, reference, site.map(|(site, _)| site))
        || is_template(db, file, site)
        || is_translation(db, file)
    {
        return Resolution::Unknown;
    }
    if is_published(db, root, file, folder, name) {
        return Resolution::Unknown;
    }
    let elsewhere = includers::resolve(db, root, file, reference)
        .or_else(|| moved::mounted(db, root, folder, name))
        .or_else(|| moved::seen_by_doxygen(db, root, folder, name))
        .or_else(|| translated::in_default_language(db, root, &path));
    if let Some(found) = elsewhere {
        return found;
    }
    let miss = first_missing(db, root, folder, &path);
    if moved::leaves_book(db, folder, &path, &miss) {
        return Resolution::Unknown;
    }
    // What git ignores is made by whoever clones, or by a tool.
    if let Miss::Part { folder: within, .. } = &miss
        && is_ignored(db, *within, &path, |ignores, below| ignores(below, false) || ignores(below, true))
    {
        return Resolution::Unknown;
    }
    Resolution::Missing(miss)
}

/// Whether `name` is seen from the top of a site that some program makes of the document, and of the files in a folder like
/// `public`. What a forge shows above all is not for a site.
fn is_published(db: &dyn Db, root: Root, file: File, folder: Directory, name: &str) -> bool {
    if name.starts_with('.') || doubt::is_shouted(file.path(db).name()) {
        return false;
    }
    // Nothing here is called like the folder that it begins with: the site is put together elsewhere.
    if let Some((first, _)) = name.strip_prefix('/').and_then(|below| below.split_once('/'))
        && root.top(db).is_some_and(|top| top.entries(db).get(first).is_none())
        && !moved::is_mounted(db, root, folder)
    {
        return true;
    }
    let at = |above: Directory, below: &str| above.path(db).join(below).resolve(name.trim_start_matches('/'));
    // A site that scripts put together may lie beside the documents.
    let top = root.top(db).filter(|_| name.starts_with('/'));
    let beside = top.into_iter().flat_map(|top| top.entries(db).directories().collect::<Vec<_>>());
    std::iter::successors(Some(folder), |folder| folder.parent(db))
        .chain(beside)
        .any(|above| ["public", "static"].iter().any(|below| at(above, below).is_some_and(|path| root.entry(db, &path).is_some())))
}

/// What an mdBook `{{#include …}}` means; unknown where there is no book.
pub fn resolve_include(db: &dyn Db, folder: Directory, kind: DocumentKind, reference: &Reference) -> Resolution {
    match site(db, folder) {
        Some((Site::Book, _)) if !is_copy(db, folder) => files::resolve(db, folder, kind, reference),
        _ => match files::resolve(db, folder, kind, reference) {
            Resolution::Missing(_) => Resolution::Unknown,
            found => found,
        },
    }
}

/// Whether a program makes another document of `file`, which lies who knows where: statements of a template stand in it, and no
/// site fills them in at their place.
fn is_template(db: &dyn Db, file: File, site: Option<(Site, Directory)>) -> bool {
    site.is_none() && facts(db, file).references.iter().any(|reference| reference.role == "template")
}

/// What is at `path`, or what a site generator would show under it.
fn find(db: &dyn Db, root: Root, path: &RelPath) -> Option<Resolution> {
    match root.entry(db, path) {
        Some(Entry::File(file)) => return Some(Resolution::File(file)),
        Some(Entry::Directory(directory)) => return Some(Resolution::Folder(directory)),
        Some(_) => return Some(Resolution::Unknown),
        None => {}
    }
    let folder = root.directory(db, &path.parent()?)?;
    let entries = folder.entries(db);
    let name = path.name();
    let stem = name.strip_suffix(".html").or_else(|| name.strip_suffix(".htm")).unwrap_or(name);
    let pages = [".md", ".mdx", ".markdown", ".rst", ".ipynb", ".html"].iter().map(|extension| format!("{stem}{extension}"));
    let index = (stem == "index" && stem != name).then_some(["README.md", "_index.md"]);
    let mut pages = pages.chain(index.into_iter().flatten().map(str::to_owned));
    pages.find_map(|page| match entries.get(&page)? {
        Entry::File(file) => Some(Resolution::File(file)),
        _ => Some(Resolution::Unknown),
    })
}

/// The deepest folder on the way to `path` that exists, and the part that it lacks.
pub(crate) fn first_missing(db: &dyn Db, root: Root, from: Directory, path: &RelPath) -> Miss {
    let mut folder = root.top(db).unwrap_or(from);
    for part in path.parts() {
        match folder.entries(db).get(part) {
            Some(Entry::Directory(next)) => folder = next,
            _ => return Miss::Part { folder, name: CompactString::from(part) },
        }
    }
    Miss::Part { folder, name: CompactString::from(path.name()) }
}

/// `path` in the case in which it exists, when only that differs.
pub fn in_other_case(db: &dyn Db, root: Root, path: &RelPath) -> Option<RelPath> {
    let mut folder = Some(root.top(db)?);
    let mut found = RelPath::root();
    for part in path.parts() {
        let entries = folder?.entries(db);
        let (name, entry) = match entries.get(part) {
            Some(entry) => (part, entry),
            None => entries.iter().find(|(name, _)| name.to_lowercase() == part.to_lowercase())?,
        };
        found = found.join(name);
        folder = if let Entry::Directory(next) = entry { Some(next) } else { None };
    }
    Some(found)
}

/// The only file of the root with this name; `None` when there are several, or none.
#[salsa::tracked(returns(copy))]
pub fn only_file_named(db: &dyn Db, root: Root, name: CompactString) -> Option<File> {
    let mut found = None;
    let mut folders: Vec<Directory> = root.top(db).into_iter().collect();
    while let Some(folder) = folders.pop() {
        let entries = folder.entries(db);
        if let Some(file) = entries.file(&name) {
            if found.is_some() {
                return None;
            }
            found = Some(file);
        }
        folders.extend(entries.directories());
    }
    found
}
