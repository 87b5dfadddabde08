//! Destinations that were not found and yet may be right, or were never meant to be followed.

use syntax::Reference;
use syntax::place::{is_data, is_said_to_lead_nowhere};
use workspace::{Db, Directory, File};

use super::address::address;
use super::surroundings::{Site, is_beside_book, is_copy, is_made};

/// Pages of the forge that stand beside a repository's files.
const FORGE: [&str; 21] = [
    "issues",
    "issue",
    "wiki",
    "releases",
    "release",
    "pull",
    "pulls",
    "actions",
    "discussions",
    "tree",
    "blob",
    "raw",
    "commit",
    "commits",
    "compare",
    "stargazers",
    "graphs",
    "security",
    "projects",
    "labels",
    "milestones",
];

/// What a file's name ends in when it is one; other single words with a dot are names in code (`foo.bar`) or versions.
const FILE_EXTENSIONS: [&str; 60] = [
    "md", "mdx", "markdown", "rst", "txt", "adoc", "pdf", "png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "mp4", "webm", "yml", "yaml",
    "json", "json5", "jsonc", "toml", "ini", "cfg", "xml", "csv", "rs", "py", "pyi", "go", "js", "mjs", "cjs", "ts", "tsx", "jsx", "vue",
    "java", "kt", "c", "h", "cc", "cpp", "hpp", "cs", "rb", "php", "swift", "sh", "bash", "ps1", "bat", "sql", "proto", "lua", "ipynb",
    "css", "scss", "zip", "lock",
];

/// Whether nothing should be said about a destination that was not found.
pub(super) fn is_doubtful(db: &dyn Db, file: File, folder: Directory, reference: &Reference, site: Option<Site>) -> bool {
    let name = reference.name.as_str();
    let first = name.split('/').find(|part| !matches!(*part, ".." | "." | "")).unwrap_or("");
    let last = name.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    let extension = extension(last);
    let is_foreign =
        || is_copy(db, folder) || is_made(db, folder) || is_beside_book(db, folder) || is_shown_elsewhere(file.path(db).as_str());
    // No route and no name in code starts like an address.
    if address(name).is_some() && !name.contains("example.") {
        return is_foreign();
    }
    // A placeholder, a glob, a path of another system, an address that lacks its scheme's slashes.
    if name.contains(['*', '\\', '[', '|', '"', '=']) || name.contains("...") || name.contains('…') || name.starts_with('~') {
        return true;
    }
    // What stands for an address until somebody or something has one: `TODO`, `ENGLISH_VERSION_URL`.
    if is_placeholder(name) || is_said_to_lead_nowhere(name) || is_filled_in_for_the_next(db, file, folder) {
        return true;
    }
    // `../../issues/12` means the forge wherever it does not mean a folder.
    if name.starts_with("..") && FORGE.contains(&first) {
        return true;
    }
    // Pages are made, and rustdoc's (`struct.Foo.html`) always.
    if matches!(extension, Some("html" | "htm")) || name.contains(".html.") {
        return true;
    }
    let bare = !name.contains('/');
    match extension {
        // `[text](link)`, `[Foo](Foo)`, `a[i](j)`, and routes of a site whose configuration lies elsewhere. But a `LICENSE` is
        // a file, and who links from a README to `src/x` means a folder.
        None if !is_shouted(last) && (bare || name.starts_with('/') || !is_shouted(file.path(db).name())) => return true,
        Some(extension) if bare && !FILE_EXTENSIONS.contains(&extension) => return true,
        _ => {}
    }
    let page = matches!(extension, Some("md" | "mdx" | "markdown"));
    let judged = match site {
        None => true,
        Some(Site::Book | Site::MkDocs) => page || reference.role == "image",
        Some(Site::Routes) => page,
    };
    !judged || is_foreign()
}

/// Whether a destination is a word in capitals that names none of the files which have such names.
fn is_placeholder(name: &str) -> bool {
    let is_word = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    let ends = ["_URL", "_LINK", "_HREF", "_PATH", "_HERE", "URL", "LINK"];
    matches!(name, "TODO" | "TBD" | "TBA" | "FIXME" | "XXX" | "WIP") || is_word && ends.iter().any(|end| name.ends_with(end))
}

/// Whether a document is what the next of its numbered neighbours begins as: `0000-template.md` beside `0001-record-decisions.md`.
fn is_filled_in_for_the_next(db: &dyn Db, file: File, folder: Directory) -> bool {
    let is_numbered = |name: &str| name.len() > 3 && name.bytes().take(3).all(|byte| byte.is_ascii_digit());
    let name = file.path(db).name().to_ascii_lowercase();
    name.contains("template") && (is_numbered(&name) || folder.entries(db).iter().any(|(other, _)| is_numbered(other)))
}

/// Whether a file's name is one of those in capitals that repositories give to what everybody should see: `README.md`.
pub(super) fn is_shouted(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    stem.len() > 3 && stem.bytes().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_' | b'0'..=b'9'))
}

/// The extension of a file's name; `1` of `v1.1` is none.
fn extension(name: &str) -> Option<&str> {
    let (stem, extension) = name.rsplit_once('.')?;
    let is_one = !stem.is_empty() && extension.starts_with(|c: char| c.is_ascii_alphabetic()) && extension.len() <= 8;
    is_one.then_some(extension)
}

/// Whether the document at `path` is data or shown elsewhere, so that its links say nothing about this repository: issue
/// templates, test data, what a generator of projects fills in, and the documentation of versions that were released.
pub fn is_shown_elsewhere(path: &str) -> bool {
    // Where Docusaurus keeps them, translated ones too.
    let is_released = |part: &str| {
        part == "versioned_docs" || part.strip_prefix("version-").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let data =
        |part: &str| matches!(part, "test" | "tests" | "__tests__" | "testsuite" | "spec" | "specs" | "e2e" | "playground" | "docs_src");
    let name = path.rsplit('/').next().unwrap_or(path);
    !is_shouted(name) && path.split('/').any(data)
        // What a book's tests call its summary is no document of the repository.
        || name == "SUMMARY.md" && path.split('/').any(data)
        || is_data(path)
        || path.split('/').any(is_released)
        || is_to_be_copied(name)
}

/// Whether a document's name says that it is filled in elsewhere: `pull_request_template.md`, `000-template.md`.
fn is_to_be_copied(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    stem.rsplit(['-', '_', ' ']).next().is_some_and(|last| last.eq_ignore_ascii_case("template"))
}
