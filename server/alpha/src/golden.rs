//! Worked examples of a generator: given this, it writes exactly that.

#![allow(missing_docs)] // salsa's macros make methods that carry none

use std::collections::BTreeMap;
use std::sync::Arc;

use dna::generator::GoldenTest;
use serde_json::Value as Json;
use workspace::{Db, Directory, File, RelPath, Root};

use crate::given;
use crate::make::{Made, Product, Workshop};
use crate::maker::{Home, Maker};
use crate::problem::{GOLDEN, Place, Problem};
use crate::project::{compiled, loaded, schema, seen_by, text};
use crate::region;

/// What the examples of a generator show to be wrong.
#[salsa::tracked(returns(clone))]
pub fn problems(db: &dyn Db, root: Root, number: usize) -> Arc<[Problem]> {
    let loaded = loaded(db, root, number);
    let Some(maker) = loaded.maker.as_ref().filter(|maker| !matches!(maker.home, Home::Shipped(_))) else { return Arc::from([]) };
    if (0..number).any(|other| same_file(db, root, other, maker)) {
        return Arc::from([]);
    }
    let tests = maker.definition.tests.iter().flat_map(|test| of_test(db, root, number, maker, test));
    tests.collect()
}

/// What the folders of a generator's tests would hold for the tests to be true: paths, and texts or nothing.
pub fn expected(db: &dyn Db, root: Root, number: usize) -> Vec<(RelPath, Option<Arc<str>>)> {
    let loaded = loaded(db, root, number);
    let Some(maker) = loaded.maker.as_ref().filter(|maker| !matches!(maker.home, Home::Shipped(_))) else { return Vec::new() };
    let mut out = Vec::new();
    for test in &maker.definition.tests {
        let Some(folder) = home(db, maker).resolve(&test.golden) else { continue };
        let config = given::example(test, schema(db, root, number).as_deref());
        let made = made(db, root, number, maker, &config);
        let mut there = BTreeMap::new();
        if let Some(directory) = root.directory(db, &folder) {
            gather(db, directory, &mut there, directory);
        }
        for product in &made.products {
            let path = product.path.as_str().to_owned();
            there.remove(&path);
            out.extend(folder.resolve(&path).map(|path| (path, Some(whole(product)))));
        }
        out.extend(there.into_values().map(|file| (file.path(db).clone(), None)));
    }
    out
}

/// The folder that a generator's own paths are seen from.
pub(crate) fn home(db: &dyn Db, maker: &Maker) -> RelPath {
    match &maker.home {
        Home::File(file, _) => file.path(db).parent().unwrap_or_else(RelPath::root),
        _ => RelPath::root(),
    }
}

fn of_test(db: &dyn Db, root: Root, number: usize, maker: &Maker, test: &GoldenTest) -> Vec<Problem> {
    let at = maker.place(test.golden.span);
    let folder = home(db, maker).resolve(&test.golden);
    let Some(folder) = folder.and_then(|path| root.directory(db, &path)) else {
        let message = format!("test `{}`: there is no folder `{}` of what is expected", test.name.value, test.golden.value);
        return vec![Problem::new(GOLDEN, at, message)];
    };
    let config = given::example(test, schema(db, root, number).as_deref());
    let made = made(db, root, number, maker, &config);
    let mut expected = BTreeMap::new();
    gather(db, folder, &mut expected, folder);
    let mut out: Vec<Problem> = made
        .problems
        .iter()
        .map(|problem| Problem { message: format!("test `{}`: {}", test.name.value, problem.message), ..problem.clone() })
        .collect();
    for product in &made.products {
        let path = product.path.as_str().to_owned();
        let written = whole(product);
        match expected.remove(&path) {
            None => out.push(Problem::new(GOLDEN, at.clone(), format!("test `{}` makes `{path}`, which is not expected", test.name.value))),
            Some(file) => {
                let there = text(db, file).unwrap_or_default();
                if *there != *written {
                    let line = there.lines().zip(written.lines()).take_while(|(a, b)| a == b).count();
                    let shown = |text: &str| {
                        text.lines()
                            .nth(line)
                            .map_or_else(|| "nothing".to_owned(), |line| format!("`{}`", line.chars().take(60).collect::<String>()))
                    };
                    let message = format!("test `{}` writes {} here, not {}", test.name.value, shown(&written), shown(&there));
                    let last = there.lines().count().saturating_sub(1);
                    out.push(Problem::new(GOLDEN, Place::Line(file, line.min(last) as u32), message).related(at.clone(), "the test"));
                }
            }
        }
    }
    for path in expected.keys() {
        out.push(Problem::new(GOLDEN, at.clone(), format!("test `{}` does not make `{path}`, which is expected", test.name.value)));
    }
    out
}

/// A product as a file of its own.
pub fn whole(product: &Product) -> Arc<str> {
    let anchor = product.anchor.as_deref();
    anchor.and_then(|anchor| region::file(&product.path, anchor, &product.text)).map_or_else(|| product.text.clone(), Arc::from)
}

/// What an example makes: under the generator's own name, whatever the DNA calls it and wherever it lets it write.
fn made(db: &dyn Db, root: Root, number: usize, maker: &Maker, config: &Json) -> Made {
    let own = Maker { name: maker.definition.id.value.clone(), into: RelPath::root(), ..maker.clone() };
    let (engines, dna) = (compiled(db, root, number), seen_by(db, root, number));
    Workshop::new(&own, &engines, config, &dna).make()
}

/// Whether generator `other` of the DNA is written in the file that `maker` is: it judges the examples then.
fn same_file(db: &dyn Db, root: Root, other: usize, maker: &Maker) -> bool {
    let other = loaded(db, root, other);
    let home = other.maker.as_ref().map(|other| &other.home);
    matches!((home, &maker.home), (Some(Home::File(other, _)), Home::File(own, _)) if other == own)
}

fn below(path: &RelPath, into: &RelPath) -> String {
    if into.as_str().is_empty() {
        path.as_str().to_owned()
    } else {
        path.as_str().strip_prefix(&format!("{into}/")).unwrap_or(path.as_str()).to_owned()
    }
}

fn gather(db: &dyn Db, folder: Directory, out: &mut BTreeMap<String, File>, top: Directory) {
    let entries = folder.entries(db);
    for file in entries.files() {
        out.insert(below(file.path(db), top.path(db)), file);
    }
    for inner in entries.directories() {
        gather(db, inner, out, top);
    }
}
