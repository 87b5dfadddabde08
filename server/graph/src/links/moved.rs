//! Where documents are shown when it is not where they lie: beside the neighbours of a book, in the tree that Hugo mounts folders
//! into, and in Doxygen's pages, which take paths from the top.

use std::sync::Arc;

use compact_str::CompactString;
use workspace::{Db, Directory, RelPath, Root};

use super::find;
use super::surroundings::{Site, pages, site};
use crate::resolution::{Miss, Resolution};

/// Whether a link from `folder`, in the pages of a book, to `path` leads out of them to a folder that is not there: mdBook shows
/// nothing but its pages, and what lies beside them is what the book is published beside.
pub(super) fn leaves_book(db: &dyn Db, folder: Directory, path: &RelPath, miss: &Miss) -> bool {
    let Some((Site::Book, top)) = site(db, folder) else { return false };
    let Some(pages) = pages(db, top) else { return false };
    let Miss::Part { folder: within, name } = miss else { return false };
    let is_folder = path.parts().count() > within.path(db).parts().count() + 1 && !name.is_empty();
    let here = folder.path(db);
    // The first folder that it enters after climbing is not there.
    here.starts_with(pages.as_str()) && !path.starts_with(pages.as_str()) && is_folder && here.starts_with(within.path(db).as_str())
}

/// A folder of the root, and where Hugo shows it.
type Mount = (RelPath, RelPath);

/// Names under which Hugo's configuration may have mounts.
const CONFIGURATIONS: [&str; 11] = [
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
    "module.toml",
    "module.yaml",
    "module.yml",
];

/// So deep below the top a site's configuration is looked for.
const DEEPEST: usize = 3;

/// What the sites of a root mount, in the order of their configurations.
#[salsa::tracked(returns(clone))]
fn mounts(db: &dyn Db, root: Root) -> Arc<[Mount]> {
    let mut out = Vec::new();
    let mut folders: Vec<(Directory, usize)> = root.top(db).map(|top| (top, 0)).into_iter().collect();
    while let Some((folder, depth)) = folders.pop() {
        let entries = folder.entries(db);
        // `config/_default/module.toml` is a part of the configuration two folders above.
        let site = if folder.path(db).name() == "_default" { folder.parent(db).and_then(|above| above.parent(db)) } else { Some(folder) };
        for file in CONFIGURATIONS.iter().filter_map(|name| entries.file(name)) {
            let text = crate::text(db, file).filter(|text| text.contains("mounts")).unwrap_or_default();
            let base = site.map(|site| site.path(db).clone()).unwrap_or_else(RelPath::root);
            out.extend(
                pairs(&text, "source", "target").filter_map(|(source, target)| {
                    Some((base.resolve(source.trim_start_matches('/'))?, RelPath::root().resolve(&target)?))
                }),
            );
        }
        if depth < DEEPEST {
            folders.extend(entries.directories().map(|below| (below, depth + 1)));
        }
    }
    out.into()
}

/// The values of two keys that stand beside each other, in TOML, YAML or JSON, in either order, however often they do.
pub(super) fn pairs<'t>(text: &'t str, first: &'t str, second: &'t str) -> impl Iterator<Item = (CompactString, CompactString)> + 't {
    let trim = |text: &'t str| text.trim().trim_matches(['"', '\'']);
    let (mut one, mut other) = (None, None);
    text.split(['\n', ',', '{', '}']).filter_map(move |part| {
        let (key, value) = part.trim().trim_start_matches("- ").split_once([':', '='])?;
        let value = value.split(" #").next().unwrap_or(value);
        match trim(key) {
            key if key == first => one = Some(CompactString::from(trim(value))),
            key if key == second => other = Some(CompactString::from(trim(value))),
            _ => return None,
        }
        one.is_some().then_some(())?;
        other.is_some().then_some(())?;
        Some((one.take()?, other.take()?))
    })
}

/// What `name`, a destination written in `folder`, leads to in the tree that Hugo mounts folders into. `/` is the top of a site's
/// pages there.
pub(super) fn mounted(db: &dyn Db, root: Root, folder: Directory, name: &str) -> Option<Resolution> {
    let mounts = mounts(db, root);
    let shown = |path: &RelPath, (from, to): (&RelPath, &RelPath)| {
        let rest = path.starts_with(from.as_str()).then(|| path.as_str()[from.as_str().len()..].trim_start_matches('/'))?;
        to.resolve(&format!("./{rest}"))
    };
    mounts.iter().find_map(|(source, target)| {
        let here = shown(folder.path(db), (source, target))?;
        let path = match name.strip_prefix('/') {
            Some(rest) => RelPath::new(here.parts().next()?).resolve(&format!("./{rest}"))?,
            None => here.resolve(name)?,
        };
        mounts.iter().find_map(|(source, target)| find(db, root, &shown(&path, (target, source))?))
    })
}

/// Whether Hugo shows the documents in `folder` in such a tree, so that all of it is known.
pub(super) fn is_mounted(db: &dyn Db, root: Root, folder: Directory) -> bool {
    mounts(db, root).iter().any(|(source, _)| folder.path(db).starts_with(source.as_str()))
}

/// What `name`, a destination written in `folder`, leads to from where Doxygen is configured: it compares the ends of paths.
pub(super) fn seen_by_doxygen(db: &dyn Db, root: Root, folder: Directory, name: &str) -> Option<Resolution> {
    let mut above = std::iter::successors(Some(folder), |folder| folder.parent(db));
    let is_configuration = |name: &str| name.starts_with("Doxyfile") || name.starts_with("doxyfile");
    let top = above.find(|folder| folder.entries(db).iter().any(|(name, _)| is_configuration(name)))?;
    find(db, root, &top.path(db).resolve(&format!("./{}", name.trim_start_matches('/')))?)
}
