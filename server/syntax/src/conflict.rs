//! Conflict markers that a merge left behind, in text of any language.

use workspace::Span;

use crate::output::Output;

/// A fence of Markdown: what stands between two shows how a conflict looks.
const FENCE: &str = "```";

/// Reports each complete conflict (`<<<<<<< `, `=======`, `>>>>>>> ` at line starts, in this order) and
/// returns the ranges they cover, so that their syntax errors are not reported a second time.
pub fn conflicts(text: &str, out: &mut Output) -> Vec<Span> {
    let mut found = Vec::new();
    if memchr::memmem::find(text.as_bytes(), b"<<<<<<< ").is_none() {
        return found;
    }
    let (mut open, mut middle, mut at) = (None, false, 0);
    // Whether a fence is open, and whether the line that began what may be a conflict stands in the one that is.
    let (mut fenced, mut shown) = (false, false);
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        if content.starts_with("<<<<<<< ") {
            (open, middle, shown) = (Some(Span::new(at, at + content.len())), false, fenced);
        } else if content.trim_start().starts_with(FENCE) {
            (fenced, shown) = (!fenced, false);
        } else if content == "=======" && open.is_some() {
            middle = true;
        } else if content.starts_with(">>>>>>> ") && middle {
            if let Some(start) = open.take().filter(|_| !shown) {
                out.problem("L1/conflict-marker", start, "a merge conflict was left in the file: keep one side and remove the markers");
                out.related(Span::new(at, at + content.len()), "it ends here");
                found.push(Span::new(start.start as usize, at + line.len()));
            }
            middle = false;
        }
        at += line.len();
    }
    found
}
