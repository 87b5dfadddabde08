//! Whether a template can be given to the engine's parser, which recurses: a stack overflow aborts the process.
//!
//! The parser counts brackets and nested blocks itself. It does not count signs before a value, what is chained
//! (`a.b.b.b`, `a ~ b ~ c`, which the compiler walks), and branches of one `if`.

use std::ops::Range;

use minijinja::machinery::{Token, tokenize};
use minijinja::syntax::SyntaxConfig;

/// What is said of it.
pub const TOO_DEEP: &str = "an expression is too long, or has too many branches";

/// Operators, calls and brackets on the way to the innermost value of a tag.
const MAX_DEPTH: usize = 1200;
/// `not not not` and `- - -`.
const MAX_PREFIXES: usize = 100;
/// `elif`s of one `if`.
const MAX_BRANCHES: usize = 300;

/// The tag that goes too deep, if one does; `in_expression`: the text is an expression and not a template.
pub fn too_deep(text: &str, in_expression: bool, syntax: &SyntaxConfig) -> Option<Range<usize>> {
    // What is shorter than this has no room for it: most expressions, and many templates.
    if text.len() < MAX_PREFIXES {
        return None;
    }
    let mut tag = Tag::default();
    let mut branches = vec![0usize];
    let mut starts = false;
    for token in tokenize(text, in_expression, syntax.clone()) {
        // Behind what is no token the parser does not go either.
        let Ok((token, span)) = token else { return None };
        match token {
            Token::VariableStart | Token::BlockStart => tag = Tag::default(),
            Token::Ident("if") if starts => branches.push(0),
            Token::Ident("endif") if starts && branches.len() > 1 => drop(branches.pop()),
            Token::Ident("elif") if starts => {
                if let Some(branches) = branches.last_mut() {
                    *branches += 1;
                }
            }
            _ => {}
        }
        starts = matches!(token, Token::BlockStart);
        tag.take(&token);
        if tag.depth > MAX_DEPTH || tag.prefixes > MAX_PREFIXES || branches.last().is_some_and(|branches| *branches > MAX_BRANCHES) {
            return Some(span.start_offset as usize..span.end_offset as usize);
        }
    }
    None
}

struct Tag {
    /// For each bracket that is open, what is chained in it.
    chains: Vec<usize>,
    depth: usize,
    prefixes: usize,
}

impl Default for Tag {
    fn default() -> Tag {
        Tag { chains: vec![0], depth: 0, prefixes: 0 }
    }
}

impl Tag {
    fn take(&mut self, token: &Token<'_>) {
        self.prefixes = if matches!(token, Token::Minus | Token::Plus | Token::Ident("not")) { self.prefixes + 1 } else { 0 };
        match token {
            // A comma ends what was chained before it.
            Token::Comma => self.depth -= self.chains.last_mut().map_or(0, std::mem::take),
            Token::ParenOpen | Token::BracketOpen | Token::BraceOpen => {
                self.chains.push(1);
                self.depth += 1;
            }
            Token::ParenClose | Token::BracketClose | Token::BraceClose if self.chains.len() > 1 => {
                self.depth -= self.chains.pop().unwrap_or(0);
                // What was in brackets is chained itself: a call, or an index.
                self.chain();
            }
            _ => self.chain(),
        }
    }

    fn chain(&mut self) {
        self.depth += 1;
        if let Some(chain) = self.chains.last_mut() {
            *chain += 1;
        }
    }
}
