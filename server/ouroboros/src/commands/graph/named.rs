//! The names of files and what they stand for, for `graph --kind name`.

use graph::names;
use serde::Serialize;
use syntax::Mention;
use workspace::{Database, File};

/// A place that gives a name.
#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Definition {
    namespace: &'static str,
    name: String,
    /// What it is a name within, part by part; an empty part is not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scope: Vec<String>,
    #[serde(flatten)]
    at: Place,
}

/// A place that uses one.
#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Reference {
    #[serde(flatten)]
    name: Definition,
    /// In the format's own word.
    role: &'static str,
    /// Where what it stands for is defined, the nearest first; nothing where that is nowhere in this root.
    to: Vec<Place>,
}

/// A line.
#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Place {
    file: String,
    line: u32,
}

/// The names of a file, in order of appearance.
pub fn of(db: &Database, file: File, definitions: &mut Vec<Definition>, references: &mut Vec<Reference>) {
    let Some(own) = names::names(db, file) else { return };
    definitions.extend(own.definitions.iter().map(|mention| definition(db, file, mention)));
    references.extend(own.references.iter().map(|mention| {
        let to = names::meanings(db, file, mention).into_iter().map(|defined| place(db, defined.file, &defined.mention(db)));
        Reference { name: definition(db, file, mention), role: mention.role, to: to.collect() }
    }));
}

fn definition(db: &Database, file: File, mention: &Mention) -> Definition {
    Definition {
        namespace: mention.namespace.as_str(),
        name: mention.name.to_string(),
        scope: mention.scope().map(str::to_owned).collect(),
        at: place(db, file, mention),
    }
}

fn place(db: &Database, file: File, mention: &Mention) -> Place {
    let ranges = graph::ranges(db, file);
    Place { file: file.path(db).to_string(), line: ranges.lines.line(ranges.span(mention.span).start) + 1 }
}
