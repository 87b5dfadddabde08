//! `mkdocs.yml`: the pages that its `nav` lists, seen from `docs_dir`.

use super::Paths;
use crate::facts::Flags;
use crate::manifest::tree::{At, Text};

/// Plugins that neither make pages nor take other folders for pages.
const HARMLESS: [&str; 28] = [
    "search",
    "autorefs",
    "mkdocstrings",
    "minify",
    "git-revision-date",
    "git-revision-date-localized",
    "git-authors",
    "git-committers",
    "glightbox",
    "tags",
    "redirects",
    "social",
    "privacy",
    "offline",
    "optimize",
    "meta",
    "exclude",
    "exclude-search",
    "include-markdown",
    "macros",
    "table-reader",
    "termynal",
    "section-index",
    "rss",
    "mike",
    "markdown-exec",
    "mermaid2",
    "charts",
];

pub(super) fn read(root: At<'_, '_>, paths: &mut Paths<'_>) {
    if root.get("hooks").is_some() || root.get("INHERIT").is_some() || !plugins(root).all(|name| HARMLESS.contains(&name)) {
        return;
    }
    let docs = match root.get("docs_dir") {
        None => "docs",
        Some(folder) => match folder.text() {
            Some(folder) => folder.text,
            // An environment variable.
            None => return,
        },
    };
    let Some(nav) = root.get("nav") else { return };
    // MkDocs says so and goes on, unless it is told to be strict.
    let mut open = vec![nav];
    while let Some(at) = open.pop() {
        if let Some(page) = at.text().filter(|page| page.text.ends_with(".md")) {
            paths.refer_from(docs, "nav", page, Flags::CONDITIONAL);
        }
        open.extend(at.items());
        open.extend(at.entries().map(|(_, value)| value));
    }
}

/// The names of all plugins, without the theme that brings them.
fn plugins<'t>(root: At<'t, '_>) -> impl Iterator<Item = &'t str> {
    let listed = root.get("plugins").into_iter().flat_map(|plugins| {
        let own = plugins.items().chain(std::iter::once(plugins));
        let names: Vec<Text<'t>> = own.flat_map(|entry| entry.text().into_iter().chain(entry.entries().map(|(name, _)| name))).collect();
        names
    });
    listed.map(|name| name.text.rsplit('/').next().unwrap_or(name.text))
}
