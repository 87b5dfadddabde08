//! Prometheus's query language, as its own parser takes it: syntax, the types of operands and arguments.
//!
//! What experimental features of its newest versions add is accepted without a closer look.

mod duration;
mod functions;
mod lex;
mod parse;
mod pattern;
mod selector;
mod variables;

use std::ops::Range;

pub use duration::duration;
pub use pattern::{Groups, groups};
pub use variables::filled_in;

/// What an expression gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// One number.
    Scalar,
    /// A sample of each of several series.
    Vector,
    /// Samples over a time of each of several series.
    Range,
    /// A text.
    Text,
}

impl Kind {
    /// As messages name it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Scalar => "a number",
            Kind::Vector => "an instant vector",
            Kind::Range => "a range vector",
            Kind::Text => "text",
        }
    }
}

/// What Prometheus refuses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mistake {
    /// Where in the expression, in bytes.
    pub range: Range<usize>,
    /// What was found and what was expected.
    pub message: String,
    /// The name of a function of another dialect; nothing is to be said of the expression then.
    pub is_dialect: bool,
}

impl Mistake {
    fn new(range: Range<usize>, message: impl Into<String>) -> Mistake {
        Mistake { range, message: message.into(), is_dialect: false }
    }
}

/// Reads an expression: what it gives.
///
/// # Errors
///
/// The first thing that Prometheus refuses.
pub fn check(text: &str) -> Result<Kind, Mistake> {
    parse::parse(text).map(|(kind, _)| kind)
}

/// Where an expression names metrics; nothing for one that Prometheus refuses.
pub fn metrics(text: &str) -> Vec<Range<usize>> {
    parse::parse(text).map(|(_, metrics)| metrics).unwrap_or_default()
}

#[cfg(test)]
mod tests;
