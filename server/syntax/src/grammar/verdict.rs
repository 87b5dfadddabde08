//! From what a grammar refused to what a person is told: the token that was wrong, what would have fitted, once per cause.

use tree_sitter::{Node, Tree};
use workspace::Span;

use super::lexis::Tokens;
use super::table::Row;
use crate::delimiters::{self, Bracket, Mismatch};
use crate::output::Output;
use crate::tree::{self, ErrorNode, Refusal};

/// More findings than this help nobody.
pub(super) const MOST: usize = 20;

/// How sure one may sound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Voice {
    /// What is refused is wrong.
    Certain,
    /// The grammar refuses valid files too, and the team wants to hear of it all the same.
    Advisory,
}

/// A text that its grammar refuses.
pub(super) struct Case<'a> {
    pub row: &'a Row,
    pub voice: Voice,
    pub text: &'a str,
    /// Its brackets, where they are known without the grammar.
    pub tokens: Option<&'a Tokens>,
    /// The tree of the text, or of a version of it that is as long.
    pub parsed: &'a Tree,
    /// Where the parser could not go on.
    pub refusals: &'a [Refusal],
}

/// Reports what is wrong with it.
pub(super) fn judge(case: &Case<'_>, out: &mut Output) {
    let &Case { row, voice, text, tokens, parsed, refusals } = case;
    let exact = tokens.filter(|_| row.pairs);
    let mismatches = match exact {
        Some(tokens) => delimiters::mismatches(text, tokens.brackets.iter().copied()),
        None => Vec::new(),
    };
    let misled = mismatches.iter().map(|one| one.from).min().unwrap_or(usize::MAX);
    let mut last: Option<usize> = None;
    let mut said = 0;
    for error in tree::errors(parsed, MOST) {
        let refusal = refusal_of(&error, refusals, text);
        let found = Found::at(text, refusal.map_or(error.span.start as usize, |refusal| refusal.after));
        let at = found.span.start as usize;
        // With a bracket astray, all that follows is its echo.
        if at >= misled {
            break;
        }
        let same_line = last.is_some_and(|last| !text.as_bytes()[last.min(at)..at.max(last)].contains(&b'\n'));
        last = Some(at);
        if !same_line {
            say(voice, &error, refusal, &found, out);
            said += 1;
            if found.span.start == found.span.end && exact.is_none() {
                // The end of the file says nothing about where the mistake is; a bracket that is left open does.
                if let Some((open, _)) = delimiters::mismatches(text, leaves(parsed, text).into_iter()).last().and_then(unclosed) {
                    out.related(open, "this may be what is not closed");
                }
                break;
            }
        }
    }
    for one in mismatches.iter().take(MOST.saturating_sub(said)) {
        say_mismatch(voice, one, out);
    }
}

fn unclosed(one: &Mismatch) -> Option<(Span, &str)> {
    one.message.contains("is not closed: expected").then_some((one.span, one.message.as_str()))
}

/// Reports brackets that do not pair, where they are wrong whatever the grammar would say.
pub(super) fn pairs(text: &str, brackets: &[Bracket], out: &mut Output) {
    for one in delimiters::mismatches(text, brackets.iter().copied()).iter().take(MOST) {
        say_mismatch(Voice::Certain, one, out);
    }
}

fn say_mismatch(voice: Voice, one: &Mismatch, out: &mut Output) {
    report(voice, one.span, one.message.clone(), out);
    if let Some((span, message)) = &one.related {
        out.related(*span, message.clone());
    }
}

fn say(voice: Voice, error: &ErrorNode<'_>, refusal: Option<&Refusal>, found: &Found, out: &mut Output) {
    let missing = error.missing.or_else(|| refusal.and_then(|refusal| refusal.missing.as_deref()));
    match missing.filter(|_| error.missing.is_some()).and_then(wanted) {
        Some(wanted) => report(voice, found.span, format!("expected {wanted}, found {}", found.shown), out),
        None => report(voice, found.span, format!("unexpected {}", found.shown.trim_start_matches("the ")), out),
    }
}

fn report(voice: Voice, span: Span, message: String, out: &mut Output) {
    match voice {
        Voice::Certain => out.syntax_error(span, message),
        Voice::Advisory => {
            let hint = "advisory: this language's grammar refuses some valid files too";
            out.problem("L1/advisory-syntax", span, format!("{message} ({hint})"));
        }
    }
}

/// The first refusal that the parser got over by giving up this stretch.
fn refusal_of<'a>(error: &ErrorNode<'_>, refusals: &'a [Refusal], text: &str) -> Option<&'a Refusal> {
    let (start, end) = (error.span.start as usize, error.span.end as usize);
    refusals.iter().find(|refusal| refusal.after <= end && skip_blank(text, refusal.after) >= start)
}

/// What the grammar's name of a token is to a person.
fn wanted(name: &str) -> Option<String> {
    match name {
        "identifier" | "field_identifier" | "type_identifier" | "simple_identifier" | "name" | "word" | "constant" => {
            Some("a name".to_owned())
        }
        "\n" => Some("the end of the line".to_owned()),
        _ if name.starts_with('_') || name.chars().any(char::is_alphabetic) && name.contains('_') => None,
        _ => Some(format!("`{name}`")),
    }
}

/// The token at a place, as a person would name it.
struct Found {
    span: Span,
    shown: String,
}

impl Found {
    fn at(text: &str, after: usize) -> Found {
        let start = skip_blank(text, after);
        let rest = &text[start..];
        let Some(first) = rest.chars().next() else {
            let end = text.trim_end().len();
            return Found { span: Span::empty(end), shown: "the end of the file".to_owned() };
        };
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let length = if is_word(first) { rest.find(|c| !is_word(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        Found { span: Span::new(start, start + length), shown: format!("`{}`", rest[..length].chars().take(40).collect::<String>()) }
    }
}

fn skip_blank(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    text.len() - text[at..].trim_start().len()
}

/// The brackets among the leaves of a tree.
fn leaves(tree: &Tree, text: &str) -> Vec<Bracket> {
    let mut found = Vec::new();
    let mut cursor = tree.walk();
    'walk: loop {
        let node: Node<'_> = cursor.node();
        if cursor.goto_first_child() {
            continue;
        }
        // `${`, `#{` and the like open as much as their last character does.
        if !node.is_named() && node.end_byte() > node.start_byte() {
            let at = node.end_byte() - 1;
            let byte = text.as_bytes()[at];
            if b"([{".contains(&byte) || node.end_byte() == node.start_byte() + 1 && b")]}".contains(&byte) {
                found.push((at, byte));
            }
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                break 'walk;
            }
        }
    }
    found
}
