//! `ifeq` ... `else` ... `endif`.

use workspace::Span;

use super::lines::Line;
use super::statement::Statement;
use crate::output::Output;

struct Open<'s> {
    keyword: &'s str,
    span: Span,
    has_else: bool,
}

/// The conditionals that are open, the innermost last.
#[derive(Default)]
pub(super) struct Conditionals<'s> {
    open: Vec<Open<'s>>,
}

impl<'s> Conditionals<'s> {
    /// Whether lines are read on a condition.
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Takes in a line; false when it has nothing to do with conditionals.
    pub(super) fn take(&mut self, line: &Line<'s>, statement: &Statement<'s>, out: &mut Output) -> bool {
        match *statement {
            Statement::If { keyword, rest } => {
                let span = Span::new(line.start + line.indent, line.start + line.indent + keyword.len());
                condition(keyword, rest, line, span, out);
                self.open.push(Open { keyword, span, has_else: false });
            }
            Statement::Else { rest } => self.branch(rest, line, out),
            Statement::Endif => {
                if self.open.pop().is_none() {
                    out.syntax_error(line.word_span(), "found `endif` without an `ifeq`, `ifdef` or the like that it ends");
                }
            }
            _ => return false,
        }
        true
    }

    fn branch(&mut self, rest: &'s str, line: &Line<'s>, out: &mut Output) {
        let span = line.word_span();
        match self.open.last_mut() {
            None => out.syntax_error(span, "found `else` outside of any conditional"),
            Some(open) => {
                if open.has_else {
                    out.syntax_error(span, "found a second `else`: expected `endif`");
                    out.related(open.span, "it belongs to this");
                }
                let word = rest.split(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
                if matches!(word, "ifeq" | "ifneq" | "ifdef" | "ifndef") {
                    condition(word, rest[word.len()..].trim_start(), line, span, out);
                } else {
                    open.has_else = true;
                }
            }
        }
    }

    /// Reports what is open at the end of the file.
    pub(super) fn finish(&self, out: &mut Output) {
        if let Some(open) = self.open.last() {
            out.syntax_error(open.span, format!("this `{}` is not closed: expected `endif`", open.keyword));
        }
    }
}

/// What follows the keyword.
fn condition(keyword: &str, rest: &str, line: &Line<'_>, span: Span, out: &mut Output) {
    let content = rest.split('#').next().unwrap_or_default().trim();
    if line.text[line.indent..].starts_with(keyword) && line.text[line.indent + keyword.len()..].starts_with('(') {
        out.syntax_error(span, format!("expected a blank after `{keyword}`"));
        return;
    }
    if matches!(keyword, "ifdef" | "ifndef") {
        let mut words = content.split_whitespace();
        let (first, second) = (words.next(), words.next());
        if first.is_none() {
            out.syntax_error(span, format!("`{keyword}` without a name: expected the name of a variable"));
        } else if let Some(second) = second.filter(|_| !rest.contains(['$', '\\'])) {
            let at = span.end as usize;
            let at = at + line.text[at - line.start..].find(second).unwrap_or(0);
            out.syntax_error(Span::new(at, at + second.len()), format!("found `{second}`: expected one name after `{keyword}`"));
        }
        return;
    }
    // With a comment in it, where it ends depends on make's version.
    let fine = match content.as_bytes().first() {
        _ if rest.contains('#') => true,
        Some(b'(') => has_two_parts(content),
        Some(&quote @ (b'"' | b'\'')) => content[1..].find(quote as char).is_some_and(|end| {
            let second = content[end + 2..].trim_start();
            second.starts_with(['"', '\'']) && second[1..].contains(second.chars().next().unwrap_or_default())
        }),
        _ => false,
    };
    if !fine {
        out.syntax_error(span, format!("this `{keyword}` has no two values: expected `{keyword} (a,b)` or `{keyword} \"a\" \"b\"`"));
    }
}

/// `(a,b)`: a comma and then a bracket, outside of references.
fn has_two_parts(content: &str) -> bool {
    let mut depth = 0usize;
    let mut comma = false;
    for byte in content.bytes() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 1 => return comma,
            b')' => depth -= 1,
            b',' if depth == 1 => comma = true,
            _ => {}
        }
    }
    false
}
