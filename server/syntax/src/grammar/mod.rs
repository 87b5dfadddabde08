//! Languages that are read by their tree-sitter grammar and nothing else: one reader, and a table that says per language
//! what its grammar's verdict is worth.
//!
//! Literals without an end come first, then brackets that do not pair, then what the grammar refuses: each turns the rest
//! into an echo of itself. Such files have no facts yet; they take part in what holds for all text.

mod accepted;
mod chosen;
mod lexis;
mod table;
mod verdict;

pub use accepted::Refused;
pub use chosen::{Chosen, READERS};
pub use lexis::Lexis;
pub use table::{ROWS, Row, Trust, row};

use workspace::Span;

use crate::facts::Status;
use crate::output::{Output, Source};
use crate::tree;

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let Some(row) = row(source.kind.language).filter(|row| row.grammar.is_built_in()) else {
        out.status = Status::Unchecked;
        return;
    };
    let asked = source.options.languages.verdict(row);
    let voice = match (row.trust, asked) {
        (Trust::On, None | Some(true)) => Some(verdict::Voice::Certain),
        (Trust::Off, Some(true)) => Some(verdict::Voice::Advisory),
        (_, Some(false)) | (Trust::Off, None) => None,
    };
    let tokens = row.lexis.map(|lexis| lexis.read(source.text));
    if let Some((span, what)) = tokens.as_ref().and_then(|tokens| tokens.unterminated) {
        out.syntax_error(span, format!("{what} is not terminated"));
        return;
    }
    let Some(voice) = voice else {
        if let Some(tokens) = tokens.filter(|_| row.pairs) {
            verdict::pairs(source.text, &tokens.brackets, out);
        }
        if out.problems.is_empty() {
            out.status = Status::Unchecked;
        }
        return;
    };
    let Some(parsed) = tree::parse(row.grammar, source.text) else {
        out.problem("L1/too-slow", Span::default(), "not checked: reading this file takes too long");
        out.skip();
        return;
    };
    if parsed.root_node().has_error() {
        verdict::judge(row, voice, source.text, tokens.as_ref(), &parsed, out);
    }
}
