//! What surrounds a document: a site generator's configuration, a repository, a copy of somebody else's work.

use workspace::{Db, Directory, Root};

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
    let found = entries.iter().find_map(|(name, _)| configured_by(name));
    found.map(|site| (site, folder)).or_else(|| site(db, folder.parent(db)?))
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

/// Whether the root is the top of a repository, so that `/` in a link is known to be the root.
pub fn is_repository(db: &dyn Db, root: Root) -> bool {
    root.top(db).is_some_and(|top| [".git", ".hg", ".jj", ".sl", ".svn"].iter().any(|name| top.entries(db).get(name).is_some()))
}

/// Whether `folder` lies in a copy of somebody else's work, which often lacks what its documents link to: an unpacked
/// distribution or a vendored library.
#[salsa::tracked(returns(copy))]
pub fn is_copy(db: &dyn Db, folder: Directory) -> bool {
    const MARKS: [&str; 7] = [
        ".cargo-checksum.json",
        ".cargo_vcs_info.json",
        ".cargo-ok",
        "Cargo.toml.orig",
        "PKG-INFO",
        ".npmrc-published",
        ".yarn-metadata.json",
    ];
    const FOLDERS: [&str; 9] = [
        "vendor",
        "vendored",
        "third_party",
        "third-party",
        "thirdparty",
        "node_modules",
        "site-packages",
        "dist-packages",
        "bower_components",
    ];
    let entries = folder.entries(db);
    // Where ASP.NET keeps what the page needs of others.
    let brought = || folder.path(db).name() == "lib" && folder.parent(db).is_some_and(|parent| parent.path(db).name() == "wwwroot");
    let marked = entries.iter().any(|(name, _)| MARKS.contains(&name) || name.ends_with(".dist-info"));
    // A package in a folder that no version control knows was unpacked there.
    let unpacked = || folder.parent(db).is_none() && entries.get("package.json").is_some() && !is_repository(db, folder.root(db));
    marked
        || FOLDERS.contains(&folder.path(db).name())
        || brought()
        || unpacked()
        || folder.parent(db).is_some_and(|parent| is_copy(db, parent))
}
