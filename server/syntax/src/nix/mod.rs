//! Nix: what rnix's parser says of an expression.
//!
//! Its words are taken for what they tell (what was found, what was wanted); after the first one it seldom finds
//! its way back, so where brackets are astray they are named instead, and only the first mistake else.

mod names;

use std::borrow::Cow;

use rnix::{ParseError, SyntaxKind, TextRange};
use workspace::Span;

use crate::delimiters;
use crate::json::shown;
use crate::output::{Output, Source};

/// More findings than this in a file help nobody.
const MAX_REPORTED: usize = 20;

/// A person's lines are shorter. rnix looks ahead to the end of a word for every part of it, so a word of a megabyte takes minutes.
const LONGEST_LINE: usize = 50_000;

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    if source.text.lines().any(|line| line.len() > LONGEST_LINE) {
        out.problem("L1/too-slow", Span::default(), format!("not checked: a line is longer than {LONGEST_LINE} bytes"));
        out.skip();
        return;
    }
    // A carriage return ends a line and a comment.
    let text = &*if source.text.contains('\r') { Cow::Owned(source.text.replace('\r', "\n")) } else { Cow::Borrowed(source.text) };
    let tokens = tokens(text);
    if let Some(at) = too_deep(text, &tokens) {
        out.problem("L1/too-deep", Span::empty(at), "not checked: this nests deeper than anything that is meant to be read");
        out.skip();
        return;
    }
    // A character that begins nothing is named at once: the parser would stumble over each of many.
    if let Some(index) = tokens.iter().position(|(kind, _)| *kind == SyntaxKind::TOKEN_ERROR) {
        bad_token(text, &tokens[..=index], out);
        return;
    }
    let parsed = rnix::Root::parse(text);
    let Some(error) = parsed.errors().first() else {
        names::check(&parsed.tree(), out);
        return;
    };
    if matches!(error, ParseError::RecursionLimitExceeded) {
        out.problem("L1/too-deep", Span::default(), "not checked: this nests deeper than anything that is meant to be read");
        out.skip();
        return;
    }
    let marks = tokens.iter().filter_map(|(kind, at)| {
        use SyntaxKind::*;
        let open = matches!(kind, TOKEN_L_PAREN | TOKEN_R_PAREN | TOKEN_L_BRACK | TOKEN_R_BRACK | TOKEN_L_BRACE | TOKEN_R_BRACE);
        // An interpolation's brace stands behind its dollar.
        if open { Some((*at, text.as_bytes()[*at])) } else { (*kind == TOKEN_INTERPOL_START).then_some((*at + 1, b'{')) }
    });
    let closes = tokens.iter().filter(|(kind, _)| *kind == SyntaxKind::TOKEN_INTERPOL_END).map(|(_, at)| (*at, b'}'));
    let mut marks: Vec<_> = marks.chain(closes).collect();
    marks.sort_unstable();
    let mismatches = delimiters::mismatches(text, marks.into_iter());
    for one in mismatches.iter().take(MAX_REPORTED) {
        out.syntax_error(one.span, one.message.clone());
        if let Some((span, message)) = &one.related {
            out.related(*span, message.clone());
        }
    }
    let (span, message) = say(text, &tokens, error);
    let astray = mismatches.iter().any(|one| one.from <= span.start as usize && span.start as usize <= one.to);
    if mismatches.is_empty() || !astray {
        out.syntax_error(span, message);
    }
}

/// Reports the last of `tokens`, which is none of the language's.
fn bad_token(text: &str, tokens: &[(SyntaxKind, usize)], out: &mut Output) {
    let at = tokens.last().map_or(0, |(_, at)| *at);
    match tokens.iter().rev().nth(1) {
        Some(&(SyntaxKind::TOKEN_STRING_START, quote)) => {
            let end = tokens.last().map_or(quote, |(_, content)| *content);
            out.syntax_error(Span::new(quote, end), format!("this string is not closed: expected `{}`", &text[quote..end]));
        }
        _ if text[at..].starts_with("/*") => out.syntax_error(Span::new(at, at + 2), "this comment is not closed: expected `*/`"),
        _ => {
            let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
            out.syntax_error(Span::new(at, end), format!("found `{}`: no expression has that here", text[at..end].escape_debug()));
        }
    }
}

/// The tokens with their places, blanks and comments left out.
fn tokens(text: &str) -> Vec<(SyntaxKind, usize)> {
    let mut at = 0;
    let all = rnix::tokenize(text).map(|(kind, piece)| {
        let start = at;
        at += piece.len();
        (kind, start)
    });
    all.filter(|(kind, _)| !matches!(kind, SyntaxKind::TOKEN_WHITESPACE | SyntaxKind::TOKEN_COMMENT)).collect()
}

