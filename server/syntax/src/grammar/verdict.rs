//! From what a grammar refused to what a person is told: the token that was wrong, what would have fitted, once per cause.

use tree_sitter::{Node, Tree};
use workspace::Span;

use super::accepted::Refused;
use super::lexis::Tokens;
use super::table::Row;
use crate::delimiters::{self, Bracket, Mismatch};
use crate::output::Output;
use crate::tree::{self, ErrorNode, Refusal};

/// More findings than this help nobody.
const MOST: usize = 20;

/// How sure one may sound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Voice {
    /// What is refused is wrong.
    Certain,
    /// The grammar refuses valid files too, and the team wants to hear of it all the same.
    Advisory,
}

/// Reports what the tree of a text says is wrong with it.
pub(super) fn judge(row: &Row, voice: Voice, text: &str, tokens: Option<&Tokens>, parsed: &Tree, out: &mut Output) {
    let brackets = tokens.map_or_else(|| leaves(parsed, text), |tokens| tokens.brackets.clone());
    let mismatches = delimiters::mismatches(text, brackets.into_iter());
    let misled = mismatches.iter().map(|one| one.from).min().unwrap_or(usize::MAX);
    let refusals = tree::parse_tracing(row.grammar, text).map_or_else(Vec::new, |(_, refusals)| refusals);
    let mut last: Option<usize> = None;
    let mut said = 0;
    let mut used = false;
    for error in tree::errors(parsed, MOST) {
        let refusal = refusal_of(&error, &refusals, text);
        let after = refusal.map_or(error.span.start as usize, |refusal| refusal.after);
        let found = Found::at(text, after);
        let refused = Refused { text, after, at: found.span.start as usize, skipped: text.get(error.span.range()).unwrap_or_default() };
        if (row.accepts)(&refused) {
            continue;
        }
        // With a bracket astray, all that follows is its echo.
        let at = found.span.start as usize;
        if at >= misled {
            if !std::mem::replace(&mut used, true) {
                for one in mismatches.iter().take(MOST - said) {
                    say_mismatch(voice, one, out);
                }
            }
            return;
        }
        let same_line = last.is_some_and(|last| !text.as_bytes()[last.min(at)..at.max(last)].contains(&b'\n'));
        last = Some(at);
        if !same_line && said < MOST {
            say(voice, &error, refusal, &found, out);
            said += 1;
        }
    }
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
        None => report(voice, found.span, format!("unexpected {}", found.shown), out),
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
        if node.end_byte() == node.start_byte() + 1 && !node.is_named() {
            let byte = text.as_bytes()[node.start_byte()];
            if b"()[]{}".contains(&byte) {
                found.push((node.start_byte(), byte));
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
