//! What the comments of a file say of its imports: that a type checker or a linter does not find one, and is not to say so.

use memchr::memmem;

use crate::facts::{Flags, Namespace};
use crate::output::Output;

/// What follows the name of a program in a comment, and the names by which it calls an import that leads nowhere.
const SAYINGS: [(&str, &[&str]); 5] = [
    ("type: ignore[", &["import", "import-not-found", "attr-defined"]),
    ("type: ignore [", &["import", "import-not-found", "attr-defined"]),
    ("pyright: ignore[", &["reportMissingImports", "reportAttributeAccessIssue"]),
    ("ty: ignore[", &["unresolved-import"]),
    ("pylint: disable=", &["import-error", "no-name-in-module", "relative-beyond-top-level", "E0401", "E0611", "E0402"]),
];

/// Marks the imports that are not to be judged.
pub fn raise(text: &str, out: &mut Output) {
    for (saying, names) in SAYINGS {
        for at in memmem::find_iter(text.as_bytes(), saying) {
            let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
            let end = text[at..].find('\n').map_or(text.len(), |found| at + found);
            let said = &text[at + saying.len()..end];
            let said = said.split([']', '#']).next().unwrap_or(said);
            let says = said.split([',', ' ']).any(|word| names.contains(&word.trim()));
            let Some(sign) = text[start..at].rfind('#').filter(|_| says) else { continue };
            // Alone on a line at the margin it is about all that follows.
            let reaches_on = sign == 0 && saying.starts_with("pylint");
            accept(start, if reaches_on { text.len() } else { end }, out);
        }
    }
}

/// Takes back what would be said of the imports that begin between `start` and `end`.
fn accept(start: usize, end: usize, out: &mut Output) {
    let mut is_begun = false;
    for reference in out.references.iter_mut().filter(|reference| reference.namespace == Namespace::PYTHON_MODULE) {
        let at = out.spans[reference.span.0 as usize].start as usize;
        let is_here = (start..end).contains(&at);
        // The names of `from a import (b, c)` may stand on lines of their own.
        is_begun = if reference.role == "name" { is_begun } else { is_here };
        if is_here || is_begun {
            reference.flags |= Flags::OPTIONAL;
        }
    }
}
