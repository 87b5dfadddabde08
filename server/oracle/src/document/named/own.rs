//! What a project calls itself, so that an image of its own is known: whoever tries a project runs its latest version, and means to.

use std::collections::BTreeSet;
use std::sync::Arc;

use compact_str::CompactString;
use documents::Node;
use syntax::Language;
use workspace::{Db, Directory, File, RelPath, Root};

use super::super::tree;

/// So long is a name at least, in letters and digits; shorter ones are others', too.
const SHORTEST: usize = 3;
/// What many call a part of theirs, which says nothing about whose it is.
const OF_ANYBODY: [&str; 12] =
    ["api", "app", "backend", "client", "docs", "example", "frontend", "monorepo", "root", "server", "website", "workspace"];

/// What the page of a repository links to of its own: nobody sends readers to others' runs or copies.
const OF_OWN: [&str; 4] = [".git", "/actions", "/issues", "/workflows"];

/// Whether `image` is of the project in `root`, or of one below it that the file `path` lies in: called like it, or like it with a word
/// behind.
pub(super) fn is_own_image(db: &dyn Db, root: Root, path: &RelPath, image: &str) -> bool {
    let last = image.split('@').next().and_then(|image| image.rsplit('/').next()).unwrap_or(image);
    let name = last.split(':').next().unwrap_or(last);
    let ends = name.match_indices(['-', '_', '.']).map(|(at, _)| at).chain([name.len()]);
    let is_called = |own: &CompactString| ends.clone().any(|end| plain(&name[..end]) == *own);
    let around = std::iter::successors(path.parent(), RelPath::parent).filter_map(|folder| root.directory(db, &folder));
    around.chain(root.top(db)).any(|folder| project_names(db, folder).iter().any(is_called)) || is_home(db, root, image)
}

/// Whether the page of the repository says by links to what is its own that it lies at `OWNER/NAME`, as the image does.
fn is_home(db: &dyn Db, root: Root, image: &str) -> bool {
    let path = image.split(['@', ':']).next().unwrap_or(image);
    let Some((owner, name)) = path.rsplit_once('/').map(|(before, name)| (before.rsplit('/').next().unwrap_or(before), name)) else {
        return false;
    };
    let page = root.top(db).and_then(|top| top.entries(db).file("README.md")).and_then(|page| graph::text(db, page));
    page.is_some_and(|page| {
        page.contains(&format!("githubusercontent.com/{owner}/{name}/"))
            || OF_OWN.iter().any(|own| page.contains(&format!("github.com/{owner}/{name}{own}")))
    })
}

/// What the manifests and the first heading of a project in `folder` call it.
#[salsa::tracked(returns(clone))]
fn project_names(db: &dyn Db, folder: Directory) -> Arc<BTreeSet<CompactString>> {
    let entries = folder.entries(db);
    let names = entries.files().filter_map(|file| name_in(db, file)).map(|name| plain(&name));
    Arc::new(names.filter(|name| name.len() >= SHORTEST && !OF_ANYBODY.contains(&name.as_str())).collect())
}

/// What a manifest, or the heading of a page, calls the project.
fn name_in(db: &dyn Db, file: File) -> Option<String> {
    let text = || graph::text(db, file);
    let in_tree = |language: Language, paths: &[&[&str]]| {
        let root = tree::read(language, &text()?)?.root?;
        paths.iter().find_map(|path| root.path(path).and_then(Node::text).map(str::to_owned))
    };
    let behind = |start: &str| {
        let text = text()?;
        let line = text.lines().map(str::trim).find_map(|line| line.strip_prefix(start))?;
        let is_end = |c: char| matches!(c, '"' | '\'' | ')' | ' ');
        Some(line.trim_start_matches([' ', '=', '"', '\'']).split(is_end).next().unwrap_or_default().to_owned())
    };
    let name = match file.path(db).name() {
        "package.json" | "composer.json" => in_tree(Language::Json, &[&["name"]]),
        "pyproject.toml" => in_tree(Language::Toml, &[&["project", "name"], &["tool", "poetry", "name"]]),
        "Cargo.toml" => in_tree(Language::Toml, &[&["package", "name"]]),
        "go.mod" => behind("module "),
        "settings.gradle" | "settings.gradle.kts" => behind("rootProject.name"),
        "CMakeLists.txt" => behind("project("),
        "pom.xml" => {
            let text = text()?;
            let own = text.rsplit_once("</parent>").map_or(&*text, |(_, own)| own);
            own.split_once("<artifactId>").and_then(|(_, rest)| rest.split_once("</artifactId>")).map(|(name, _)| name.to_owned())
        }
        "README.md" => text()?.lines().find_map(|line| line.strip_prefix("# ")).map(str::to_owned),
        _ => None,
    }?;
    // The last part that is no version of a module: `github.com/acme/shop/v2`.
    let is_version = |part: &&str| part.strip_prefix('v').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
    name.split('/').rev().find(|part| !is_version(part)).map(str::to_owned)
}

/// A name without what people write in different ways.
fn plain(name: &str) -> CompactString {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
