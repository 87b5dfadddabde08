//! Which comments that accept findings were there before.
//!
//! A comment counts where it stood: it is known by its own line and the line that it is about. So nobody who
//! may only propose a change can accept a finding, neither by a new comment nor by moving an old one.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use syntax::suppression::Suppression;
use workspace::git::{Candidate, GitTree, renames};
use workspace::{Database, Db, Distrusted, File, FileSystem, LineIndex, RelPath, Root};

/// What a comment is known by.
type Key = (String, String);

/// The comments of `root` that the files of `then` lack.
pub fn distrusted(db: &Database, root: Root, then: &GitTree) -> Distrusted {
    let with_comments = root.files(db).into_iter().filter(|&file| !graph::ranges(db, file).suppressions.is_empty());
    let files: Vec<File> = with_comments.collect();
    let moved = moved(db, root, then, &files);
    let mut out = Distrusted::new();
    for file in files {
        let path = file.path(db);
        let before = moved.get(path).unwrap_or(path);
        let mut known: FxHashMap<Key, usize> = FxHashMap::default();
        if let Ok(bytes) = then.read(&before.under(root.path(db))) {
            let text = String::from_utf8_lossy(&bytes);
            let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
            let (_, ranges) = syntax::extraction::extract_text(before, text, syntax::output::Options::default());
            for comment in &ranges.suppressions {
                *known.entry(key(text, &ranges.lines, comment)).or_default() += 1;
            }
        }
        let ranges = graph::ranges(db, file);
        let text = syntax::extraction::text(db, file);
        for comment in &ranges.suppressions {
            let count = text.as_deref().and_then(|text| known.get_mut(&key(text, &ranges.lines, comment)));
            match count.filter(|count| **count > 0) {
                Some(count) => *count -= 1,
                None => {
                    out.entry(path.clone()).or_default().insert(comment.span.start);
                }
            }
        }
    }
    out
}

fn key(text: &str, lines: &LineIndex, comment: &Suppression) -> Key {
    let line = |number: u32| {
        let range = lines.line_start(number) as usize..lines.line_start(number + 1) as usize;
        text.get(range).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    (line(lines.line(comment.span.start)), line(comment.line))
}

/// What files with comments were called then, where they had another name.
fn moved(db: &Database, root: Root, then: &GitTree, files: &[File]) -> BTreeMap<RelPath, RelPath> {
    let top = root.path(db);
    let come = files.iter().map(|file| file.path(db)).filter(|path| then.metadata(&path.under(top)).is_err());
    let come: Vec<RelPath> = come.cloned().collect();
    if come.is_empty() {
        return BTreeMap::new();
    }
    let before = then.files().into_iter().filter_map(|path| RelPath::below(top, &path.under(then.root())));
    let gone: Vec<RelPath> = before.filter(|path| root.entry(db, path).is_none()).collect();
    let read = |went: bool, path: &RelPath| {
        let path = path.under(top);
        let system: &dyn FileSystem = if went { then } else { db.system() };
        system.read_small(&path, 1 << 20).ok()
    };
    let candidates = |went: bool, paths: &[RelPath]| -> Vec<Candidate> {
        let candidate = |path: &RelPath| {
            let bytes = read(went, path).unwrap_or_default();
            Candidate { path: path.clone(), len: bytes.len() as u64, content: xxhash_rust::xxh3::xxh3_128(&bytes) }
        };
        paths.iter().map(candidate).collect()
    };
    let text = |went: bool, at: usize| if went { read(true, &gone[at]) } else { read(false, &come[at]) };
    let pairs = renames(&candidates(true, &gone), &candidates(false, &come), &text).into_iter();
    pairs.map(|(from, to, _)| (come[to].clone(), gone[from].clone())).collect()
}
