//! Files that Python's `configparser` reads: sections, keys that stand once in theirs, values that go on in
//! indented lines.

use rustc_hash::FxHashMap;
use workspace::Span;

use super::MAX_REPORTED;
use crate::json::shown;
use crate::output::Output;

/// Reports what `configparser` refuses.
pub(super) fn judge(text: &str, out: &mut Output) {
    let mut sections: FxHashMap<&str, Span> = FxHashMap::default();
    let mut keys: FxHashMap<(usize, String), Span> = FxHashMap::default();
    // Sections are numbered; two of a name are one.
    let mut section: Option<usize> = None;
    let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
    let (mut at, mut key, mut indent) = (0, false, 0);
    for line in text.split_inclusive('\n') {
        let (start, trimmed) = (at, line.trim());
        at += line.len();
        if out.problems.len() >= MAX_REPORTED {
            return;
        }
        let from = start + line.len() - line.trim_start().len();
        let depth = from - start;
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        if key && section.is_some() && depth > indent {
            continue;
        }
        indent = depth;
        let span = Span::new(from, from + trimmed.len());
        if let Some(name) = header(trimmed) {
            key = false;
            let number = numbers.len();
            section = Some(*numbers.entry(name).or_insert(number));
            let span = Span::new(from, from + name.len() + 2);
            if name != "DEFAULT"
                && let Some(&first) = sections.get(name)
            {
                out.problem("L1/duplicate-key", span, format!("duplicate section `{}`: expected it once", shown(name)));
                out.related(first, "the section is first here");
            }
            sections.entry(name).or_insert(span);
            continue;
        }
        let Some(number) = section else {
            let message =
                if trimmed.starts_with('[') { "this section has no `]`" } else { "expected a section (`[name]`) before the first key" };
            out.syntax_error(span, message);
            return;
        };
        let name = trimmed.find(['=', ':']).map(|end| trimmed[..end].trim_end());
        match name {
            None => {
                let message = if trimmed.starts_with('[') {
                    "this section has no `]`".to_owned()
                } else {
                    format!("expected `=` after `{}` (a line that continues a value is indented)", shown(trimmed))
                };
                out.syntax_error(span, message);
            }
            Some("") => out.syntax_error(span, "expected a key before the `=`"),
            Some(name) => {
                key = true;
                let span = Span::new(from, from + name.len());
                if let Some(&first) = keys.get(&(number, name.to_lowercase())) {
                    out.problem("L1/duplicate-key", span, format!("duplicate key `{}`: expected it once in a section", shown(name)));
                    out.related(first, "the key is first here");
                } else {
                    keys.insert((number, name.to_lowercase()), span);
                }
            }
        }
    }
}

/// The name in `[name]`; what follows the last bracket is ignored.
fn header(line: &str) -> Option<&str> {
    let rest = line.strip_prefix('[')?;
    let end = rest.rfind(']')?;
    (end > 0).then_some(&rest[..end])
}
