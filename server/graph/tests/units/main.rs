//! Small decisions, case by case: names and modules, patterns, links, what is searched for.

mod code;
mod images;
mod links;
mod python;
mod search;

use graph::{Miss, Resolution, resolutions};
use workspace::fixture::{Fixture, Opened};

/// The files of a fixture in which nothing is marked.
fn open(files: &[(&str, &str)]) -> Opened {
    Fixture { files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect(), markers: Vec::new() }.open()
}

/// What the first reference of `path` to `name` stands for, in short.
fn meaning(opened: &Opened, path: &str, name: &str) -> String {
    let (db, file) = (&opened.db, opened.file(path));
    let (facts, found) = (graph::facts(db, file), resolutions(db, file));
    let mut pairs = facts.references.iter().zip(found.iter());
    let (_, resolution) = pairs.find(|(reference, _)| reference.name == name).unwrap_or_else(|| panic!("{path} has no reference {name}"));
    match resolution {
        Resolution::File(file) => file.path(db).to_string(),
        Resolution::Builtin => "builtin".to_owned(),
        Resolution::Missing(Miss::Part { name, .. }) => format!("missing {name}"),
        Resolution::Missing(Miss::Undeclared { name }) => format!("undeclared {name}"),
        Resolution::Unknown => "?".to_owned(),
        other => format!("{other:?}"),
    }
}
