//! `<<EOF`, `<<-EOF`, `<<"EOF"`, `3<<EOF`: the words that announce a heredoc.

use std::ops::Range;

use super::words;

/// The announcement of a heredoc.
pub(super) struct Mark {
    /// The line that ends it.
    pub(super) name: String,
    /// Whether tabs before the lines are taken off.
    pub(super) chomp: bool,
    /// The word, as a range of the instruction's text.
    pub(super) span: Range<usize>,
}

/// The heredocs that `text`, from byte `from` on, announces. None when its quotes do not pair, as in BuildKit.
pub(super) fn marks(text: &str, from: usize) -> Vec<Mark> {
    if !text[from..].contains("<<") {
        return Vec::new();
    }
    let Some(found) = words::shell(&text[from..]) else { return Vec::new() };
    let ranges: Vec<Range<usize>> = found.into_iter().map(|range| from + range.start..from + range.end).collect();
    // Since BuildKit 0.22 a blank may stand before the name.
    let with_name = |at: usize| {
        let is_open = text[ranges[at].clone()].trim_start_matches(|c: char| c.is_ascii_digit()) == "<<";
        let next = ranges.get(at + 1).filter(|_| is_open)?;
        Some(Mark { name: name(&text[next.clone()])?, chomp: false, span: ranges[at].start..next.end })
    };
    (0..ranges.len()).filter_map(|at| mark(text, ranges[at].clone()).or_else(|| with_name(at))).collect()
}

fn mark(text: &str, span: Range<usize>) -> Option<Mark> {
    let word = text[span.clone()].trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix("<<")?;
    let (word, chomp) = word.strip_prefix('-').map_or((word, false), |rest| (rest, true));
    if word.contains('<') {
        return None;
    }
    Some(Mark { name: name(word)?, chomp, span })
}

/// The name that a word says, without its quotes.
fn name(word: &str) -> Option<String> {
    let name: String = word.chars().filter(|c| !matches!(c, '"' | '\'' | '\\')).collect();
    (!name.is_empty()).then_some(name)
}
