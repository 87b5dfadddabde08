//! What surrounds a document: a site generator's configuration, a repository, a copy of somebody else's work.

use workspace::{Db, Directory, RelPath, Root};

use crate::vendored;

/// Who makes pages of the documents.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Site {
    /// mdBook: files keep their places.
    Book,
    /// MkDocs: files keep their places.
    MkDocs,
    /// A generator with routes of its own.
    Routes,
}

/// The site that documents in `folder` are part of, and the folder of its configuration.
#[salsa::tracked(returns(copy))]
pub fn site(db: &dyn Db, folder: Directory) -> Option<(Site, Directory)> {
    let entries = folder.entries(db);
    // Hugo's configuration may be a folder.
    let of_hugo = || entries.directory("config").and_then(|below| below.entries(db).directory("_default"));
    // Under a name that others have as well, it lies beside what only Hugo reads together.
    let is_of_hugo = || {
        let has = |name: &str| entries.directory(name).is_some();
        has("content") && (has("layouts") || has("archetypes")) && entries.iter().any(|(name, _)| name.starts_with("config."))
    };
    let found = entries
        .iter()
        .find_map(|(name, _)| configured_by(name))
        .or_else(|| of_hugo().map(|_| Site::Routes))
        .or_else(|| is_of_hugo().then_some(Site::Routes));
    found.map(|site| (site, folder)).or_else(|| site(db, folder.parent(db)?))
}

/// Whether `folder` lies by the configuration of a book (mdBook) whose pages lie elsewhere: what documents are there were
/// made of the pages, for a printer or a translator, and what those link to comes another way.
pub(super) fn is_beside_book(db: &dyn Db, folder: Directory) -> bool {
    matches!(site(db, folder), Some((Site::Book, top)) if pages(db, top).is_none_or(|pages| !pages.starts_with(top.path(db).as_str())))
}

/// The folder of the pages of the book whose configuration lies in `top`.
#[salsa::tracked(returns(clone))]
pub(super) fn pages(db: &dyn Db, top: Directory) -> Option<RelPath> {
    let configuration = top.entries(db).file("book.toml").and_then(|file| crate::text(db, file)).unwrap_or_default();
    let source = configuration.lines().find_map(|line| line.trim().strip_prefix("src")?.trim_start().strip_prefix('='));
    let quoted = |value: &str| value.trim().split(['"', '\'']).nth(1).map(str::to_owned);
    top.path(db).resolve(&source.and_then(quoted).unwrap_or_else(|| "src".to_owned()))
}

/// Whether what lies in `folder` is what the pages of a book show, as incomplete as a page wants it.
pub fn is_listing(db: &dyn Db, folder: Directory) -> bool {
    folder.path(db).parts().any(|part| part == "listings") && matches!(site(db, folder), Some((Site::Book, _)))
}

fn configured_by(name: &str) -> Option<Site> {
    Some(match name {
        "book.toml" => Site::Book,
        "mkdocs.yml" | "mkdocs.yaml" | "properdocs.yml" => Site::MkDocs,
        "_config.yml" | "_config.yaml" | "_config.toml" | "_quarto.yml" | "_toc.yml" | "myst.yml" => Site::Routes,
        ".vitepress" | ".vuepress" | ".eleventy.js" | "antora.yml" | "_sidebar.md" | "mint.json" | "docs.json" => Site::Routes,
        "hugo.toml" | "hugo.yaml" | "hugo.yml" | "hugo.json" | "config.toml" | "zola.toml" | ".pages" | "sidebars.js" | "sidebars.ts" => {
            Site::Routes
        }
        "conf.py" | "zensical.toml" | ".bookignore" | ".gitbook.yaml" | "docfx.json" | ".openpublishing.publish.config.json" => {
            Site::Routes
        }
        _ if [
            "docusaurus.config.",
            "astro.config.",
            "gatsby-config.",
            "eleventy.config.",
            "next.config.",
            "rspress.config.",
            "hexo.config.",
        ]
        .iter()
        .any(|start| name.starts_with(start)) =>
        {
            Site::Routes
        }
        _ => return None,
    })
}

/// Whether Docusaurus makes the pages, and `top` holds its configuration.
pub(crate) fn is_docusaurus(db: &dyn Db, top: Directory) -> bool {
    top.entries(db).iter().any(|(name, _)| name.starts_with("docusaurus.config."))
}

/// Whether the documents in `folder` are read as MyST: `#name` alone is looked for in all of them there, and among the code that they
/// describe.
#[salsa::tracked(returns(copy))]
pub fn is_myst(db: &dyn Db, folder: Directory) -> bool {
    let Some((_, top)) = site(db, folder) else { return false };
    let entries = top.entries(db);
    let extends = |conf| ["myst_parser", "myst_nb"].iter().any(|name| crate::javascript::mentions(db, conf, name));
    ["myst.yml", "_toc.yml"].iter().any(|name| entries.file(name).is_some()) || entries.file("conf.py").is_some_and(extends)
}

/// Whether the root is the top of a repository, so that `/` in a link is known to be the root.
pub fn is_repository(db: &dyn Db, root: Root) -> bool {
    root.top(db).is_some_and(|top| [".git", ".hg", ".jj", ".sl", ".svn"].iter().any(|name| top.entries(db).get(name).is_some()))
}

/// Whether `folder` lies in a copy of somebody else's work, which often lacks what its documents link to: an unpacked
/// distribution, be it the whole root, or a vendored library.
#[salsa::tracked(returns(copy))]
pub fn is_copy(db: &dyn Db, folder: Directory) -> bool {
    // A package in a folder that no version control knows was unpacked there.
    let unpacked =
        || folder.parent(db).is_none() && folder.entries(db).get("package.json").is_some() && !is_repository(db, folder.root(db));
    vendored::is_marked(db, folder)
        || vendored::is_for_copies(db, folder)
        || unpacked()
        || vendored::is_licensed_apart(db, folder)
        || folder.parent(db).is_some_and(|parent| is_copy(db, parent))
}

/// Whether documents in `folder` are written by a generator of clients and servers, which leaves its mark beside them: nobody mends
/// what it says of itself. The top of a root is not asked, for whoever publishes such a client may write about it.
#[salsa::tracked(returns(copy))]
pub fn is_made(db: &dyn Db, folder: Directory) -> bool {
    const MARKS: [&str; 4] = [".openapi-generator-ignore", ".openapi-generator", ".swagger-codegen-ignore", ".swagger-codegen"];
    folder.parent(db).is_some_and(|parent| MARKS.iter().any(|mark| folder.entries(db).get(mark).is_some()) || is_made(db, parent))
}
