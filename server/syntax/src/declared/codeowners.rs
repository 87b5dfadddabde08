//! `CODEOWNERS`: patterns that are bound to the top of the repository, up to their first glob.
//!
//! A pattern that may match at any depth says nothing about one place.

use workspace::Span;

use super::{Paths, TOP, from_top, literal};
use crate::facts::Flags;
use crate::manifest::tree::Text;
use crate::output::{Output, Source};

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    // Only on GitHub is a pattern bound by a slash in its middle.
    let on_github = source.path.starts_with(".github");
    let mut paths = Paths { text: source.text, out };
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        let at = start + (line.len() - line.trim_start().len());
        start += line.len();
        let pattern = line.split_whitespace().next().unwrap_or_default();
        let skipped = pattern.is_empty() || pattern.starts_with(['#', '!', '[', '^', '*']) || pattern.contains('\\');
        let bound = pattern.starts_with('/') || on_github && pattern.trim_end_matches('/').contains('/');
        if skipped || !bound {
            continue;
        }
        let whole = from_top(Text { text: pattern, span: Span::new(at, at + pattern.len()) });
        let place = literal(whole);
        let folder = place.text.len() < whole.text.len() || place.text.ends_with('/');
        let trimmed = place.text.trim_end_matches('/');
        let place = Text { text: trimmed, span: place.part(0, trimmed.len()) };
        paths.refer_from(TOP, "pattern", place, if folder { Flags::FOLDER } else { Flags::default() });
    }
}
