//! The shop of `fixtures/` is clean, and each change of `shop.mutations.yaml` is found: all that it causes and nothing else.

#![allow(clippy::print_stdout)] // how many were tried is for whoever looks

mod world;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use documents::Node;
use world::World;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures");

type Files = BTreeMap<String, String>;

#[test]
fn each_mutation_of_the_shop_is_found() {
    let shop = files(&Path::new(FIXTURES).join("shop"));
    let mut world = World::new(&shop.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>());
    assert_eq!(world.said(), [""; 0], "the shop is clean");

    let text = read(&Path::new(FIXTURES).join("shop.mutations.yaml"));
    let rows = documents::read(&text).ok().and_then(|document| document.root).expect("it is YAML");
    let (mut failures, mut tried) = (String::new(), 0);
    for row in rows.items() {
        let what = field(row, "what");
        let changed = match Mutation::of(row, &shop) {
            Ok(mutation) => mutation,
            Err(why) => {
                failures.push_str(&format!("\n{what}: {why}\n"));
                continue;
            }
        };
        tried += 1;
        for (path, text) in &changed.files {
            world.put(path, text.as_deref());
        }
        let difference = difference(&changed.expected(row), world.said());
        for path in changed.files.keys() {
            world.put(path, shop.get(path).map(String::as_str));
        }
        if !difference.is_empty() {
            failures.push_str(&format!("\n{what}:\n{difference}"));
        }
    }
    assert_eq!(world.said(), [""; 0], "everything is as it was, and clean");
    assert!(failures.is_empty(), "{failures}");
    assert!(tried >= 80, "{tried} mutations are too few");
}

/// One row, applied.
struct Mutation {
    /// What the files hold that it changes; nothing where they are gone.
    files: BTreeMap<String, Option<String>>,
    /// The line that it changes.
    here: Option<(String, usize)>,
}

impl Mutation {
    fn of(row: &Node, shop: &Files) -> Result<Mutation, String> {
        let text = |path: &str| shop.get(path).ok_or_else(|| format!("there is no {path}"));
        if let Some(path) = row.get("delete").and_then(Node::text) {
            text(path)?;
            return Ok(Mutation { files: [(path.to_owned(), None)].into(), here: None });
        }
        if let Some(from) = row.get("move").and_then(Node::text) {
            let (text, to) = (text(from)?.clone(), field(row, "to").to_owned());
            return Ok(Mutation { files: [(from.to_owned(), None), (to.clone(), Some(text))].into(), here: Some((to, 1)) });
        }
        let (path, replace) = (field(row, "in"), field(row, "replace"));
        let before = text(path)?;
        let places: Vec<usize> = before.match_indices(replace).map(|(at, _)| at).collect();
        let [at] = places.as_slice() else { return Err(format!("`{replace}` is {} times in {path}", places.len())) };
        let line = before[..*at].matches('\n').count() + 1;
        let after = before.replacen(replace, field(row, "by"), 1);
        Ok(Mutation { files: [(path.to_owned(), Some(after))].into(), here: Some((path.to_owned(), line)) })
    }

    /// What the row says is found: as `World::said` starts, and a part of the message.
    fn expected(&self, row: &Node) -> Vec<(String, String)> {
        let finds = row.get("finds").expect("a row says what it finds");
        let each = std::iter::once(finds).chain(finds.items()).filter_map(Node::text);
        let expected = each.map(|line| {
            let (place, message) = line.split_once(": ").expect("a place or a code, and a part of the message");
            let place = match (place.contains(' '), &self.here) {
                (true, _) => place.to_owned(),
                (false, Some((path, line))) => format!("{path}:{line} {place}"),
                (false, None) => panic!("`{line}` is nowhere: a file that is gone has no line"),
            };
            (format!("{place} "), message.to_owned())
        });
        expected.collect()
    }
}

/// What is missing and what is too much, a line each.
fn difference(expected: &[(String, String)], mut said: Vec<String>) -> String {
    let mut out = String::new();
    for (start, part) in expected {
        match said.iter().position(|one| one.strip_prefix(start.as_str()).is_some_and(|message| message.contains(part))) {
            Some(at) => drop(said.remove(at)),
            None => out.push_str(&format!("  missing:  {start}{part}\n")),
        }
    }
    said.iter().for_each(|one| out.push_str(&format!("  too much: {one}\n")));
    out
}

fn field<'a>(row: &'a Node, name: &str) -> &'a str {
    row.get(name).and_then(Node::text).unwrap_or_else(|| panic!("a row has no `{name}`: {row:?}"))
}

/// Everything below a folder, by its path seen from there.
#[allow(clippy::disallowed_methods)] // tests may
fn files(folder: &Path) -> Files {
    let (mut out, mut todo) = (Files::new(), vec![PathBuf::new()]);
    while let Some(below) = todo.pop() {
        for entry in std::fs::read_dir(folder.join(&below)).expect("it is a folder") {
            let entry = entry.expect("it can be read");
            let path = below.join(entry.file_name());
            if entry.file_type().expect("it is something").is_dir() {
                todo.push(path);
            } else {
                let name = path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
                out.insert(name, read(&folder.join(&path)));
            }
        }
    }
    out
}

#[allow(clippy::disallowed_methods)] // tests may
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
