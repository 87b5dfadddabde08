//! Moving and renaming in a whole product: afterwards a check finds nothing new, and going back gives the bytes there were.

#![allow(clippy::disallowed_methods)] // tests may

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use graph::moving::{Moves, edits};
use graph::renaming::{Replacement, renamable, rename};
use oracle::Host;
use workspace::{Db, MemoryFileSystem, RelPath, Root};

type Files = BTreeMap<String, Vec<u8>>;

/// The product of the fixtures.
fn shop() -> Files {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/shop");
    let mut out = Files::new();
    let mut open = vec![top.clone()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("the fixture is there") {
            let path: PathBuf = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(&top).expect("below the top").to_str().expect("UTF-8").replace('\\', "/");
                out.insert(name, std::fs::read(&path).expect("a file"));
            }
        }
    }
    out
}

fn open(files: &Files) -> (Host, Root) {
    let system = MemoryFileSystem::new();
    for (path, bytes) in files {
        system.write(Path::new("/shop").join(path), bytes.clone());
    }
    let mut host = Host::with_system(Arc::new(system), None);
    let root = host.open_root(Path::new("/shop"));
    (host, root)
}

/// The findings of a check, without their places: lines move where lines are added.
fn found(files: &Files) -> BTreeSet<(String, String, String)> {
    let (host, root) = open(files);
    let findings = host.snapshot().all_findings(root).expect("nobody writes");
    findings.into_iter().map(|finding| (finding.path.to_string(), finding.code.to_owned(), finding.message)).collect()
}

fn applied(db: &dyn Db, files: &Files, edits: &[Replacement]) -> Files {
    let mut out = files.clone();
    for edit in edits.iter().rev() {
        let bytes = out.get_mut(edit.file.path(db).as_str()).expect("a file of the fixture");
        bytes.splice(edit.span.range(), edit.text.bytes());
    }
    out
}

fn place(path: &str, from: &str, to: &str) -> String {
    match path.strip_prefix(from) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("{to}{rest}"),
        _ => path.to_owned(),
    }
}

fn moved(files: &Files, from: &str, to: &str) -> Files {
    let (host, root) = open(files);
    let moves = Moves::new(vec![(RelPath::new(from), RelPath::new(to))]);
    let edits = edits(host.db(), root, &moves);
    applied(host.db(), files, &edits).into_iter().map(|(path, bytes)| (place(&path, from, to), bytes)).collect()
}

fn text(files: &Files, path: &str) -> String {
    files.get(path).map_or_else(|| "gone".to_owned(), |bytes| String::from_utf8_lossy(bytes).into_owned())
}

/// What differs, as text.
fn difference(before: &Files, after: &Files) -> Option<String> {
    let all: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let path = all.into_iter().find(|path| before.get(*path) != after.get(*path))?;
    Some(format!("{path} was\n{}\nis\n{}", text(before, path), text(after, path)))
}

#[test]
fn what_moves_is_followed_and_comes_back() {
    let files = shop();
    let known = found(&files);
    let mut wrong = Vec::new();
    for (from, to) in [
        ("docs/runbook.md", "docs/operating/runbook.md"),
        ("web/src/money.ts", "web/src/lib/money.ts"),
        ("worker/src/dispatch.rs", "worker/src/sending.rs"),
        ("api/src/shop_api/settings.py", "api/src/shop_api/configuration.py"),
        ("api/src/shop_api/store", "api/src/shop_api/storage"),
    ] {
        let is_there = files.keys().any(|path| place(path, from, "") != *path);
        assert!(is_there, "the fixture has {from}");
        let after = moved(&files, from, to);
        let expected: BTreeSet<_> =
            known.iter().map(|(path, code, message)| (place(path, from, to), code.clone(), message.clone())).collect();
        wrong.extend(found(&after).difference(&expected).map(|(path, code, message)| format!("{from} -> {to}: {path}: {code} {message}")));
        wrong.extend(difference(&files, &moved(&after, to, from)).map(|what| format!("{from} -> {to} and back: {what}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What renaming what stands at `offset` of `path` gives, with all that it proposes; `None` where it is refused or here is no name.
/// Where the name stands afterwards, too.
fn renamed(files: &Files, path: &str, offset: u32, new: &str) -> Option<(Files, u32)> {
    let (host, root) = open(files);
    let db = host.db();
    let file = root.file(db, &RelPath::new(path))?;
    let renaming = rename(db, file, offset, new)?.ok()?;
    let mut edits: Vec<Replacement> = renaming.certain.into_iter().chain(renaming.probable.into_iter().map(|(edit, _)| edit)).collect();
    edits.sort_by(|a, b| (a.file.path(db), a.span).cmp(&(b.file.path(db), b.span)));
    let before = edits.iter().filter(|edit| edit.file == file && edit.span.end <= offset);
    let grown: i64 = before.map(|edit| edit.text.len() as i64 - edit.span.range().len() as i64).sum();
    Some((applied(db, files, &edits), (i64::from(offset) + grown) as u32))
}

/// Every definition of a name in the product: its namespace, its path, its place, and what is written there.
fn names(files: &Files) -> Vec<(&'static str, String, u32, String)> {
    let (host, root) = open(files);
    let db = host.db();
    let mut out = Vec::new();
    for file in root.files(db) {
        for here in graph::names::mentions(db, file, |_, _| true) {
            if here.definition.is_some()
                && let Some((span, written)) = renamable(db, file, here.span.start)
            {
                out.push((here.mention.namespace.as_str(), file.path(db).to_string(), span.start, written));
            }
        }
    }
    out
}

#[test]
fn what_is_renamed_is_followed_and_comes_back() {
    let files = shop();
    let known = found(&files);
    let (mut wrong, mut renamings) = (Vec::new(), BTreeMap::<&str, usize>::new());
    for (namespace, path, offset, old) in names(&files) {
        let next = old.parse::<u16>().map(|port| (port + 1).to_string());
        let new = next.unwrap_or_else(|_| format!("{old}{}", if old.chars().any(char::is_lowercase) { "x" } else { "X" }));
        let Some((after, offset)) = renamed(&files, &path, offset, &new) else { continue };
        *renamings.entry(namespace).or_default() += 1;
        let what = format!("{namespace} {path}: {old} -> {new}");
        wrong.extend(found(&after).difference(&known).map(|(path, code, message)| format!("{what}: {path}: {code} {message}")));
        match renamed(&after, &path, offset, &old) {
            Some((back, _)) => wrong.extend(difference(&files, &back).map(|difference| format!("{what} and back: {difference}"))),
            None => wrong.push(format!("{what}: does not come back")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    insta::assert_debug_snapshot!(renamings);
}
