//! The instructions of a Dockerfile one after the other, for rules that judge what they do.

use std::ops::Range;

use workspace::Span;

use super::instruction::{INSTRUCTIONS, Instruction};
use super::lines::Lines;
use super::{directives, is_template, words};
use crate::output::Output;

/// One instruction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Its name, in capitals.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// The stage it belongs to, from 0; `None` before the first `FROM`.
    pub stage: Option<usize>,
    /// Flags without their dashes: name, value, place.
    pub flags: Vec<(String, String, Span)>,
    /// What follows the flags, continued lines put together, without the text of heredocs.
    pub rest: String,
    /// The words of `rest` between white space, and where they stand.
    pub words: Vec<(String, Span)>,
    /// Whether `rest` is a JSON array of strings.
    pub is_exec: bool,
    /// Whether it announces heredocs.
    pub has_heredocs: bool,
    /// Text of its heredocs.
    pub heredocs: String,
}

impl Step {
    /// The value of a flag, and its place.
    pub fn flag(&self, name: &str) -> Option<(&str, Span)> {
        self.flags.iter().find(|(flag, ..)| flag == name).map(|(_, value, span)| (value.as_str(), *span))
    }

    /// Where all that follows the flags stands; the name when nothing does.
    pub fn rest_span(&self) -> Span {
        match (self.words.first(), self.words.last()) {
            (Some((_, first)), Some((_, last))) => Span { start: first.start, end: last.end },
            _ => self.span,
        }
    }
}

/// The instructions of `text`; `None` when another frontend than Docker's reads it, it is a template, or has an
/// instruction that does not exist.
pub fn steps(text: &str) -> Option<Vec<Step>> {
    let mut unsaid = Output::default();
    let directives = directives::read(text, &mut unsaid);
    if directives.foreign || is_template(text) {
        return None;
    }
    let mut lines = Lines::new(text, directives.end, directives.escape);
    let mut found = Vec::new();
    let mut stage = None;
    while let Some(line) = lines.next() {
        let instruction = Instruction::new(&line, directives.escape);
        if !INSTRUCTIONS.contains(&instruction.upper.as_str()) {
            return None;
        }
        if instruction.upper == "FROM" {
            stage = Some(stage.map_or(0, |before| before + 1));
        }
        let marks = instruction.heredocs();
        let start = lines.offset();
        for mark in &marks {
            if !lines.skip_heredoc(mark) {
                return None;
            }
        }
        let place = |range: &Range<usize>| instruction.source(range.clone());
        found.push(Step {
            span: instruction.name_span(),
            stage,
            flags: instruction.flag_values().map(|(name, value, range)| (name.to_owned(), value.to_owned(), place(&range))).collect(),
            rest: instruction.rest().to_owned(),
            words: instruction.arguments().into_iter().map(|(word, range)| (word.to_owned(), place(&range))).collect(),
            is_exec: words::json_strings(instruction.rest()).is_some(),
            has_heredocs: !marks.is_empty(),
            heredocs: text.get(start..lines.offset()).unwrap_or_default().to_owned(),
            name: instruction.upper.clone(),
        });
    }
    Some(found)
}
