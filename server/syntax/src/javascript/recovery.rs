//! What can still be said of a text in which the parser gave up.
//!
//! It gives up at the first error it cannot step over, and with it goes the whole tree: while someone
//! types, a file would lose its imports and exports with every other key. Top-level statements of
//! formatted code start with a keyword at the left edge, so the text is cut there, each part is read
//! alone, and parts that fail are blanked out. What is left parses, at its old offsets.

use oxc_allocator::Allocator;
use oxc_diagnostics::OxcDiagnostic;
use oxc_span::SourceType;
use workspace::Span;

use super::nesting::{self, Start};
use super::{messages, parse};
use crate::kind::Language;

/// Reading each part anew is for files that people write.
const LARGEST: usize = 1 << 20;

/// An error found by reading a part of the text alone.
pub(super) struct Found {
    /// Where the part starts.
    pub(super) offset: usize,
    /// What is wrong, with ranges relative to it.
    pub(super) diagnostic: OxcDiagnostic,
}

/// The outcome.
pub(super) struct Recovered {
    /// The text with spaces where it cannot be read.
    pub(super) text: String,
    /// Errors after the first one that are certain to be errors of their own.
    pub(super) errors: Vec<Found>,
    /// Where a bracket opens that seems to be the cause of an error further down.
    pub(super) unclosed: Option<(Span, OxcDiagnostic)>,
}

/// Reads the parts of `text`, in which `diagnostics` were found, sorted by place; only the first of them
/// is taken for granted, because what the parser gives up at is often what an earlier error led it to.
pub(super) fn recover(text: &str, language: Language, dialect: SourceType, diagnostics: &[OxcDiagnostic]) -> Recovered {
    let mut bytes = text.as_bytes().to_vec();
    let mut failures = Vec::new();
    if text.len() > LARGEST {
        return Recovered { text: String::new(), errors: Vec::new(), unclosed: None };
    }
    let mut allocator = Allocator::default();
    for part in parts(text, language) {
        allocator.reset();
        let parsed = parse(&allocator, &text[part.start..part.end], dialect);
        if parsed.panicked {
            bytes[part.start..part.end].iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
            if let Some(diagnostic) = parsed.diagnostics.last() {
                failures.push(Failure { part, diagnostic: diagnostic.clone() });
            }
        }
    }
    let reported = diagnostics.first().map_or(0, messages::position);
    let last = diagnostics.last().map_or(0, messages::position);
    let (errors, unclosed) = judge(failures, reported, last, text);
    // Whole parts were blanked, and they start at line starts: this is UTF-8 as before.
    Recovered { text: String::from_utf8(bytes).unwrap_or_default(), errors, unclosed }
}

struct Part {
    start: usize,
    end: usize,
    /// Whether no bracket is open where it starts.
    balanced: bool,
}

struct Failure {
    part: Part,
    diagnostic: OxcDiagnostic,
}

impl Failure {
    fn position(&self) -> usize {
        self.part.start + messages::position(&self.diagnostic)
    }

    /// Whether the part is wrong by itself, and does not merely miss what follows.
    fn is_local(&self, text: &str) -> bool {
        self.part.balanced && self.position() < self.part.start + text[self.part.start..self.part.end].trim_end().len()
    }
}

/// Only if the first part that fails is the one the whole text fails in, at the same place, did the cut
/// follow the statements. A part that merely misses its end shows that it did not, from there on.
fn judge(failures: Vec<Failure>, reported: usize, last: usize, text: &str) -> (Vec<Found>, Option<(Span, OxcDiagnostic)>) {
    let Some(first) = failures.first() else { return (Vec::new(), None) };
    if first.position() != last || !first.is_local(text) {
        let alone = failures.len() == 1;
        let opening = first.diagnostic.labels.iter().find(|label| label.label() == Some("Opened here"));
        let unclosed = opening.filter(|_| alone && !first.is_local(text) && last >= first.part.start).map(|label| {
            let start = first.part.start + label.offset() as usize;
            (Span::new(start, start + label.len() as usize), first.diagnostic.clone())
        });
        return (Vec::new(), unclosed);
    }
    let errors = failures
        .into_iter()
        .skip_while(|failure| failure.part.start <= reported && reported < failure.part.end)
        .take_while(|failure| failure.is_local(text))
        .map(|failure| Found { offset: failure.part.start, diagnostic: failure.diagnostic })
        .collect();
    (errors, None)
}

/// The text cut where statements start.
fn parts(text: &str, language: Language) -> Vec<Part> {
    let mut starts = nesting::statement_starts(text, language);
    if starts.first().is_none_or(|first| first.at > 0) {
        starts.insert(0, Start { at: 0, balanced: true });
    }
    let ends = starts.iter().skip(1).map(|next| next.at).chain([text.len()]);
    starts.iter().zip(ends).map(|(start, end)| Part { start: start.at, end, balanced: start.balanced }).collect()
}
