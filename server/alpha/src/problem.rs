//! What is wrong with a generator or with what it made: findings before they are rendered.

use std::ops::Range;

use dna::SpanId;
use workspace::{File, RelPath};

/// A template or an output path does not give what it should.
pub const RENDER_FAILURE: &str = "L5/render-failure";
/// Two outputs have one path.
pub const PATH_COLLISION: &str = "L5/path-collision";
/// An output would be written outside of the root.
pub const PATH_ESCAPES: &str = "L5/path-escapes-root";
/// An output is not what its generator would write now.
pub const STALE: &str = "L5/stale-output";
/// An output was edited by hand.
pub const HAND_EDITED: &str = "L5/hand-edited-output";
/// An output that nothing makes any more.
pub const ORPHAN: &str = "L5/orphan-output";
/// A worked example gives something else.
pub const GOLDEN: &str = "L5/golden-mismatch";
/// Generating twice gives two results.
pub const NOT_IDEMPOTENT: &str = "L5/not-idempotent";
/// A template uses a name that it is not given.
pub const UNDEFINED_VARIABLE: &str = "L3/undefined-variable";
/// A template uses a filter, a test or a function that does not exist.
pub const UNKNOWN_FILTER: &str = "L3/unknown-filter";
/// A template that nothing takes.
pub const UNUSED_PARTIAL: &str = "L3/unused-partial";
/// Python text in a generator of the older format.
pub const PYTHON_HELPER: &str = "L3/python-helper";
/// A generator or a template that is named and does not exist.
pub const MISSING_TEMPLATE: &str = "L4/missing-template";
/// What a generator is given has not the shape that it asks for.
pub const SHAPE: &str = "L2/schema-violation";

/// Where something is written.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Place {
    /// In the project's DNA.
    Dna(SpanId),
    /// At some bytes of a file: a template, or the file of a generator.
    Text(File, Range<usize>),
    /// In an output, at a line from 0.
    Line(File, u32),
    /// In what comes with the program: nobody can change it here.
    Shipped(String),
}

/// Something wrong.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Problem {
    /// The code of the finding.
    pub code: &'static str,
    /// Where.
    pub place: Place,
    /// What.
    pub message: String,
    /// What explains it.
    pub related: Vec<(Place, String)>,
    /// The output it is about, if it is about one.
    pub output: Option<RelPath>,
    /// The number of the generator it is about, if it is about one.
    pub generator: Option<usize>,
}

impl Problem {
    /// With nothing to explain it.
    pub fn new(code: &'static str, place: Place, message: impl Into<String>) -> Problem {
        Problem { code, place, message: message.into(), related: Vec::new(), output: None, generator: None }
    }

    /// With one more explaining place.
    #[must_use]
    pub fn related(mut self, place: Place, message: impl Into<String>) -> Problem {
        self.related.push((place, message.into()));
        self
    }

    /// About an output.
    #[must_use]
    pub fn about(mut self, output: &RelPath) -> Problem {
        self.output = Some(output.clone());
        self
    }
}
