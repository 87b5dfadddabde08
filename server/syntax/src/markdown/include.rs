//! mdBook's `{{#include path}}` and relatives, which take in other files - most of all inside code blocks.

use workspace::Span;

/// The directives that name a file first.
const DIRECTIVES: [&str; 5] = ["include", "rustdoc_include", "playground", "playpen", "template"];

/// Hands over every included path with its place. Escaped ones (`\{{#include …}}`) are examples.
pub(super) fn includes(text: &str, mut found: impl FnMut(&str, Span)) {
    for at in memchr::memmem::find_iter(text.as_bytes(), b"{{#") {
        if text[..at].ends_with('\\') {
            continue;
        }
        let rest = &text[at + 3..];
        let Some(directive) = DIRECTIVES.iter().find(|name| rest.strip_prefix(**name).is_some_and(|after| after.starts_with([' ', '\t'])))
        else {
            continue;
        };
        let arguments = &rest[directive.len()..];
        // A directive is one line and short; one that never ends must not be searched to the end of the file.
        let window = &arguments.as_bytes()[..arguments.len().min(1000)];
        let Some(end) = memchr::memmem::find(window, b"}}") else { continue };
        let inside = &arguments[..end];
        if inside.contains('\n') {
            continue;
        }
        let path = inside.trim_start();
        let start = at + 3 + directive.len() + (inside.len() - path.len());
        // `path:anchor` or `path:from:to`; more words are attributes.
        let path = path.split([':', ' ', '\t']).next().unwrap_or_default();
        if !path.is_empty() && !path.contains(['{', '<', '$']) {
            found(path, Span::new(start, start + path.len()));
        }
    }
}

/// How site generators say that text from elsewhere comes here: Jekyll and Jinja, Hugo, snippets of MkDocs, MyST, VitePress,
/// DocFX, server-side includes.
const TAKES_IN: [&str; 13] = [
    "{% include",
    "{%- include",
    "{% for",
    "{% snippet",
    "{{< ",
    "{{% ",
    "--8<--",
    "{include}",
    "```{eval-rst}",
    "<!--#include",
    "<!--@include",
    "[!INCLUDE",
    "::: ",
];

/// Where a document takes in text that is not written in it, so that its headings are not all known.
pub(super) fn other_text(text: &str) -> Option<Span> {
    let found = |mark: &str| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).map(|at| Span::new(at, at + mark.len()));
    TAKES_IN.iter().find_map(|mark| found(mark))
}
