//! What a Python module does while it is imported: the facts from which its import can be played through.
//!
//! Only what can matter to other modules: what it imports, which of its names come and go, and what it reads of modules
//! that it imported. References are named by their numbers in [`crate::Facts`].
//!
//! These facts are as many as all others of a module together, and few modules are ever asked for them: only those that
//! import each other in a circle. So they are no part of [`crate::Facts`] and are not kept on disk: [`played`] reads the
//! text once more.

#![allow(missing_docs)] // salsa's macros make methods that carry none

use std::sync::Arc;

use compact_str::CompactString;
use workspace::{Db, File, Span};

use crate::extraction::{extract, options, text};
use crate::output::Source;
use crate::{Language, Status};

/// The events of one module, in the order in which they happen.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ImportTime {
    /// In order.
    pub events: Vec<Event>,
    /// `__all__`, when it is one literal and nothing else in the text speaks of it.
    pub all: Option<Vec<CompactString>>,
}

/// One event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// What happens.
    pub what: What,
    /// Whether it happens whenever the module is run as far as this: not under a condition, in a loop or where
    /// an exception may be caught.
    pub certain: bool,
}

/// What happens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// `import a.b` or `import a.b as c`.
    Import {
        /// The reference.
        reference: u32,
        /// The name it binds; none in a class.
        bound: Option<CompactString>,
        /// Whether it has an `as`: then the name stands for the last part of the module's name, not for the first.
        renamed: bool,
    },
    /// `from m import x, y` or `from m import *`.
    From {
        /// The reference to the module; those to the names follow.
        reference: u32,
        /// How many names.
        names: u32,
        /// What they are called here; none in a class.
        bound: Vec<CompactString>,
    },
    /// A name of the module is bound.
    Bind {
        /// The name.
        name: CompactString,
        /// Whether to a function or class that is written here.
        own: bool,
    },
    /// A name of the module is deleted.
    Unbind(CompactString),
    /// An attribute of something imported is read.
    Read {
        /// `a.b.c`, as written.
        path: CompactString,
        /// The number of its place, see [`Played::places`].
        place: u32,
    },
    /// An attribute of something is set: its name alone.
    Set(CompactString),
    /// Something imported, or written here, is called or subclassed: the name its expression starts with.
    Call(CompactString),
    /// A module is imported by a call with literal text.
    Dynamic,
    /// The module ends here with an exception.
    Stop,
    /// Anything may be imported or bound.
    Anything,
}

/// What is known of one module's import. The two halves change apart, and are depended on apart.
#[salsa::tracked(debug)]
pub struct Played<'db> {
    /// Without offsets. `None`: the module imports nothing, or is none.
    #[tracked]
    #[returns(clone)]
    pub events: Option<Arc<ImportTime>>,
    /// Where attributes are read, by number.
    #[tracked]
    #[returns(clone)]
    pub places: Arc<[Span]>,
}

/// What `file` does while it is imported. Parses the text again: to be asked of few files.
#[salsa::tracked(returns(copy))]
pub fn played<'db>(db: &'db dyn Db, file: File) -> Played<'db> {
    let extracted = extract(db, file);
    let facts = extracted.facts(db);
    let is_module = facts.kind.language == Language::Python && facts.status != Status::Skipped;
    // A module that imports nothing is done before anybody can ask it for anything.
    let text = if is_module && facts.references.iter().any(crate::python::is_import) { text(db, file) } else { None };
    let read = text.and_then(|text| {
        let source = Source { path: file.path(db), text: &text, kind: facts.kind, options: options(db, file) };
        crate::python::import_time(&source, &facts, &extracted.ranges(db))
    });
    let (events, places) = read.map_or_else(Default::default, |(events, places)| (Some(Arc::new(events)), places));
    Played::new(db, events, Arc::from(places))
}
