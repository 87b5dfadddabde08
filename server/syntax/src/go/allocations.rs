//! `new(expression)`, which Go 1.26 allows and the grammar does not know: it takes the argument of `new` for a type.

use tree_sitter::Tree;

use super::tokens::{Kind, Token};
use crate::tree;

/// A name that the grammar has no opinion about, of the same length.
const OTHER: &str = "neW";

/// How many wrong calls are looked at: more errors than that are something else.
const MOST: usize = 10_000;

/// How often it is tried: one wrong call may hide others beside it.
const ROUNDS: usize = 4;

/// The tree of `text`, with every call of `new` whose argument is no type read as a call of any other function.
/// Offsets stay what they are. `None` when reading takes too long.
pub(super) fn with_expressions(text: &str, tokens: &[Token], tree: Tree) -> Option<Tree> {
    let (mut text, mut tree) = (text.to_owned(), tree);
    for _ in 0..ROUNDS {
        let Some(other) = without_wrong_calls(&text, tokens, &tree) else { break };
        tree = super::parse(&other)?;
        text = other;
    }
    Some(tree)
}

/// The text with every call of `new` renamed that an error of the tree touches; `None` when there is none.
fn without_wrong_calls(text: &str, tokens: &[Token], tree: &Tree) -> Option<String> {
    if !tree.root_node().has_error() {
        return None;
    }
    let errors = tree::errors(tree, MOST);
    let mut other = text.to_owned();
    for (index, token) in tokens.iter().enumerate() {
        let calls = &text[token.span.range()] == "new" && tokens.get(index + 1).is_some_and(|next| &text[next.span.range()] == "(");
        let is_member = index > 0 && &text[tokens[index - 1].span.range()] == ".";
        if token.kind != Kind::Word || !calls || is_member {
            continue;
        }
        let end = closing(text, tokens, index + 1);
        if errors.iter().any(|error| token.span.start <= error.span.end && error.span.start <= end) {
            other.replace_range(token.span.range(), OTHER);
        }
    }
    (other != text).then_some(other)
}

/// Where the bracket that the token `open` opens is closed; the end of the text when it is not.
fn closing(text: &str, tokens: &[Token], open: usize) -> u32 {
    let mut depth = 0usize;
    for token in &tokens[open..] {
        match &text[token.span.range()] {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return token.span.end;
        }
    }
    text.len() as u32
}
