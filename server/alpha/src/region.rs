//! Regions of files that are otherwise people's: the lines between `ouroboros:begin NAME` and `ouroboros:end NAME`,
//! each in a comment of the file's format.

use std::ops::Range;

use workspace::RelPath;

use crate::provenance::comment;

const BEGIN: &str = "ouroboros:begin";
const END: &str = "ouroboros:end";

/// What became of a search for a region.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// The bytes between the two lines.
    Region(Range<usize>),
    /// There is no such region.
    Absent,
    /// It is there, and not sound: no end, or twice.
    Broken(&'static str),
}

/// Looks for the region `name`.
pub fn find(text: &str, name: &str) -> Found {
    let mut region: Option<(usize, Option<usize>)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let next = at + line.len();
        if marks(line, BEGIN, name) {
            if region.is_some() {
                return Found::Broken("it begins twice");
            }
            region = Some((next, None));
        } else if marks(line, END, name) {
            match &mut region {
                Some((_, end @ None)) => *end = Some(at),
                Some(_) => return Found::Broken("it ends twice"),
                None => return Found::Broken("it ends before it begins"),
            }
        }
        at = next;
    }
    match region {
        Some((start, Some(end))) => Found::Region(start..end),
        Some((_, None)) => Found::Broken("it begins and does not end"),
        None => Found::Absent,
    }
}

fn marks(line: &str, word: &str, name: &str) -> bool {
    line.find(word).is_some_and(|at| line[at + word.len()..].split_whitespace().next() == Some(name))
}

/// `text` as it stands in the region: at the depth of the line that begins it, and ending with a line.
pub fn fitted(file: &str, region: &Range<usize>, text: &str) -> String {
    let before = file[..region.start].strip_suffix('\n').unwrap_or(&file[..region.start]);
    let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    let depth = &line[..line.len() - line.trim_start().len()];
    let mut out = String::new();
    for line in text.lines() {
        if !line.is_empty() {
            out.push_str(depth);
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

/// A file that holds nothing but the region; `None` where the format has no comments.
pub fn file(path: &RelPath, name: &str, text: &str) -> Option<String> {
    let comment = comment(path)?;
    let mark = |word: &str| format!("{}{word} {name}{}\n", comment.start, comment.end);
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    Some(format!("{}{text}{end}{}", mark(BEGIN), mark(END)))
}

/// Whether the file holds nothing but the empty region, as one that was made for it does once it is emptied.
pub fn is_bare(path: &RelPath, name: &str, text: &str) -> bool {
    file(path, name, "").is_some_and(|bare| bare == text)
}
