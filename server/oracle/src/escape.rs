//! Text of a repository on its way to something that interprets text: a terminal, a CI runner, a viewer.
//!
//! File names, keys and imports are chosen by whoever wrote the repository. None of them may move a cursor,
//! start a workflow command or become a link that runs something.

use std::borrow::Cow;
use std::fmt::Write as _;

pub use crate::legible::{is_treacherous, visible};

/// For a terminal: one line, and nothing in it that it would obey.
pub fn terminal(text: &str) -> Cow<'_, str> {
    if !text.contains(is_treacherous) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_treacherous(c) { out.push_str(&visible(c)) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// For the message of a GitHub workflow command.
pub fn github_message(text: &str) -> String {
    terminal(&text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")).into_owned()
}

/// For a property of a GitHub workflow command.
pub fn github_property(text: &str) -> String {
    github_message(text).replace(':', "%3A").replace(',', "%2C")
}

/// For XML 1.0, between tags and in attributes: one line, and no character that XML cannot hold.
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            c if is_treacherous(c) => out.push_str(&visible(c)),
            c => out.push(c),
        }
    }
    out
}

/// For a relative URI: every byte but unreserved ones and `/` as `%XX`.
pub fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for &byte in path.as_bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// For a plain SARIF message, in which `[text](target)` is a link all the same.
pub fn sarif_text(text: &str) -> Cow<'_, str> {
    if text.contains("](") { Cow::Owned(text.replace('[', "\\[").replace(']', "\\]")) } else { Cow::Borrowed(text) }
}

/// For Markdown: code spans stay, everything else is text. No links, no HTML, no `command:`.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(tick) = rest.find('`') {
        let (before, from) = rest.split_at(tick);
        plain_markdown(before, &mut out);
        let run = from.len() - from.trim_start_matches('`').len();
        match closing(&from[run..], run) {
            Some(end) => {
                out.push_str(&from[..run + end + run]);
                rest = &from[run + end + run..];
            }
            None => {
                // Backticks that open nothing are text.
                (0..run).for_each(|_| out.push_str("\\`"));
                rest = &from[run..];
            }
        }
    }
    plain_markdown(rest, &mut out);
    out
}

/// Where a run of exactly `run` backticks starts.
fn closing(text: &str, run: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        let start = at + found;
        let length = text[start..].len() - text[start..].trim_start_matches('`').len();
        if length == run {
            return Some(start);
        }
        at = start + length;
    }
    None
}

fn plain_markdown(text: &str, out: &mut String) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' | '*' | '_' | '[' | ']' | '!' | '#' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // Bare `scheme:target` texts become links in some viewers.
            ':' if chars.peek().is_some_and(|next| !next.is_whitespace()) => out.push_str("&#58;"),
            c => out.push(c),
        }
    }
}

/// For a whole Markdown document of our own: its links stay, but none that would run an editor's command.
pub fn markdown_document(text: &str) -> Cow<'_, str> {
    const SCHEME: &str = "command:";
    let lower = text.to_ascii_lowercase();
    if !lower.contains(SCHEME) {
        return Cow::Borrowed(text);
    }
    let (mut out, mut at) = (String::with_capacity(text.len() + 8), 0);
    for (found, _) in lower.match_indices(SCHEME) {
        out.push_str(&text[at..found + SCHEME.len() - 1]);
        // Not an entity: `&#58;` in a link's target would be a colon again.
        out.push('\u{A789}');
        at = found + SCHEME.len();
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_told_nothing() {
        assert_eq!(terminal("a\u{1b}[31m\r\n\tb\u{9b}2J\u{202e}c\u{7f}"), "a␛[31m␍␊␉b\\u{9b}2J\\u{202e}c␡");
        assert_eq!(terminal("größe 日本"), "größe 日本");
    }

    #[test]
    fn a_workflow_command_stays_one() {
        assert_eq!(github_message("50%\r\n::error::x"), "50%25%0D%0A::error::x");
        assert_eq!(github_property("a,b::c%\n"), "a%2Cb%3A%3Ac%25%0A");
    }

    #[test]
    fn xml_holds_it() {
        assert_eq!(
            xml("a<b> & \"c\" 'd'\n\u{1b}]]>\u{FFFF}\u{202e}"),
            "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;␊␛]]&gt;\u{FFFD}\\u{202e}"
        );
    }

    #[test]
    fn paths_are_uris() {
        assert_eq!(uri("a b/ü#?%.py"), "a%20b/%C3%BC%23%3F%25.py");
    }

    #[test]
    fn markdown_keeps_code_and_loses_links() {
        assert_eq!(markdown("see [x](command:rm) and `a_[b](c)`"), "see \\[x\\](command&#58;rm) and `a_[b](c)`");
        assert_eq!(markdown("`` a`b `` <img> `open"), "`` a`b `` &lt;img&gt; \\`open");
        assert_eq!(markdown_document("[x](Command:rm) [y](https://z)"), "[x](Command\u{A789}rm) [y](https://z)");
        assert_eq!(sarif_text("a[0] [x](1)"), "a\\[0\\] \\[x\\](1)");
        assert_eq!(sarif_text("a[0]"), "a[0]");
    }
}
