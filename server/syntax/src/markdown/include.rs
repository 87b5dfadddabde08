//! What takes text in from other files: mdBook's `{{#include path}}` and relatives, most of all inside code blocks, and what other
//! site generators have for it.

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
    TAKES_IN.iter().find_map(|mark| found(mark)).or_else(|| imported(text))
}

/// `import Part from './_part.md'`, which Docusaurus reads in any of its pages.
fn imported(text: &str) -> Option<Span> {
    let starts = memchr::memmem::find_iter(text.as_bytes(), "import ").filter(|at| *at == 0 || text[..*at].ends_with('\n'));
    let is_part = |line: &str| line.contains(" from ") && is_document(line.trim_end().trim_end_matches([';', '"', '\'']));
    let mut lines = starts.map(|at| (at, text[at..].lines().next().unwrap_or_default()));
    lines.find(|(_, line)| is_part(line)).map(|(at, line)| Span::new(at, at + line.len()))
}

/// Where a line says that a document comes here: the marks above that can name one, and what Jinja, markdown-include, Quarto and
/// Writerside have.
const NAMES_IT: [&str; 12] = [
    "8<-",
    "{% include",
    "{%- include",
    "{% render",
    "{!",
    "{{< ",
    "{{% ",
    "{include}",
    "<!--@include",
    "<!-- @include",
    "#include",
    "<include ",
];

/// Hands over every document that `text` takes in and names, with its place.
pub(super) fn documents(text: &str, mut found: impl FnMut(&str, Span)) {
    // `--8<--` on a line of its own opens a list of paths, and closes it.
    let has_lists = text.contains("-8<-");
    let mut in_list = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        if has_lists && is_fence_of_list(line) {
            in_list = !in_list;
            continue;
        }
        let is_named = || NAMES_IT.iter().any(|mark| line.contains(mark)) || line.contains("[!INCLUDE") || line.contains("[!include");
        if line.len() > LONGEST_LINE || !line.contains(".m") || !(in_list || is_named()) {
            continue;
        }
        let ends = |c: char| {
            c.is_whitespace() || matches!(c, '"' | '\'' | '(' | ')' | '[' | ']' | '<' | '>' | '{' | '}' | '!' | ':' | '=' | ',' | ';')
        };
        for word in line.split(ends).filter(|word| is_document(word)) {
            let at = at + (word.as_ptr() as usize - line.as_ptr() as usize);
            found(word, Span::new(at, at + word.len()));
        }
    }
}

/// Longer lines are data.
const LONGEST_LINE: usize = 1000;

fn is_fence_of_list(line: &str) -> bool {
    let line = line.trim();
    line.contains("-8<-") && line.chars().all(|c| matches!(c, '-' | '8' | '<'))
}

fn is_document(word: &str) -> bool {
    [".md", ".mdx", ".markdown"].iter().any(|end| word.strip_suffix(end).is_some_and(|stem| !stem.is_empty() && !stem.ends_with('/')))
}

/// Where a document says in a piece of its text that it is a template: a program makes another document of it.
pub(super) fn of_template(text: &str) -> bool {
    let statement = |open: &str, words: &[&str]| {
        memchr::memmem::find_iter(text.as_bytes(), open).any(|at| {
            let rest = text[at + open.len()..].trim_start_matches('-').trim_start();
            words.iter().any(|word| rest.strip_prefix(word).is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric())))
        })
    };
    statement("{%", &["endfor", "endif", "endblock", "endmacro"]) || statement("{{", &["end"])
}

/// Whether the line of `text` that `span` begins in is nothing but `{{ name }}`: something puts text in its place.
pub(super) fn is_filled_in(text: &str, span: Span) -> bool {
    let start = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let name = line.strip_prefix("{{").and_then(|line| line.trim_end().strip_suffix("}}")).map(str::trim);
    name.is_some_and(|name| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.')))
}

/// What the tool all-contributors writes, anew each time: the addresses of those who have none lead nowhere.
pub(super) fn contributors(text: &str) -> Option<Span> {
    let start = memchr::memmem::find(text.as_bytes(), b"<!-- ALL-CONTRIBUTORS-LIST:START")?;
    let end = memchr::memmem::find(&text.as_bytes()[start..], b"<!-- ALL-CONTRIBUTORS-LIST:END")?;
    Some(Span::new(start, start + end))
}
