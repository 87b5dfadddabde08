//! Go: what a file imports and defines, and whether it parses.
//!
//! Parsed by tree-sitter, whose grammar accepts everything that `gofmt` does. What only a token stream can tell
//! (brackets, unterminated literals) comes from a small lexer of our own.

mod allocations;
mod facts;
mod tokens;
mod verdict;

use crate::output::{Output, Source};
use crate::tree;

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let tokens = tokens::tokens(source.text);
    let parsed = parse(source.text).and_then(|tree| allocations::with_expressions(source.text, &tokens, tree));
    let Some(parsed) = parsed else {
        out.problem("L1/too-slow", workspace::Span::default(), "not checked: reading this file takes too long");
        out.skip();
        return;
    };
    verdict::judge(source.text, &tokens, &parsed, out);
    facts::collect(source, &parsed, out);
}

/// The tree of a Go text, unless that takes too long.
fn parse(text: &str) -> Option<tree_sitter::Tree> {
    tree::parse(tree::Grammar::Go, text)
}
