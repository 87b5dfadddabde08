//! JSONPath ([RFC 9535](https://www.rfc-editor.org/rfc/rfc9535)) over the trees of documents: all of its selectors, filters and
//! functions.
//!
//! A document is walked once for all paths that are asked of it, however many there are: a path is a list of segments, and what a
//! walk carries from a node to its children are the segments that come next. So the cost of a rule is that of the places that it
//! could match, not that of the document.
//!
//! What differs from the RFC, since YAML and TOML are read as well: a path gives a set of places in the order of the document, and a
//! scalar that YAML reads as a number is compared as a number with a number and as text with text.

mod filter;
mod parse;
mod walk;

pub use parse::Mistake;
pub use walk::{find, select};

use filter::Test;

/// Where a path starts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Start {
    /// `$`: the document.
    Document,
    /// `@`: the node that is at hand.
    Node,
}

/// A path that was read.
#[derive(Clone, Debug)]
pub struct Path {
    start: Start,
    segments: Vec<Segment>,
}

/// One step, or a step at any depth.
#[derive(Clone, Debug)]
struct Segment {
    descends: bool,
    selectors: Vec<Selector>,
}

/// What of a node's children is taken.
#[derive(Clone, Debug)]
enum Selector {
    Name(String),
    All,
    /// From the end when negative.
    Index(i64),
    Slice {
        start: Option<i64>,
        end: Option<i64>,
        step: i64,
    },
    Filter(Test),
}

impl Path {
    /// Reads a path.
    ///
    /// # Errors
    /// What is wrong, with the offset in `text`.
    pub fn read(text: &str) -> Result<Path, Mistake> {
        parse::path(text)
    }

    /// Where it starts.
    pub fn start(&self) -> Start {
        self.start
    }

    /// Whether it leads to one place at most.
    pub fn is_singular(&self) -> bool {
        let single = |selector: &Selector| matches!(selector, Selector::Name(_) | Selector::Index(_));
        self.segments.iter().all(|segment| !segment.descends && matches!(&segment.selectors[..], [one] if single(one)))
    }

    /// Whether it leads to what stands under `key` in the document.
    pub fn is_key(&self, key: &str) -> bool {
        self.start == Start::Document && self.is_singular() && self.segments.len() == 1 && self.last_name() == Some(key)
    }

    /// The name of the last step, where it has one: what a person would call the places it leads to.
    pub fn last_name(&self) -> Option<&str> {
        self.segments.iter().rev().find_map(|segment| match &segment.selectors[..] {
            [Selector::Name(name)] => Some(name.as_str()),
            _ => None,
        })
    }

    /// The names that must all be written in a document for the path to lead anywhere in it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match &segment.selectors[..] {
            [Selector::Name(name)] => Some(name.as_str()),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests;
