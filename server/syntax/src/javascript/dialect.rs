//! Which JavaScript a text is written in, and whether it is JavaScript at all.

use oxc_parser::ParserReturn;
use oxc_span::SourceType;
use workspace::RelPath;

use crate::kind::Language;
use crate::output::Source;

/// The ways to read a file, the likeliest first. A later one is tried only if the earlier found errors.
pub(super) fn candidates(path: &RelPath, language: Language) -> Vec<SourceType> {
    let name = path.name().to_ascii_lowercase();
    let base = match language {
        // JSX in plain JavaScript is for whoever builds it to allow; it is ambiguous with nothing.
        Language::JavaScript => SourceType::unambiguous().with_jsx(true),
        Language::Tsx => SourceType::tsx(),
        _ => SourceType::ts().with_typescript_definition(is_declaration(&name)),
    };
    let (module, commonjs) = (base.with_module(true), base.with_commonjs(true));
    let strictly_module = name.ends_with(".mjs") || name.ends_with(".mts");
    let strictly_commonjs = name.ends_with(".cjs") || name.ends_with(".cts");
    match () {
        () if strictly_module => vec![module],
        // TypeScript writes `import` in `.cts` too, which the unambiguous reading takes.
        () if strictly_commonjs => vec![commonjs, base],
        () => vec![base, commonjs, module],
    }
}

/// `x.d.ts`, `x.d.mts`, `x.d.cts` and `x.d.css.ts`.
pub(super) fn is_declaration(name: &str) -> bool {
    let stem = [".ts", ".mts", ".cts"].iter().find_map(|extension| name.strip_suffix(extension));
    stem.is_some_and(|stem| stem.ends_with(".d") || name.ends_with(".ts") && stem.contains(".d."))
}

/// `.ts` is also the extension of Qt's translations, which are XML.
pub(super) fn is_something_else(text: &str) -> bool {
    let start = text.trim_start();
    start.starts_with("<?xml") || start.starts_with("<!DOCTYPE TS>")
}

/// Whether a text that could not be read was never meant to be plain JavaScript: it declares itself to
/// be Flow, or it is a template whose tags no JavaScript can contain.
pub(super) fn is_foreign(source: &Source<'_>, parsed: &ParserReturn<'_>) -> bool {
    let is_of_flow = || parsed.is_flow_language || declares_flow(source.text) || defines_library(source.text);
    if source.kind.language == Language::JavaScript && is_of_flow() {
        return true;
    }
    let Some(at) = first_offset(parsed) else { return false };
    [("<%", "%>"), ("{%", "%}"), ("<?php", "?>"), ("{{", "}}")].iter().any(|&(open, close)| tag_at(source.text, at, open, close))
}

/// What Flow is told of libraries needs no comment that says so, and is nothing but such declarations.
fn defines_library(text: &str) -> bool {
    const DECLARED: [&str; 9] = ["class", "const", "export", "function", "interface", "module", "opaque", "type", "var"];
    let is_one = |line: &str| line.strip_prefix("declare ").is_some_and(|rest| DECLARED.iter().any(|what| rest.starts_with(what)));
    text.lines().any(is_one)
}

/// Flow's pragma stands in a comment before any code.
fn declares_flow(text: &str) -> bool {
    let mut rest = text;
    if rest.starts_with("#!") {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
    loop {
        rest = rest.trim_start().trim_start_matches(['\'', '"', ';']).trim_start();
        let comment = if let Some(block) = rest.strip_prefix("/*") {
            block.split_once("*/").unwrap_or((block, ""))
        } else if let Some(line) = rest.strip_prefix("//") {
            line.split_once('\n').unwrap_or((line, ""))
        } else if let Some(code) = rest.strip_prefix("use strict") {
            ("", code)
        } else {
            return false;
        };
        if comment.0.contains("@flow") || comment.0.contains("@noflow") {
            return true;
        }
        rest = comment.1;
    }
}

fn first_offset(parsed: &ParserReturn<'_>) -> Option<usize> {
    parsed.diagnostics.iter().flat_map(|found| found.labels.iter()).map(|label| label.offset() as usize).min()
}

/// Whether the line of `at` has a template's tag outside of strings.
///
/// Doubled braces are also a block in a block or an object in JSX, so they count only when the line
/// reads like a placeholder: `{{ name }}` with nothing but a dotted name or filter inside.
fn tag_at(text: &str, at: usize, open: &str, close: &str) -> bool {
    let bytes = text.as_bytes();
    let at = at.min(bytes.len());
    let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |newline| newline + 1);
    let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |newline| at + newline);
    let line = &text[start..end];
    let mut from = 0;
    while let Some(found) = line[from..].find(open).map(|found| from + found) {
        let inside = found + open.len();
        let Some(length) = line[inside..].find(close) else { return false };
        let content = line[inside..inside + length].trim();
        let name_only = content.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '|' | ' ' | '-'));
        let placeholder = open != "{{" || name_only && !content.is_empty() && content.len() + 2 <= length;
        let in_string = ['"', '\'', '`'].iter().any(|quote| line[..found].matches(*quote).count() % 2 == 1);
        if placeholder && !in_string {
            return true;
        }
        from = inside + length + close.len();
    }
    false
}
