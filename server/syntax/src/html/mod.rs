//! HTML: what every validator refuses. Browsers read anything, so a page is judged by what cannot have been meant.
//!
//! Most files of this name are templates of something; those are left alone. What makes the rest of a page vanish
//! (a comment, a tag or a script without its end) is always said. The DNA may ask for more, as a hint: attributes
//! that stand twice, and elements that do not pair, in files that have their `<html>` and `</html>`, since in a part
//! of a page elements may begin that another part ends.

mod elements;
mod scan;

use crate::facts::Status;
use crate::jinja;
use crate::kind::Language;
use crate::output::{Output, Source};
use scan::Scope;

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    if is_template(source.text) {
        out.status = Status::Unchecked;
        // Jinja's and Django's are called so more often than not.
        jinja::collect(source.text, out);
        return;
    }
    let asked = source.options.languages.wants(Language::Html) == Some(true);
    let whole = asked && holds(source.text, "<html") && holds(source.text, "</html");
    scan::scan(source.text, Scope { asked, whole }, out);
    if !out.problems.is_empty() && has_bindings(source.text) {
        out.problems.clear();
        out.status = Status::Unchecked;
    }
}

/// Whether something fills the text in first.
fn is_template(text: &str) -> bool {
    let bytes = text.as_bytes();
    let marks = [
        "{{", "{%", "{#", "<%", "<?php", "<?=", "<? ", "<?\n", "${", "#{", "[%", "<#", "@@", "{$", "$relpath", "&(", "<py:", "<mvt:",
        "<tmpl_", "<TMPL_",
    ];
    marks.iter().any(|mark| memchr::memmem::find(bytes, mark.as_bytes()).is_some())
        || text.lines().map(str::trim_start).any(|line| {
            line.starts_with('%')
                || line.strip_prefix('@').is_some_and(|rest| {
                    ["if", "for", "section", "extends", "include", "model", "using", "yield", "switch", "defer", "let", "foreach", "{", "("]
                        .iter()
                        .any(|word| rest.starts_with(word))
                })
        })
}

/// Whether attributes are those of a framework (Vue, Angular, Alpine, Thymeleaf): the file is a component's.
fn has_bindings(text: &str) -> bool {
    [" v-", " :", " @", " *ng", " [", " (", " ng-", " x-", " th:", " #", " tal:", " py:", " wire:", " bind:", " on:"]
        .iter()
        .any(|mark| text.match_indices(mark).any(|(at, _)| in_tag(text, at)))
}

/// Whether `at` stands inside of a tag and begins `name="`.
fn in_tag(text: &str, at: usize) -> bool {
    let before = &text.as_bytes()[at.saturating_sub(400)..at];
    let opens = memchr::memrchr(b'<', before) > memchr::memrchr(b'>', before);
    let name = text[at + 1..].find(|c: char| c.is_whitespace() || matches!(c, '=' | '<' | '>' | '"')).unwrap_or(0);
    opens && text[at + 1 + name..].starts_with("=\"")
}

/// Whether `text` has `tag`, in letters of any case.
fn holds(text: &str, tag: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes).any(|at| bytes.get(at..at + tag.len()).is_some_and(|found| found.eq_ignore_ascii_case(tag.as_bytes())))
}