/// Where what is open becomes too much for a parser that recurses and a tree that is dropped. Applications and
/// operators nest too; only the items of lists and the pieces of strings stand side by side.
fn too_deep(text: &str, tokens: &[(SyntaxKind, usize)]) -> Option<usize> {
    use SyntaxKind::*;
    const LIMIT: usize = 1500;
    // Of each bracket: how much is begun in it, and whether that counts.
    let mut open: Vec<(usize, bool)> = vec![(0, true)];
    let mut total = 0usize;
    for (kind, at) in tokens {
        match kind {
            TOKEN_L_PAREN | TOKEN_L_BRACE | TOKEN_INTERPOL_START | TOKEN_L_BRACK | TOKEN_STRING_START => {
                open.push((1, !matches!(kind, TOKEN_L_BRACK | TOKEN_STRING_START)));
                total += 1;
            }
            TOKEN_R_PAREN | TOKEN_R_BRACK | TOKEN_R_BRACE | TOKEN_INTERPOL_END | TOKEN_STRING_END if open.len() > 1 => {
                total -= open.pop().map_or(0, |(begun, _)| begun);
                // What has ended is one piece of what is around it.
                if let Some((begun, true)) = open.last_mut() {
                    *begun += 1;
                    total += 1;
                }
            }
            // The end of a binding, or of an argument.
            TOKEN_SEMICOLON | TOKEN_COMMA => {
                if let Some((begun, _)) = open.last_mut() {
                    total -= begun.saturating_sub(1);
                    *begun = (*begun).min(1);
                }
            }
            _ => {
                if let Some((begun, true)) = open.last_mut() {
                    *begun += 1;
                    total += 1;
                }
            }
        }
        if total > LIMIT {
            return Some((*at).min(text.len()));
        }
    }
    None
}

/// A mistake in plain words, at the first token that does not fit.
fn say(text: &str, tokens: &[(SyntaxKind, usize)], error: &ParseError) -> (Span, String) {
    let end = Span::empty(text.trim_end().len());
    let start = |range: &TextRange| usize::from(range.start());
    match error {
        ParseError::UnexpectedEOFWanted(wanted) => (end, format!("expected {}, found the end of the file", names(wanted))),
        ParseError::UnexpectedWanted(_, range, wanted) => place(text, tokens, start(range), &names(wanted)),
        ParseError::UnexpectedExtra(range) => place(text, tokens, start(range), "the end of the file"),
        ParseError::Unexpected(range) => place(text, tokens, start(range), "an expression"),
        ParseError::UnexpectedDoubleBind(range) => {
            (Span::new(start(range), range.end().into()), "the arguments are bound twice: expected one `name@` or `@name`".to_owned())
        }
        ParseError::DuplicatedArgs(range, name) => {
            (Span::new(start(range), range.end().into()), format!("the argument `{name}` stands twice: expected it once"))
        }
        _ => (end, "expected an expression, found the end of the file".to_owned()),
    }
}

fn place(text: &str, tokens: &[(SyntaxKind, usize)], at: usize, wanted: &str) -> (Span, String) {
    let index = tokens.partition_point(|(_, start)| *start < at);
    let Some(&(kind, from)) = tokens.get(index) else {
        return (Span::empty(text.trim_end().len()), format!("expected {wanted}, found the end of the file"));
    };
    let gap = index.checked_sub(1).map_or(0, |before| tokens[before].1);
    let between = &text[gap..from];
    if between.contains('\n') && index > 0 && kind != SyntaxKind::TOKEN_STRING_CONTENT && wanted == "`;`" {
        // What is missing at the end of a line is missing there, not on the next one.
        let end = gap + between.split('\n').next().unwrap_or_default().split(" #").next().unwrap_or_default().trim_end().len();
        return (Span::empty(end), format!("expected {wanted}, found the end of the line"));
    }
    let to = tokens.get(index + 1).map_or(text.len(), |(_, next)| *next);
    let word = text[from..to].split(char::is_whitespace).next().unwrap_or_default();
    (Span::new(from, from + word.len()), format!("expected {wanted}, found `{}`", shown(word)))
}

/// `a`, `b` or `c`, in the language's own letters.
fn names(wanted: &[SyntaxKind]) -> String {
    let mut names: Vec<&str> = wanted.iter().map(|kind| name(*kind)).collect();
    names.dedup();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => "something else".to_owned(),
    }
}

fn name(kind: SyntaxKind) -> &'static str {
    use SyntaxKind::*;
    match kind {
        TOKEN_IDENT => "a name",
        TOKEN_ASSIGN => "`=`",
        TOKEN_SEMICOLON => "`;`",
        TOKEN_COLON => "`:`",
        TOKEN_COMMA => "`,`",
        TOKEN_DOT => "`.`",
        TOKEN_AT => "`@`",
        TOKEN_QUESTION => "`?`",
        TOKEN_ELLIPSIS => "`...`",
        TOKEN_L_BRACE => "`{`",
        TOKEN_R_BRACE => "`}`",
        TOKEN_L_PAREN => "`(`",
        TOKEN_R_PAREN => "`)`",
        TOKEN_L_BRACK => "`[`",
        TOKEN_R_BRACK => "`]`",
        TOKEN_THEN => "`then`",
        TOKEN_ELSE => "`else`",
        TOKEN_IN => "`in`",
        TOKEN_INHERIT => "`inherit`",
        TOKEN_STRING_START => "a string",
        TOKEN_STRING_END => "the end of the string",
        TOKEN_INTERPOL_START => "`${`",
        TOKEN_INTERPOL_END => "`}`",
        _ => "an expression",
    }
}
