//! What a project calls itself, so that an image of its own is known: whoever tries a project runs its latest version, and means to.

use std::collections::BTreeSet;
use std::sync::Arc;

use compact_str::CompactString;
use documents::Node;
use graph::names;
use syntax::Language;
use workspace::{Db, Directory, File, RelPath, Root};

use super::super::tree;
use super::home;

/// So long is a name at least, in letters and digits; shorter ones are others', too.
const SHORTEST: usize = 3;
/// Words before or behind the name of a project whose image a repository makes.
const PACKING: [&str; 3] = ["docker", "container", "image"];
/// What many call a part of theirs, which says nothing about whose it is.
const OF_ANYBODY: [&str; 12] =
    ["api", "app", "backend", "client", "docs", "example", "frontend", "monorepo", "root", "server", "website", "workspace"];

/// Whether `name` is what the project in `root`, or one below it that the file `path` lies in, is called, or whose it is.
pub(super) fn is_own_name(db: &dyn Db, root: Root, path: &RelPath, name: &str) -> bool {
    let own = plain(name);
    home::owners(db, root).contains(&own) || folders_around(db, root, path).any(|folder| project_names(db, folder).contains(&own))
}

/// The folder of a file and those above it.
fn folders_around<'p>(db: &'p dyn Db, root: Root, path: &RelPath) -> impl Iterator<Item = Directory> + 'p {
    let folders = std::iter::successors(path.parent(), RelPath::parent);
    folders.filter_map(move |folder| root.directory(db, &folder)).chain(root.top(db))
}

/// Whether `image` is of the project in `root`, or of one below it that the file `path` lies in: called like it, or like it with a word
/// behind; or of the same owner; or built here.
pub(super) fn is_own_image(db: &dyn Db, root: Root, path: &RelPath, image: &str) -> bool {
    let (host, parts) = address(image);
    let Some((name, owners)) = parts.split_last() else { return false };
    let ends = name.match_indices(['-', '_', '.']).map(|(at, _)| at).chain([name.len()]);
    let is_called = |own: &CompactString| ends.clone().any(|end| plain(&name[..end]) == *own);
    let around = || folders_around(db, root, path);
    host.is_some_and(is_near)
        || around().any(|folder| project_names(db, folder).iter().any(is_called))
        || is_of_owners(&home::owners(db, root), owners)
        || names::defined(db, root, "image").keys().any(|built| address(built).1 == parts)
        || is_built_around(db, around(), image)
}

/// Whether one of an image's folders in its registry is of `owners`: `acme`, `acme-releases`, or `acme.dev`, the name of its site.
fn is_of_owners(owners: &BTreeSet<CompactString>, folders: &[CompactString]) -> bool {
    folders.iter().any(|folder| {
        let first = folder.split('.').next().unwrap_or(folder);
        let ends = ["-release", "-releases", "-nightly"];
        let short = ends.iter().find_map(|end| first.strip_suffix(end)).unwrap_or(first);
        owners.contains(&plain(short))
    })
}

/// Whether a registry is on the machine itself or on the own network, so that it has what was pushed there a moment before:
/// `localhost:5000`, `kind-registry:5000`, `registry.kube-system.svc`, `192.168.1.2:5000`.
fn is_near(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or(host);
    let is_private = || matches!(name.parse::<std::net::Ipv4Addr>(), Ok(address) if address.is_private() || address.is_loopback());
    !name.contains('.') || [".local", ".internal", ".svc", ".test", ".localhost"].iter().any(|end| name.ends_with(end)) || is_private()
}

/// Whether Tilt or a makefile builds `image` for what lies in one of `folders`.
fn is_built_around(db: &dyn Db, mut folders: impl Iterator<Item = Directory>, image: &str) -> bool {
    let name = syntax::names::form::image(image).unwrap_or(image);
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
    let has_word = |text: &str| {
        let mut places = text.match_indices(name);
        places.any(|(at, _)| !text[..at].ends_with(is_part) && !text[at + name.len()..].starts_with(is_part))
    };
    let builds = |text: &str| {
        ["docker_build", "custom_build", "docker build", "docker buildx", "podman build"].iter().any(|word| text.contains(word))
    };
    folders.any(|folder| {
        let files = ["Tiltfile", "Makefile"].into_iter().filter_map(|name| folder.entries(db).file(name));
        files.filter_map(|file| graph::text(db, file)).any(|text| builds(&text) && has_word(&text))
    })
}

/// The host in an image's address, where it has one, and what lies there, without tag and digest and in small letters: `OWNER`, `NAME`.
fn address(image: &str) -> (Option<&str>, Vec<CompactString>) {
    let is_host = |part: &str| part.contains(['.', ':']) || part == "localhost";
    let (host, path) = image.split_once('/').filter(|(host, _)| is_host(host)).map_or((None, image), |(host, path)| (Some(host), path));
    let path = path.split(['@', ':']).next().unwrap_or(path);
    (host, path.split('/').map(|part| part.to_ascii_lowercase().into()).collect())
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
    let in_tree = |language: Language, paths: &[&[&str]]| text_at(db, file, language, paths);
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
    let last = name.split('/').rev().find(|part| !is_version(part))?;
    // What it is packed in is not what it is called: `Docker Pi-hole`.
    let is_packing = |word: &str| PACKING.iter().any(|packing| word.eq_ignore_ascii_case(packing));
    let (first, rest) = last.split_once([' ', '-', '_']).unwrap_or(("", last));
    let called = if is_packing(first) { rest } else { last };
    let (rest, end) = called.rsplit_once([' ', '-', '_']).unwrap_or((called, ""));
    Some(if is_packing(end) { rest } else { called }.to_owned())
}

/// The first text that is at one of `paths` in a file.
pub(super) fn text_at(db: &dyn Db, file: File, language: Language, paths: &[&[&str]]) -> Option<String> {
    let root = tree::read(language, &graph::text(db, file)?)?.root?;
    paths.iter().find_map(|path| root.path(path).and_then(Node::text).map(str::to_owned))
}

/// A name without what people write in different ways.
pub(super) fn plain(name: &str) -> CompactString {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
