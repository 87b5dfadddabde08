//! Whether a Go file parses, and if not, what is wrong where.

use tree_sitter::Tree;
use workspace::Span;

use super::tokens::{Kind, Token};
use crate::delimiters;
use crate::output::Output;
use crate::tree::{self, ErrorNode};

/// More findings than this help nobody.
const MOST: usize = 20;

/// Reports syntax errors.
pub(super) fn judge(text: &str, tokens: &[Token], parsed: &Tree, out: &mut Output) {
    // A literal without an end turns code into text and text into code: nothing after it can be judged.
    if let Some(token) = tokens.iter().find(|token| token.kind == Kind::Unterminated) {
        let (span, what) = unterminated(text, token.span);
        out.syntax_error(span, format!("{what} is not terminated"));
        return;
    }
    if !parsed.root_node().has_error() {
        return;
    }
    let brackets = tokens.iter().filter(|token| token.kind == Kind::Mark).filter_map(|token| {
        let byte = text.as_bytes()[token.span.start as usize];
        b"()[]{}".contains(&byte).then_some((token.span.start as usize, byte))
    });
    let mismatches = delimiters::mismatches(text, brackets);
    for one in mismatches.iter().take(MOST) {
        out.syntax_error(one.span, one.message.clone());
        if let Some((span, message)) = &one.related {
            out.related(*span, message.clone());
        }
    }
    let mut last: Option<u32> = None;
    for error in tree::errors(parsed, MOST) {
        let found = culprit(text, tokens, error);
        let at = found.map_or(error.span.start, |token| token.span.start);
        let by_bracket = !mismatches.is_empty();
        let echo = last.is_some_and(|last| memchr::memchr(b'\n', &text.as_bytes()[last.min(at) as usize..at.max(last) as usize]).is_none());
        last = Some(at);
        if echo || by_bracket {
            continue;
        }
        say(text, error, found, out);
    }
}

fn say(text: &str, error: ErrorNode<'_>, found: Option<Token>, out: &mut Output) {
    let shown = found.map(|token| match token.kind {
        Kind::LineEnd => "the end of the line".to_owned(),
        _ => format!("`{}`", text[token.span.range()].chars().take(40).collect::<String>()),
    });
    match (error.missing, shown) {
        (Some(missing), shown) => {
            let wanted = match missing {
                "identifier" | "field_identifier" | "type_identifier" | "package_identifier" => "a name".to_owned(),
                "\n" | ";" => "the end of the statement".to_owned(),
                _ => format!("`{missing}`"),
            };
            let message = match shown {
                Some(found) => format!("expected {wanted}, found {found}"),
                None => format!("expected {wanted}"),
            };
            out.syntax_error(Span::empty(error.span.start as usize), message);
        }
        (None, Some(found)) => out.syntax_error(token_span(error, text), format!("unexpected {found}")),
        (None, None) => out.syntax_error(Span::empty(text.trim_end().len()), "unexpected end of the file"),
    }
}

fn token_span(error: ErrorNode<'_>, _text: &str) -> Span {
    error.span
}

fn culprit(_text: &str, tokens: &[Token], error: ErrorNode<'_>) -> Option<Token> {
    let index = tokens.partition_point(|token| token.span.start < error.span.start);
    tokens.get(index).copied()
}

fn unterminated(text: &str, span: Span) -> (Span, &'static str) {
    let what = match text.as_bytes()[span.start as usize] {
        b'/' => "the comment",
        b'\'' => "the character",
        _ => "the string",
    };
    let line = memchr::memchr(b'\n', &text.as_bytes()[span.range()]).unwrap_or((span.end - span.start) as usize);
    (Span::new(span.start as usize, span.start as usize + line), what)
}
