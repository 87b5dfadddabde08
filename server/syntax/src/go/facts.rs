//! Imports, definitions and embedded files of a Go file.

use std::sync::LazyLock;

use tree_sitter::{Query, QueryCursor, StreamingIterator, Tree};
use workspace::Span;

use crate::facts::{DefinitionKind, Flags, Namespace};
use crate::output::{Output, Source};
use crate::tree::Grammar;

/// Declarations are directly below the file, or below an error that the parser recovered from.
const TOP: u32 = 2;

static FACTS: LazyLock<Option<Query>> =
    LazyLock::new(|| Grammar::Go.query("queries/go/facts.scm", include_str!("../../../../queries/go/facts.scm")));

/// Collects what the query finds, and `//go:embed`.
pub(super) fn collect(source: &Source<'_>, tree: &Tree, out: &mut Output) {
    let flags = flags(source);
    if let Some(query) = FACTS.as_ref() {
        let names = query.capture_names();
        let mut cursor = QueryCursor::new();
        cursor.set_max_start_depth(Some(TOP));
        let mut matches = cursor.matches(query, tree.root_node(), source.text.as_bytes());
        while let Some(found) = matches.next() {
            let (mut what, mut receiver, mut spans) = ("", None, Vec::new());
            for capture in found.captures() {
                let span = Span::new(capture.node.start_byte(), capture.node.end_byte());
                match names.get(capture.index as usize).copied() {
                    Some("name") => spans.push(span),
                    Some("receiver") => receiver = Some(receiver_type(text_of(source, span))),
                    Some(name) => what = name,
                    None => {}
                }
            }
            for span in spans {
                record(source, what, receiver, span, flags, out);
            }
        }
    }
    embeds(source, flags, out);
}

fn record(source: &Source<'_>, what: &str, receiver: Option<&str>, span: Span, flags: Flags, out: &mut Output) {
    let name = text_of(source, span);
    let kind = match what {
        "reference.import" => {
            let path = name.trim_matches(['"', '`']);
            // cgo's pseudo-package.
            if !path.is_empty() && path != "C" {
                let span = Span { start: span.start + 1, end: span.end - 1 };
                out.refer(Namespace::GO_PACKAGE, "import", path, None, flags, span);
            }
            return;
        }
        _ if name == "_" => return,
        "definition.module" => DefinitionKind::Module,
        "definition.function" | "definition.method" => DefinitionKind::Function,
        "definition.type" => DefinitionKind::Type,
        _ => DefinitionKind::Variable,
    };
    match receiver {
        Some(receiver) => out.define(Namespace::GO_SYMBOL, kind, &format!("{receiver}.{name}"), span),
        None => out.define(Namespace::GO_SYMBOL, kind, name, span),
    }
}

fn text_of<'a>(source: &Source<'a>, span: Span) -> &'a str {
    source.text.get(span.range()).unwrap_or_default()
}

/// `T` of `*T[K]`.
fn receiver_type(written: &str) -> &str {
    let name = written.trim_start_matches(['*', '(', ' ']);
    name.split(['[', ')', ' ']).next().unwrap_or(name)
}

/// Under which conditions the whole file is compiled.
fn flags(source: &Source<'_>) -> Flags {
    let mut flags = Flags::default();
    let stem = source.path.name().strip_suffix(".go").unwrap_or_default();
    let (stem, test) = stem.strip_suffix("_test").map_or((stem, false), |stem| (stem, true));
    if test {
        flags |= Flags::TEST;
    }
    // `name_GOOS`, `name_GOARCH`, `name_GOOS_GOARCH`; a name that is nothing else is not a condition.
    let by_name = stem.split('_').skip(1).last().is_some_and(|part| SYSTEMS.contains(&part) || ARCHITECTURES.contains(&part));
    if by_name || header(source.text).any(|line| line.starts_with("//go:build ") || line.starts_with("// +build ")) {
        flags |= Flags::CONDITIONAL;
    }
    flags
}

/// The lines before the package clause, where build constraints stand.
fn header(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).take_while(|line| !line.starts_with("package "))
}

/// `//go:embed pattern …`: one reference per pattern, which may be quoted.
fn embeds(source: &Source<'_>, flags: Flags, out: &mut Output) {
    const MARK: &str = "//go:embed ";
    for at in memchr::memmem::find_iter(source.text.as_bytes(), MARK) {
        let starts_line = at == 0 || source.text.as_bytes()[at - 1] == b'\n' || source.text[..at].ends_with('\t');
        let line = source.text[at..].lines().next().unwrap_or_default();
        if !starts_line {
            continue;
        }
        let mut from = MARK.len();
        while let Some((start, end)) = pattern(line, from) {
            let written = &line[start..end];
            let quoted = written.starts_with(['"', '`']) && written.len() > 1;
            let inner = if quoted { (start + 1, end - 1) } else { (start, end) };
            // `all:` asks for hidden files too.
            let start = inner.0 + if line[inner.0..inner.1].starts_with("all:") { "all:".len() } else { 0 };
            out.refer(Namespace::FILE, "embed", &line[start..inner.1], None, flags | Flags::GLOB, Span::new(at + start, at + inner.1));
            from = end;
        }
    }
}

/// The next blank-separated word of `line`, quotes kept together.
fn pattern(line: &str, from: usize) -> Option<(usize, usize)> {
    let start = from + line[from..].find(|c: char| !c.is_whitespace())?;
    let rest = &line[start..];
    let end = match rest.chars().next()? {
        quote @ ('"' | '`') => rest[1..].find(quote).map_or(rest.len(), |end| end + 2),
        _ => rest.find(char::is_whitespace).unwrap_or(rest.len()),
    };
    Some((start, start + end))
}

const SYSTEMS: [&str; 21] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
    "unix",
    "wasi",
    "none",
];
const ARCHITECTURES: [&str; 24] = [
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];
