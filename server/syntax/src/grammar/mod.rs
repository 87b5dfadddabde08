//! Languages that are read by their tree-sitter grammar and nothing else: one reader, and a table that says per language
//! what its grammar's verdict is worth.
//!
//! Literals without an end come first, then brackets that do not pair, then what the grammar refuses: each turns the rest
//! into an echo of itself. Such files have no facts yet; they take part in what holds for all text.

mod chosen;
mod lexis;
mod mend;
mod second;
mod table;
mod verdict;

pub use chosen::{Chosen, READERS};
pub use lexis::{Lexis, Tokens};
pub use table::{ROWS, Row, Trust, row};

use std::time::Duration;

use tree_sitter::Tree;
use workspace::Span;

use crate::depth::{self, MAX_NESTING};
use crate::effort::spent;
use crate::facts::Status;
use crate::output::{Output, Source};
use crate::tree;

/// How long all readings of one text may take together.
const LIMIT: Duration = Duration::from_millis(1500);

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let Some(row) = row(source.kind.language).filter(|row| row.grammar.is_built_in()) else {
        out.status = Status::Unchecked;
        return;
    };
    let text = source.text;
    let tokens = row.lexis.map(|lexis| lexis.read(text));
    if let Some((span, what)) = tokens.as_ref().and_then(|tokens| tokens.unterminated) {
        // A header may be for an assembler, in whose comments an apostrophe is nothing special.
        if row.trust == Trust::On || source.path.extension() != Some("h") || what != lexis::CHARACTER {
            out.syntax_error(span, format!("{what} is not terminated"));
        } else {
            out.status = Status::Unchecked;
        }
        return;
    }
    let Some(voice) = voice(row, source) else {
        if let Some(tokens) = tokens.filter(|_| row.pairs) {
            verdict::pairs(text, &tokens.brackets, out);
        }
        if out.problems.is_empty() {
            out.status = Status::Unchecked;
        }
        return;
    };
    if let Some(at) = too_deep(text, tokens.as_ref()) {
        let message = format!("not checked: brackets nest deeper than {MAX_NESTING} levels here");
        out.problem("L1/too-deep", Span::new(at, at + 1), message);
        out.skip();
        return;
    }
    let until = spent() + LIMIT;
    match read(row, text, until) {
        Reading::Accepted(_) => {}
        Reading::Refused(version, parsed) => {
            let read = version.as_deref().unwrap_or(text);
            let refusals = tree::parse_tracing(row.grammar, read, until).map_or_else(Vec::new, |(_, refusals)| refusals);
            verdict::judge(&verdict::Case { row, voice, text, tokens: tokens.as_ref(), parsed: &parsed, refusals: &refusals }, out);
        }
        Reading::Unknown => out.status = Status::Unchecked,
        Reading::TooSlow => {
            out.problem("L1/too-slow", Span::default(), "not checked: reading this file takes too long");
            out.skip();
        }
    }
}

/// Whether a text with conflict markers is right as it is: a script that makes such files holds them in a string.
/// Those in a comment are a conflict all the same.
pub fn quotes_conflicts(source: &Source<'_>, conflicts: &[Span]) -> bool {
    let Some(row) = row(source.kind.language).filter(|row| row.grammar.is_built_in() && row.trust == Trust::On) else { return false };
    if too_deep(source.text, None).is_some() {
        return false;
    }
    let Reading::Accepted(tree) = read(row, source.text, spent() + LIMIT) else { return false };
    let in_comment = |span: &Span| {
        let at = span.start as usize;
        tree.root_node().descendant_for_byte_range(at, at).is_none_or(|node| node.kind().contains("comment"))
    };
    !conflicts.iter().any(in_comment) && row.second.is_none_or(|refuses| !refuses(source.text))
}

/// Where brackets nest so deep that recovering from an error among them costs the parser more memory than there is.
fn too_deep(text: &str, tokens: Option<&Tokens>) -> Option<usize> {
    let Some(tokens) = tokens else { return depth::too_deep(text, MAX_NESTING) };
    let mut open = 0usize;
    tokens.brackets.iter().find_map(|&(at, byte)| {
        open = if b"([{".contains(&byte) { open + 1 } else { open.saturating_sub(1) };
        (open > MAX_NESTING).then_some(at)
    })
}

fn voice(row: &Row, source: &Source<'_>) -> Option<verdict::Voice> {
    match (row.trust, source.options.languages.verdict(row)) {
        (Trust::On, None | Some(true)) => Some(verdict::Voice::Certain),
        (Trust::Off, Some(true)) => Some(verdict::Voice::Advisory),
        (_, Some(false)) | (Trust::Off, None) => None,
    }
}

enum Reading {
    Accepted(Tree),
    /// With the version that was refused the least, when it is not the text itself.
    Refused(Option<String>, Tree),
    /// The grammar refuses it, and that is worth nothing here.
    Unknown,
    TooSlow,
}

fn read(row: &Row, text: &str, until: Duration) -> Reading {
    let Some(mut parsed) = tree::parse_until(row.grammar, text, until) else { return Reading::TooSlow };
    if !parsed.root_node().has_error() {
        return Reading::Accepted(parsed);
    }
    if row.lost.is_some_and(|lost| lost(text)) {
        return Reading::Unknown;
    }
    let (mut best, mut fewest) = (None, usize::MAX);
    for version in row.mend.map_or_else(Vec::new, |mend| mend(text)) {
        let Some(tree) = tree::parse_until(row.grammar, &version, until) else { return Reading::TooSlow };
        if !tree.root_node().has_error() {
            return Reading::Accepted(tree);
        }
        let errors = tree::errors(&tree, verdict::MOST).len();
        if errors < fewest {
            (best, parsed, fewest) = (Some(version), tree, errors);
        }
    }
    match row.second {
        Some(refuses) if !refuses(text) => Reading::Unknown,
        _ => Reading::Refused(best, parsed),
    }
}
