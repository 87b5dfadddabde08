//! Go: what a file imports and defines, and whether it parses.
//!
//! Parsed by tree-sitter, whose grammar accepts everything that `gofmt` does. What only a token stream can tell
//! (brackets, unterminated literals) comes from a small lexer of our own.

mod facts;
mod tokens;
mod verdict;

use crate::output::{Output, Source};
use crate::tree;

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let tokens = tokens::tokens(source.text);
    let parsed = tree::parse(1, || tree_sitter_go::LANGUAGE.into(), source.text);
    let Some(parsed) = parsed else {
        out.problem("L1/too-slow", workspace::Span::default(), "not checked: reading this file takes longer than two seconds");
        out.skip();
        return;
    };
    verdict::judge(source.text, &tokens, &parsed, out);
    facts::collect(source, &parsed, out);
}
