//! Names that files give and use, as data says: the files below `queries/`, and those of a workspace in the same form.
//!
//! A namespace is a kind of name - Services of Kubernetes, variables of the environment, routes. Files of rules say where documents
//! define and use them ([`document`], by JSONPath), files of queries where code does ([`code`], by tree-sitter). All of it is read
//! once into a [`Set`]; what a file says by it are its [`Names`]. A new format that has names is a file there, and no code here.
//!
//! **Invariant:** a file that cannot match is not queried: rules are asked by what a document is, and queries only where a
//! literal of theirs is in the text.

pub mod code;
pub mod document;
pub mod form;
mod hosts;
mod load;
pub mod path;
pub mod pattern;
mod set;
mod shipped;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

pub(crate) use hosts::collect as hosts;
pub use load::Mistake;
pub use set::{About, Set, Within};

use crate::facts::{Flags, Namespace, SpanId};

/// What separates the parts of a scope.
pub const PART: char = '\u{1f}';

/// The name that says: there may be more than are written. It stands nowhere.
pub const MORE: &str = "*";

/// A folder as a part of a scope, where an empty text would fit any: `.` for the top.
pub fn folder_scope(folder: &str) -> String {
    if folder.is_empty() { ".".to_owned() } else { folder.to_owned() }
}

/// A name where it is given or used.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct Mention {
    /// Of what kind it is.
    pub namespace: Namespace,
    /// The name.
    pub name: CompactString,
    /// What it is a name within, part by part ([`PART`] between them): `staging` for a Service of that namespace. An empty part is
    /// not known, and fits any.
    pub scope: CompactString,
    /// What kind of place it stands in, in the format's own word.
    pub role: &'static str,
    /// What is special about it.
    pub flags: Flags,
    /// The range of the name.
    pub span: SpanId,
}

impl Mention {
    /// The parts of its scope.
    pub fn scope(&self) -> impl Iterator<Item = &str> {
        self.scope.split(PART).filter(|_| !self.scope.is_empty())
    }

    /// Whether both may speak of the same thing: they have one name, and their scopes do not contradict each other.
    pub fn fits(&self, other: &Mention) -> bool {
        self.namespace == other.namespace && self.name == other.name && scopes_fit(&self.scope, &other.scope)
    }
}

/// Whether two scopes do not contradict each other: parts that both know are equal.
pub fn scopes_fit(one: &str, other: &str) -> bool {
    one == other || one.split(PART).zip(other.split(PART)).all(|(a, b)| a.is_empty() || b.is_empty() || a == b)
}

/// How a text speaks of something by its name, without saying what kind of thing it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Spoken {
    /// As the host of a URL: a Service, or a host anywhere.
    Host,
    /// As a word of documentation that is set as code.
    Documentation,
}

/// A word that may be a name. Nobody judges it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Word {
    /// The word.
    pub name: CompactString,
    /// How it is said.
    pub how: Spoken,
    /// Its range.
    pub span: SpanId,
}

/// All of a file, each in order of appearance.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Names {
    /// Where names are given.
    pub definitions: Vec<Mention>,
    /// Where they are used.
    pub references: Vec<Mention>,
    /// Words that may speak of what others define.
    pub spoken: Vec<Word>,
}

impl Names {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.definitions.is_empty() && self.references.is_empty() && self.spoken.is_empty()
    }
}
