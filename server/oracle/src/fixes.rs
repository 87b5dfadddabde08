//! Which fixes go together, and what a text is once they are applied.

use rustc_hash::FxHashMap;

use workspace::{File, Span};

use crate::render::Rendered;

/// Replacements in one file, by place, none of which touches another.
pub type Edits = Vec<(Span, String)>;

/// The first safe fix of every finding, as far as it stays within files for which `may` holds and out of the way
/// of fixes before it: what can be applied at once and without looking, file by file. Which those are depends on
/// the order of `findings` alone. What is left out can be had by asking again once these are applied.
pub fn safe<'a>(findings: impl IntoIterator<Item = &'a Rendered>, may: &dyn Fn(File) -> bool) -> FxHashMap<File, Edits> {
    let mut out: FxHashMap<File, Edits> = FxHashMap::default();
    for finding in findings {
        let Some(fix) = finding.fixes.iter().find(|fix| fix.safe) else { continue };
        let free = |file: File, span: Span| {
            let taken = out.get(&file).map_or(&[][..], Vec::as_slice);
            // Touching is too near: what comes in between would depend on the order.
            let before = taken.partition_point(|(other, _)| other.end < span.start);
            taken.get(before).is_none_or(|(other, _)| span.end < other.start)
        };
        if fix.edits.iter().all(|(file, span, _)| may(*file) && free(*file, *span)) {
            for (file, span, text) in &fix.edits {
                let taken = out.entry(*file).or_default();
                let at = taken.partition_point(|(other, _)| other.end < span.start);
                taken.insert(at, (*span, text.clone()));
            }
        }
    }
    out
}

/// `text` with `edits` made. `None` when they are not about this text.
pub fn apply(text: &str, edits: &[(Span, String)]) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (span, new) in edits {
        out.push_str(text.get(at..span.start as usize)?);
        out.push_str(new);
        at = span.end as usize;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_made_by_place() {
        let edits = [(Span::new(0, 1), "xy".to_owned()), (Span::new(3, 3), "-".to_owned()), (Span::new(5, 7), String::new())];
        assert_eq!(apply("äbcdef", &edits), None, "not between two bytes of one character");
        assert_eq!(apply("abcdefgh", &edits).as_deref(), Some("xybc-deh"));
        assert_eq!(apply("abc", &edits), None);
    }
}
