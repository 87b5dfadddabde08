//! What a line of a makefile is, as far as that can be told before anything is expanded.

use super::lines::Line;

/// One line's kind.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Statement<'s> {
    /// `ifeq`, `ifneq`, `ifdef`, `ifndef` and what follows.
    If { keyword: &'s str, rest: &'s str },
    /// `else` and what follows.
    Else { rest: &'s str },
    /// `endif`.
    Endif,
    /// `define name`.
    Define { name: &'s str },
    /// `endef`.
    Endef,
    /// `name = value`.
    Assignment,
    /// `include`, `export`, `vpath` and the like.
    Directive,
    /// Something with a colon outside of all references.
    Rule,
    /// Something with a `$` that may become anything.
    Expansion,
    /// Nothing that make knows.
    Unknown,
}

impl<'s> Statement<'s> {
    /// What `line` is; `None` for blank lines and comments.
    pub(super) fn of(line: &Line<'s>) -> Option<Statement<'s>> {
        let text = line.text[line.indent..].trim_start_matches(['\\', '\r', '\n', ' ', '\t', '\u{c}', '\u{b}']);
        if text.is_empty() || text.starts_with('#') {
            return None;
        }
        let end = text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '#' | '\\')).unwrap_or(text.len());
        let (word, rest) = text.split_at(end);
        let rest = rest.trim_start();
        Some(match word {
            _ if is_assignment(text) => Statement::Assignment,
            "ifeq" | "ifneq" | "ifdef" | "ifndef" => Statement::If { keyword: word, rest },
            "else" => Statement::Else { rest },
            "endif" => Statement::Endif,
            "endef" => Statement::Endef,
            "define" => Statement::Define { name: rest.split_whitespace().next().unwrap_or_default() },
            "export" | "override" | "private" | "unexport" => modified(rest),
            "include" | "-include" | "sinclude" | "vpath" | "undefine" | "load" | "-load" => Statement::Directive,
            _ if text.starts_with("ifeq(") || text.starts_with("ifneq(") => {
                Statement::If { keyword: &text[..text.find('(').unwrap_or(0)], rest: "" }
            }
            _ => by_marks(text),
        })
    }
}

/// What follows `export`, `override`, `private`.
fn modified(rest: &str) -> Statement<'_> {
    let word = rest.split_whitespace().next().unwrap_or_default();
    match word {
        "define" => Statement::Define { name: rest[6..].split_whitespace().next().unwrap_or_default() },
        "export" | "override" | "private" | "unexport" => modified(rest[word.len()..].trim_start()),
        _ => Statement::Directive,
    }
}

/// Whether the line is `name = value`, with any of the operators.
fn is_assignment(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut blank = false;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'=' => return true,
            b'+' | b'?' | b'!' if bytes.get(at + 1) == Some(&b'=') => return true,
            b':' => {
                let colons = bytes[at..].iter().take_while(|byte| **byte == b':').count();
                return bytes.get(at + colons) == Some(&b'=');
            }
            b'#' => return false,
            b'\\' if matches!(bytes.get(at + 1), Some(b'\n' | b'\r')) => blank = true,
            b' ' | b'\t' | b'\n' | b'\r' => blank = true,
            b'$' => {
                at = reference_end(bytes, at);
                if blank {
                    return false;
                }
                continue;
            }
            _ if blank => return false,
            _ => {}
        }
        at += 1;
    }
    false
}

/// Where the reference that begins with the `$` at `at` ends.
fn reference_end(bytes: &[u8], at: usize) -> usize {
    let (open, close) = match bytes.get(at + 1) {
        Some(b'(') => (b'(', b')'),
        Some(b'{') => (b'{', b'}'),
        _ => return (at + 2).min(bytes.len()),
    };
    let mut depth = 0usize;
    for (index, &byte) in bytes.iter().enumerate().skip(at + 1) {
        depth += usize::from(byte == open);
        depth -= usize::from(byte == close);
        if depth == 0 {
            return index + 1;
        }
    }
    bytes.len()
}

/// A rule, an expansion, or neither.
fn by_marks(text: &str) -> Statement<'_> {
    let bytes = text.as_bytes();
    let (mut at, mut expansion) = (0, false);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b':' => return Statement::Rule,
            b'#' if !expansion && (at == 0 || bytes[at - 1] != b'\\') => break,
            b'$' => {
                expansion = true;
                at = reference_end(bytes, at);
                continue;
            }
            // A name of two words: make once took it, and refuses it since version 4.
            b'=' if !expansion => return Statement::Unknown,
            _ => {}
        }
        at += 1;
    }
    if expansion { Statement::Expansion } else { Statement::Unknown }
}
