//! The parser's diagnostics in the words and with the ranges of this project.

use oxc_diagnostics::{LabeledSpan, OxcDiagnostic};
use workspace::Span;

use crate::output::Output;

/// More errors than this in one file have one cause that reading on would only repeat.
const MOST: usize = 25;

/// Reports each diagnostic of a text that starts at `offset` of the file `text`.
pub(super) fn report(diagnostics: &[OxcDiagnostic], text: &str, offset: usize, out: &mut Output) {
    for diagnostic in diagnostics {
        let span = narrow(main_label(diagnostic), text, offset);
        // The second error at one place is the parser stumbling over the first.
        let known = out.problems.iter().any(|problem| problem.code == "L1/syntax-error" && problem.span.start == span.start);
        if known || out.problems.len() >= MOST {
            continue;
        }
        out.syntax_error(span, message(diagnostic, text, span));
        let main = main_label(diagnostic).map(LabeledSpan::span);
        for label in diagnostic.labels.iter().filter(|label| Some(label.span()) != main) {
            if let Some(words) = label.label() {
                out.related(narrow(Some(label), text, offset), lower_first(words));
            }
        }
    }
}

/// Adds the likely place of a bracket that was never closed to the error it caused much later.
pub(super) fn explain_unclosed(diagnostic: &OxcDiagnostic, opening: Span, out: &mut Output) {
    let already = out.problems.last().is_none_or(|problem| problem.related.iter().any(|(span, _)| *span == opening));
    if !already && diagnostic.message.starts_with("Expected") {
        out.related(opening, "what opens here may be what was never closed");
    }
}

/// The label that says where: the primary one, or that of the later place (labels without a primary
/// one tell a story, and what is wrong is its end).
pub(super) fn main_label(diagnostic: &OxcDiagnostic) -> Option<&LabeledSpan> {
    let labels = &diagnostic.labels;
    labels.iter().find(|label| label.primary()).or_else(|| labels.iter().max_by_key(|label| label.offset()))
}

/// A range in the file: never past the end of its first line, and never empty where there is text.
fn narrow(label: Option<&LabeledSpan>, text: &str, offset: usize) -> Span {
    let Some(label) = label else { return Span::empty(offset) };
    let start = floor(text, offset + label.offset() as usize);
    let mut end = floor(text, start + label.len() as usize).max(start);
    if text[start..].starts_with("/*") {
        end = end.min(start + 2);
    }
    if let Some(line_end) = text[start..end].find(['\n', '\r']) {
        end = start + line_end;
    }
    if end == start && start == text.len() {
        // At the end of the file: show the last thing that was read instead of nothing.
        let last = text.trim_end();
        let character = last.char_indices().next_back().map_or(0, |(at, _)| at);
        return Span::new(character, last.len());
    }
    Span::new(start, end)
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn message(diagnostic: &OxcDiagnostic, text: &str, span: Span) -> String {
    let said = diagnostic.message.trim_end_matches('.');
    let found = &text[span.range()];
    let mut message = match said {
        "Unexpected token" | "Unexpected end of file" if found.is_empty() || at_end(diagnostic, text) => {
            "unexpected end of the file: something is not closed or not finished".to_owned()
        }
        "Unexpected token" => format!("unexpected `{}` here", shorten(found)),
        _ => match said.split_once(" but found `") {
            Some((expected, "EOF`")) => format!("{} but the file ends", lower_first(expected)),
            Some((expected, _)) if !found.trim().is_empty() => format!("{} but found `{}`", lower_first(expected), shorten(found)),
            _ => lower_first(said),
        },
    };
    // A long help text explains a concept, not this error.
    if let Some(help) = diagnostic.help.as_deref().filter(|help| help.len() < 120 && !help.contains('\n') && !help.contains("parser options")) {
        message.push_str(": ");
        message.push_str(&lower_first(help.trim_end_matches('.')));
    }
    message
}

fn at_end(diagnostic: &OxcDiagnostic, text: &str) -> bool {
    main_label(diagnostic).is_some_and(|label| label.offset() as usize >= text.trim_end().len())
}

/// `Expected` to `expected`, but `JSX` stays, and so does a quoted or one-letter name.
fn lower_first(words: &str) -> String {
    let mut chars = words.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if first.is_ascii_uppercase() && (second.is_lowercase() || second == ' ') => {
            format!("{}{}", first.to_ascii_lowercase(), &words[1..])
        }
        _ => words.to_owned(),
    }
}

fn shorten(found: &str) -> String {
    let line = found.trim_end();
    match line.char_indices().nth(40) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line.to_owned(),
    }
}
