//! Which elements are open, and which of them may go without an end tag.

use rustc_hash::FxHashMap;
use workspace::Span;

use crate::json::shown;
use crate::output::Output;

/// Elements that never have content.
const VOID: [&str; 18] = [
    "area", "base", "basefont", "bgsound", "br", "col", "command", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta",
    "param", "source", "track",
];

/// Elements whose end tag may be left out.
const OPTIONAL: [&str; 22] = [
    "body", "caption", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "rb", "rp", "rt", "rtc", "tbody", "td",
    "tfoot", "th", "thead", "tr", "wbr",
];

/// Whether an element of this name has no content.
pub(super) fn is_void(name: &str) -> bool {
    VOID.contains(&name) || name == "wbr"
}

struct Open {
    name: String,
    span: Span,
}

/// The open elements, the innermost last.
#[derive(Default)]
pub(super) struct Elements {
    open: Vec<Open>,
    /// How many of each name are open.
    counts: FxHashMap<String, usize>,
    /// Elements that an outer end tag has closed; their own comes later and is no second mistake.
    owed: Vec<String>,
}

impl Elements {
    /// Whether an `<svg>` or `<math>` is open: there, any element may close itself.
    pub(super) fn is_foreign(&self) -> bool {
        self.count("svg") + self.count("math") > 0
    }

    fn count(&self, name: &str) -> usize {
        self.counts.get(name).copied().unwrap_or(0)
    }

    fn pop(&mut self) -> Option<Open> {
        let open = self.open.pop()?;
        if let Some(count) = self.counts.get_mut(&open.name) {
            *count -= 1;
        }
        Some(open)
    }

    /// An element begins.
    pub(super) fn begin(&mut self, name: String, span: Span) {
        // `<li>` after `<li>` ends it.
        if OPTIONAL.contains(&name.as_str()) && self.open.last().is_some_and(|last| last.name == name) {
            self.pop();
        }
        *self.counts.entry(name.clone()).or_default() += 1;
        self.open.push(Open { name, span });
    }

    /// An end tag; `span` is its name's.
    pub(super) fn end(&mut self, name: &str, span: Span, out: &mut Output) {
        if is_void(name) || name == "p" && self.count("p") == 0 {
            return;
        }
        if self.count(name) == 0 {
            match self.owed.iter().rposition(|owed| owed == name) {
                Some(index) => {
                    self.owed.remove(index);
                }
                None if OPTIONAL.contains(&name) => {}
                None => out.problem(
                    "L1/advisory-syntax",
                    span,
                    format!("found `</{}>`: there is no such element open that it could close", shown(name)),
                ),
            }
            return;
        }
        let mut reported = false;
        while let Some(open) = self.pop() {
            if open.name == name {
                return;
            }
            if OPTIONAL.contains(&open.name.as_str()) {
                continue;
            }
            if !reported {
                reported = true;
                let (inner, outer) = (shown(&open.name), shown(name));
                out.problem(
                    "L1/advisory-syntax",
                    open.span,
                    format!("`<{inner}>` is not closed: expected `</{inner}>` before `</{outer}>`"),
                );
                out.related(span, "the element around it ends here");
            }
            self.owed.push(open.name);
        }
    }

    /// Reports what is open at the end of the file.
    pub(super) fn finish(&self, out: &mut Output) {
        if let Some(open) = self.open.iter().rfind(|open| !OPTIONAL.contains(&open.name.as_str())) {
            let name = shown(&open.name);
            out.problem(
                "L1/advisory-syntax",
                open.span,
                format!("`<{name}>` is not closed: expected `</{name}>` before the end of the file"),
            );
        }
    }
}
