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

use super::{messages, parse};

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

/// Reads the parts of `text`, of which `diagnostics` are known.
pub(super) fn recover(text: &str, dialect: SourceType, diagnostics: &[OxcDiagnostic]) -> Recovered {
    let mut bytes = text.as_bytes().to_vec();
    let mut failures = Vec::new();
    if text.len() > LARGEST {
        return Recovered { text: String::new(), errors: Vec::new(), unclosed: None };
    }
    let mut allocator = Allocator::default();
    for (start, end) in parts(text) {
        allocator.reset();
        let parsed = parse(&allocator, &text[start..end], dialect);
        if parsed.panicked {
            bytes[start..end].iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
            if let Some(diagnostic) = parsed.diagnostics.last() {
                failures.push(Failure { start, end, diagnostic: diagnostic.clone() });
            }
        }
    }
    let known = diagnostics.last().map(position).unwrap_or_default();
    let (errors, unclosed) = judge(failures, known, text);
    // Whole parts were blanked, and they start at line starts: this is UTF-8 as before.
    Recovered { text: String::from_utf8(bytes).unwrap_or_default(), errors, unclosed }
}

struct Failure {
    start: usize,
    end: usize,
    diagnostic: OxcDiagnostic,
}

impl Failure {
    fn position(&self) -> usize {
        self.start + position(&self.diagnostic)
    }

    /// Whether the part is wrong by itself, and does not merely miss what follows.
    fn is_local(&self, text: &str) -> bool {
        self.position() < self.start + text[self.start..self.end].trim_end().len()
    }
}

fn position(diagnostic: &OxcDiagnostic) -> usize {
    messages::main_label(diagnostic).map_or(0, |label| label.offset() as usize)
}

/// Only if the first part that fails is the one the whole text fails in, at the same place, did the cut
/// follow the statements. A part that merely misses its end shows that it did not, from there on.
fn judge(failures: Vec<Failure>, known: usize, text: &str) -> (Vec<Found>, Option<(Span, OxcDiagnostic)>) {
    let mut failures = failures.into_iter();
    let Some(first) = failures.next() else { return (Vec::new(), None) };
    if first.position() != known || !first.is_local(text) {
        let alone = failures.next().is_none();
        let opening = first.diagnostic.labels.iter().find(|label| label.label() == Some("Opened here"));
        let unclosed = opening.filter(|_| alone && !first.is_local(text) && known >= first.start).map(|label| {
            let start = first.start + label.offset() as usize;
            (Span::new(start, start + label.len() as usize), first.diagnostic.clone())
        });
        return (Vec::new(), unclosed);
    }
    let errors = failures
        .take_while(|failure| failure.is_local(text))
        .map(|failure| Found { offset: failure.start, diagnostic: failure.diagnostic })
        .collect();
    (errors, None)
}

/// The text cut before each line that starts with a word only statements start with.
fn parts(text: &str) -> Vec<(usize, usize)> {
    const STARTS: &[&str] = &[
        "import ",
        "import{",
        "import\"",
        "import'",
        "export ",
        "const ",
        "let ",
        "var ",
        "function ",
        "function*",
        "async function",
        "class ",
        "abstract class ",
        "interface ",
        "type ",
        "enum ",
        "declare ",
        "namespace ",
        "module.exports",
        "exports.",
    ];
    let mut cuts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at > 0 && STARTS.iter().any(|start| line.starts_with(start)) {
            cuts.push(at);
        }
        at += line.len();
    }
    cuts.push(text.len());
    cuts.windows(2).map(|pair| (pair[0], pair[1])).collect()
}
