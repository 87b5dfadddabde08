//! What a Python module does while it is imported: the facts from which its import can be played through.
//!
//! Only what can matter to other modules: what it imports, which of its names come and go, and what it reads of modules
//! that it imported. References and definitions are named by their numbers in [`crate::Facts`].

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::facts::SpanId;

/// The events of one module, in the order in which they happen.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct ImportTime {
    /// In order.
    pub events: Vec<Event>,
    /// What events read, call or delete.
    pub paths: Vec<Dotted>,
    /// `__all__`, when it is one literal and nothing else in the text speaks of it.
    pub all: Option<Vec<CompactString>>,
}

/// A name, or names joined by dots, as written.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Dotted {
    /// `a` or `a.b.c`.
    pub name: CompactString,
    /// Where it stands first.
    pub span: SpanId,
}

/// One event.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Event {
    /// What happens.
    pub what: What,
    /// Whether it happens whenever the module is run as far as this: not under a condition, in a loop or where
    /// an exception may be caught.
    pub certain: bool,
}

/// What happens.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum What {
    /// `import a.b` or `import a.b as c`.
    Import {
        /// The reference.
        reference: u32,
        /// The definition it makes; none in a class.
        definition: Option<u32>,
        /// Whether it has an `as`: then the name stands for the last part of the module's name, not for the first.
        renamed: bool,
    },
    /// `from m import x, y` or `from m import *`.
    From {
        /// The reference to the module; those to the names follow.
        reference: u32,
        /// How many names.
        names: u32,
        /// The definition of the first name, the others follow; none in a class.
        definition: Option<u32>,
    },
    /// A name of the module is bound.
    Bind {
        /// The definition.
        definition: u32,
        /// Whether to a function or class that is written here.
        own: bool,
    },
    /// A name of the module is deleted: a path.
    Unbind(u32),
    /// An attribute of something imported is read: a path.
    Read(u32),
    /// An attribute of something is set: a path of the attribute's name alone.
    Set(u32),
    /// Something imported, or written here, is called or subclassed: a path of one name.
    Call(u32),
    /// A module is imported by a call with literal text.
    Dynamic,
    /// The module ends here with an exception.
    Stop,
    /// Anything may be imported or bound.
    Anything,
}
