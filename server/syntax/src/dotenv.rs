//! `.env` files: names and values, a line each, in the form that Docker Compose and the libraries of most languages read.

use workspace::{RelPath, Span};

use crate::facts::{Flags, Namespace};
use crate::output::{Output, Source};

/// One variable that is set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Variable {
    /// Its name, as written.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// The value without its quotes.
    pub value: String,
    /// Whether the quote that it begins with is closed; true without one.
    pub is_closed: bool,
    /// Whether more than a comment follows the closing quote.
    pub goes_on: bool,
}

/// Whether the file `path` is one: by its name, and by nearly all of its lines.
pub fn is_dotenv(path: &RelPath, text: &str) -> bool {
    let name = path.name();
    let named = name == ".env" || name.starts_with(".env.") || name.ends_with(".env");
    if !named || text.starts_with("#!") || text.contains("{{") || text.contains("<%") {
        return false;
    }
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let is_script = |line: &str| {
        let first = line.split([' ', ';', '(']).next().unwrap_or_default();
        matches!(
            first,
            "if" | "for" | "while" | "case" | "function" | "source" | "." | "set" | "unset" | "echo" | "[" | "[[" | "fi" | "alias"
        ) || line.starts_with('[')
            || line.contains("$(")
            || line.ends_with('\\')
            // A part of a Makefile.
            || line.split_once('=').is_some_and(|(name, _)| name.ends_with(['?', ':', '+']) && is_name(name[..name.len() - 1].trim()))
    };
    let set = variables(text);
    !set.is_empty() && !lines().any(is_script) && lines().all(|line| line.contains('=')) || {
        // Values over several lines, and bare names that Compose takes from its own environment.
        let good = set.iter().filter(|variable| is_name(&variable.name)).count();
        good > 0 && !lines().any(is_script) && good * 5 >= lines().count() * 2
    }
}

/// The role of a variable that a file documents for others to set.
pub const DOCUMENTED: &str = "documented";
/// The role of a variable that a file sets.
pub const SET: &str = "set";

/// Parts of the name of a file that is copied and filled in, rather than read.
const PATTERNS: [&str; 6] = ["example", "sample", "template", "dist", "defaults", "schema"];

/// Whether the file `name` shows which variables there are, for people to copy it.
pub fn is_pattern(name: &str) -> bool {
    name.split(['.', '-', '_']).any(|part| PATTERNS.contains(&part))
}

/// Reads one file: its variables are given here. What a pattern for others has in a comment it documents as well.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let is_pattern = is_pattern(source.path.name());
    let mut define = |name: &str, flags, span| {
        if is_name(name) {
            let role = if is_pattern { DOCUMENTED } else { SET };
            out.mention(true, Namespace::named("env"), name, &[], role, flags, span);
        }
    };
    for variable in variables(source.text) {
        define(&variable.name, Flags::default(), variable.span);
    }
    let mut at = 0;
    for line in source.text.split_inclusive('\n').filter(|_| is_pattern) {
        let start = at;
        at += line.len();
        let Some(comment) = line.trim_start().strip_prefix('#') else { continue };
        let Some((name, _)) = comment.split_once('=') else { continue };
        let is_variable =
            |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
        let name = name.trim_start_matches('#').trim().trim_start_matches("export ");
        if let Some(found) = line.find(name).filter(|_| is_variable(name)) {
            define(name, Flags::OPTIONAL, Span::new(start + found, start + found + name.len()));
        }
    }
}

/// The variables of a text, in order.
pub fn variables(text: &str) -> Vec<Variable> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |end| at + end + 1);
        let line = &text[at..end];
        let start = at;
        at = end;
        let trimmed = line.trim_start_matches('\u{feff}').trim_start();
        if trimmed.starts_with('#') {
            continue;
        }
        let Some((left, right)) = trimmed.split_once('=') else { continue };
        let name = left.trim_end();
        let name = name.strip_prefix("export ").unwrap_or(name).trim_start();
        if name.is_empty() {
            continue;
        }
        let name_start = start + (line.len() - trimmed.len()) + (left.trim_end().len() - name.len());
        let span = Span::new(name_start, name_start + name.len());
        let blank = right.len() - right.trim_start().len();
        let value_start = end - right.len() + blank;
        let value = right.trim();
        let (mut is_closed, mut goes_on, mut value) = (true, false, value.to_owned());
        if let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            let inside = &text[value_start + 1..];
            match closing(inside, quote).filter(|close| !swallows(&inside[..*close])) {
                Some(close) => {
                    value = inside[..close].to_owned();
                    let after = value_start + 1 + close + 1;
                    let line_end = memchr::memchr(b'\n', &text.as_bytes()[after..]).map_or(text.len(), |end| after + end + 1);
                    let rest = &text[after..line_end];
                    goes_on = rest.starts_with([' ', '\t']) && !rest.trim().is_empty() && !rest.trim_start().starts_with('#');
                    at = at.max(line_end);
                }
                None => is_closed = false,
            }
        }
        found.push(Variable { name: name.to_owned(), span, value, is_closed, goes_on });
    }
    found
}

/// Where the quote closes, in bytes; a backslash keeps a double one open.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        if byte == b'\\' && quote == '"' {
            bytes.next();
        } else if byte == quote as u8 {
            return Some(at);
        }
    }
    None
}

/// Whether what a quote encloses ends inside a line that sets another variable in the same quotes: `A="x` before `B="y"`.
fn swallows(inside: &str) -> bool {
    let Some((_, last)) = inside.rsplit_once('\n') else { return false };
    last.trim_end().strip_suffix('=').is_some_and(|name| is_name(name.trim()))
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> Vec<(String, String, bool, bool)> {
        let places = |variable: &Variable| assert_eq!(&text[variable.span.range()], variable.name);
        variables(text).into_iter().inspect(places).map(|one| (one.name, one.value, one.is_closed, one.goes_on)).collect()
    }

    #[test]
    fn variables_are_read() {
        let plain = |name: &str, value: &str| (name.to_owned(), value.to_owned(), true, false);
        assert_eq!(
            set("\u{feff}A=1\r\n export B = 'x # y' # z\n#C=1\nD=\"a\nE=1\n\"\nF"),
            [plain("A", "1"), plain("B", "x # y"), plain("D", "a\nE=1\n")]
        );
        let quotes: Vec<_> = set("A=\"x\nB=\"y\"\nC='a' b\nD=\"\\\"\"\nE='\n").into_iter().map(|one| (one.2, one.3)).collect();
        assert_eq!(quotes, [(false, false), (true, false), (true, true), (true, false), (false, false)]);
    }

    #[test]
    fn name_and_lines_decide() {
        let is = |path: &str, text: &str| is_dotenv(&RelPath::new(path), text);
        assert!(is("a/.env", "A=1\nMY NAME=2\n"));
        assert!(is(".env.local", "# only one\nA=1\n"));
        assert!(is("prod.env", "KEY=\"-----BEGIN\nx\ny\n-----\"\nB=1\nC=2\n"));
        assert!(!is("a/.env", ""));
        assert!(!is("config", "A=1\n"));
        assert!(!is("setup.env", "A=1\nif [ -n \"$B\" ]; then\n  C=2\nfi\n"));
        assert!(!is("x.env", "A=$(pwd)\n"));
        assert!(!is("images.env", "A ?= 1\nB := 2\n"));
        assert!(!is(".env.tmpl", "A={{ b }}\n"));
    }
}
