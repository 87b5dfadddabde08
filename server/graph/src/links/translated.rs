//! Documents that a service writes, translating others: whoever translates there never sees this repository, and what is wrong in
//! them is written anew with the next translation.

use std::sync::Arc;

use compact_str::CompactString;
use workspace::{Db, Entry, File, RelPath, Root};

use super::find;
use super::moved::pairs;
use crate::resolution::Resolution;

/// Where the services keep what they translate, with the keys of an original's path and of its translation's.
const SERVICES: [(&str, &str, &str); 5] = [
    ("crowdin.yml", "source", "translation"),
    ("crowdin.yaml", "source", "translation"),
    (".crowdin.yml", "source", "translation"),
    ("crowdin.json", "source", "translation"),
    (".tx/config", "source_file", "file_filter"),
];

/// What stands for a language in the path of a translation.
const LANGUAGES: [&str; 8] = [
    "%locale%",
    "%two_letters_code%",
    "%three_letters_code%",
    "%language%",
    "%locale_with_underscore%",
    "%android_code%",
    "%osx_code%",
    "<lang>",
];

/// Whether a service wrote `file`: a configuration above it says that it translates another document, which is there, into it.
#[salsa::tracked(returns(copy))]
pub fn is_translation(db: &dyn Db, file: File) -> bool {
    let Some(root) = file.root(db) else { return false };
    let folders = std::iter::successors(file.folder(db), |folder| folder.parent(db));
    let mut configurations = folders.flat_map(|folder| SERVICES.iter().map(move |service| (folder, service)));
    configurations.any(|(folder, (name, original, translation))| {
        let path = folder.path(db).resolve(&format!("./{name}"));
        let Some(Entry::File(configuration)) = path.and_then(|path| root.entry(db, &path)) else { return false };
        let top = folder.path(db);
        let below = file.path(db).as_str()[top.as_str().len()..].trim_start_matches('/');
        patterns(db, configuration, original, translation).iter().any(|(source, translation)| {
            original_of(below, source, translation).is_some_and(|original| original != below && is_file(db, root, top, &original))
        })
    })
}

fn is_file(db: &dyn Db, root: Root, top: &RelPath, path: &str) -> bool {
    top.resolve(&format!("./{path}")).is_some_and(|path| matches!(root.entry(db, &path), Some(Entry::File(_) | Entry::OtherFile)))
}

#[salsa::tracked(returns(clone))]
fn patterns(db: &dyn Db, file: File, original: &'static str, translation: &'static str) -> Arc<[(CompactString, CompactString)]> {
    let text = crate::text(db, file).unwrap_or_default();
    pairs(&text, original, translation).collect()
}

/// The path of the document of which the one at `path` is a translation by such a pair of patterns.
fn original_of(path: &str, source: &str, translation: &str) -> Option<String> {
    let source = source.trim_start_matches('/');
    // What stands before the first wildcard is the folder of all originals.
    let fixed = source.find('*').map(|at| source[..at].rsplit_once('/').map_or("", |(folder, _)| folder));
    let mut parts = path.split('/');
    let mut is_translated = false;
    for pattern in translation.trim_start_matches('/').split('/') {
        if is_translated && (pattern.contains('*') || pattern.starts_with("%original_")) {
            let rest: Vec<&str> = parts.collect();
            return fixed.filter(|_| !rest.is_empty()).map(|folder| format!("{folder}/{}", rest.join("/")));
        }
        let part = parts.next()?;
        match LANGUAGES.iter().find_map(|language| pattern.split_once(language)) {
            Some((before, after)) => {
                part.strip_prefix(before)?.strip_suffix(after).filter(|text| is_language(text))?;
                is_translated = true;
            }
            None if pattern == part => {}
            None => return None,
        }
    }
    (is_translated && fixed.is_none() && parts.next().is_none()).then(|| source.to_owned())
}

/// What `path`, which was not found, is in the default language: where folders of languages lie beside each other, what is not
/// translated is shown as it is there.
pub(super) fn in_default_language(db: &dyn Db, root: Root, path: &RelPath) -> Option<Resolution> {
    let parts: Vec<&str> = path.parts().collect();
    let languages = parts.iter().enumerate().filter(|(_, part)| is_language(part) && !DEFAULTS.contains(*part));
    languages.flat_map(|(at, _)| DEFAULTS.iter().map(move |default| (at, default))).find_map(|(at, default)| {
        let beside = [&parts[..at], &[*default]].concat().join("/");
        root.directory(db, &RelPath::root().resolve(&beside)?)?;
        find(db, root, &RelPath::root().resolve(&format!("{beside}/{}", parts[at + 1..].join("/")))?)
    })
}

/// Names of the folder of the language that is translated from.
const DEFAULTS: [&str; 4] = ["en", "en-US", "en_US", "en-us"];

/// Whether a text is the code of a language (`de`, `pt-BR`, `zh_Hans_CN`) or its name (`Ukrainian`).
fn is_language(text: &str) -> bool {
    let mut parts = text.split(['-', '_']);
    let first = parts.next().unwrap_or_default();
    let is_code = (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_name =
        first.len() > 3 && first.starts_with(|c: char| c.is_ascii_uppercase()) && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    (is_code || is_name) && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}
