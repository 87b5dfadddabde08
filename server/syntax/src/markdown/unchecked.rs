//! Where a document tells another checker of links to look away: who has written that need not write it again for us.

use std::ops::Range;

/// The comments of markdown-link-check, each with what it switches.
const DIRECTIVES: [(&str, Switch); 4] = [
    ("markdown-link-check-disable-next-line", Switch::NextLine),
    ("markdown-link-check-disable-line", Switch::Line),
    ("markdown-link-check-disable", Switch::Off),
    ("markdown-link-check-enable", Switch::On),
];

#[derive(Clone, Copy)]
enum Switch {
    Off,
    On,
    Line,
    NextLine,
}

/// The parts of `text` whose links nobody is to check, in order.
/// Source: <https://github.com/tcort/markdown-link-check#disabling-links-checks>
pub(super) fn unchecked(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut off: Option<usize> = None;
    for at in memchr::memmem::find_iter(text.as_bytes(), "<!--") {
        let inner = text[at + 4..].trim_start();
        let Some((word, switch)) = DIRECTIVES.into_iter().find(|(word, _)| inner.starts_with(word)) else { continue };
        if !inner[word.len()..].trim_start().starts_with("-->") {
            continue;
        }
        let line_end = |from: usize| memchr::memchr(b'\n', &text.as_bytes()[from..]).map_or(text.len(), |end| from + end + 1);
        match switch {
            Switch::Off => off = off.or(Some(at)),
            Switch::On => out.extend(off.take().map(|from| from..at)),
            Switch::Line => out.push(text[..at].rfind('\n').map_or(0, |end| end + 1)..line_end(at)),
            Switch::NextLine => out.push(line_end(at)..line_end(line_end(at))),
        }
    }
    out.extend(off.map(|from| from..text.len()));
    out
}
