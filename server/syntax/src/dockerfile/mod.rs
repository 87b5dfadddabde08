//! Dockerfiles, read line by line as BuildKit reads them: parser directives, continued lines with
//! comments and blank lines inside, heredocs, and the arguments and flags of each instruction.
//!
//! Only what makes a build fail before its first step is an error here. A file whose `# syntax=` names
//! another frontend than Docker's is in a language of its own and is left alone, and so is a template.

mod directives;
mod heredoc;
mod image;
mod instruction;
mod lines;
mod names;
mod stages;
mod steps;
mod words;

#[cfg(test)]
mod tests;

use workspace::Span;

use crate::facts::Status;
use crate::output::{Output, Source};
use crate::plan::Plan;
use crate::plan::image::Image;
use instruction::{INSTRUCTIONS, Instruction};
use lines::Lines;
pub use steps::{Step, steps};

/// A file that is wrong more often than this is no Dockerfile.
const MAX_REPORTED: usize = 100;

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let text = source.text;
    let directives = directives::read(text, out);
    if directives.foreign || is_template(text) {
        out.problems.clear();
        out.status = Status::Unchecked;
        return;
    }
    let mut lines = Lines::new(text, directives.end, directives.escape);
    let mut stage = false;
    let mut before_stage = None;
    let mut after_unknown = false;
    let mut image = Image::default();
    while out.problems.len() < MAX_REPORTED {
        let Some(line) = lines.next() else { break };
        let instruction = Instruction::new(&line, directives.escape);
        if !INSTRUCTIONS.contains(&instruction.upper.as_str()) {
            // Lines that follow are most likely of the same lost shell command.
            if !after_unknown {
                instruction.unknown(out);
            }
            after_unknown = true;
            continue;
        }
        after_unknown = false;
        match instruction.upper.as_str() {
            "FROM" => stage = true,
            "ARG" => {}
            _ if !stage && before_stage.is_none() => before_stage = Some(instruction.name_span()),
            _ => {}
        }
        for mark in instruction.heredocs() {
            if !lines.skip_heredoc(&mark) {
                out.syntax_error(
                    line.source(mark.span.clone()),
                    format!("this heredoc is never closed: expected a line that is `{}` and nothing else", mark.name),
                );
                break;
            }
        }
        instruction.check(directives.lenient, out);
        image::add(&instruction, &mut image, out);
        stages::name(&instruction, out);
        names::add(&instruction, directives.escape, out);
    }
    // `Dockerfile.part` may be a piece that a script puts behind others.
    if let Some(name) = before_stage
        && (stage || matches!(source.path.name(), "Dockerfile" | "Containerfile"))
    {
        let message = format!("found `{}` before any `FROM`: expected `FROM` (only `ARG` may stand before it)", &text[name.range()]);
        out.syntax_error(name, message);
    }
    // Half of a Dockerfile builds something else.
    if out.status == Status::Parsed && !image.stages.is_empty() {
        out.plan = Some(Box::new(Plan::Image(image)));
    }
}

/// Whether lines start with the marks of a template language, or a variable stands where instructions do.
fn is_template(text: &str) -> bool {
    let is_variable = |line: &str| line.strip_prefix("${").and_then(|rest| rest.trim_end().strip_suffix('}')).is_some_and(is_word);
    text.lines().any(|line| ["{{", "{%", "<%", "%{"].iter().any(|mark| line.trim_start().starts_with(mark)))
        || text.lines().zip(std::iter::once("").chain(text.lines())).any(|(line, before)| is_variable(line) && !before.ends_with('\\'))
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// One instruction with its continued lines put together, comments and line ends left out.
struct Line {
    text: String,
    /// Where each piece of `text` comes from: its start there, its start in the source.
    pieces: Vec<(usize, usize)>,
}

impl Line {
    /// The place in the source of a range of the line's text, which must not be empty.
    fn source(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.at(range.start), self.at(range.end.saturating_sub(1).max(range.start)) + usize::from(range.end > range.start))
    }

    fn at(&self, offset: usize) -> usize {
        let piece = self.pieces.partition_point(|&(start, _)| start <= offset).saturating_sub(1);
        self.pieces.get(piece).map_or(0, |&(start, source)| source + (offset - start))
    }
}
