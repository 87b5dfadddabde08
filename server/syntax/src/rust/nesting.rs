//! How deep the parser would recurse on a text, found without recursion.
//!
//! rust-analyzer's parser is a recursive descent, and not only brackets make it descend: so do chains of prefix
//! operators, closures, generics, assignments and `else if`. The estimate errs to the deep side:
//! a chain that turns out to be flat only costs a thread.

use ra_ap_parser::{Edition, LexedStr, SyntaxKind, SyntaxKind::*};

/// The deepest estimate, and the offset where it is reached.
pub(super) fn deepest(lexed: &LexedStr<'_>) -> (usize, usize) {
    // For each open bracket: what was counted in it since the last `;` (steps), and generics left open (angles).
    let mut frames: Vec<(usize, usize)> = vec![(0, 0)];
    let (mut below, mut deepest) = (0usize, (0usize, 0usize));
    let mut last = EOF;
    let mut tokens = (0..lexed.len()).filter(|&at| !lexed.kind(at).is_trivia()).peekable();
    while let Some(at) = tokens.next() {
        let kind = lexed.kind(at);
        let next = tokens.peek().map_or(EOF, |&next| lexed.kind(next));
        let nested = frames.len() > 1;
        let Some(frame) = frames.last_mut() else { break };
        match kind {
            L_PAREN | L_BRACK | L_CURLY => {
                below += frame.0 + frame.1 + 1;
                frames.push((0, 0));
            }
            R_PAREN | R_BRACK | R_CURLY => {
                if nested {
                    frames.pop();
                    if let Some(outer) = frames.last_mut() {
                        below -= outer.0 + outer.1 + 1;
                        // A block ends its statement, but for `else`, whose `if` is inside the one before.
                        if kind == R_CURLY && next != ELSE_KW {
                            *outer = (0, 0);
                        }
                    }
                } else {
                    *frame = (0, 0);
                }
            }
            SEMICOLON => *frame = (0, 0),
            COMMA => frame.0 = 0,
            L_ANGLE => frame.1 += 1,
            // The lexer has no compound tokens: this may be the tip of an arrow.
            R_ANGLE if matches!(last, MINUS | EQ) => frame.0 += 1,
            R_ANGLE => frame.1 = frame.1.saturating_sub(1),
            EQ => frame.0 += 1,
            COLON => {}
            _ if kind.is_keyword(Edition::LATEST) && !matches!(kind, SELF_KW | SELF_TYPE_KW | CRATE_KW | SUPER_KW) => {
                frame.0 += 1;
            }
            _ if !is_operand(last) && !is_operand(kind) => frame.0 += 1,
            _ => {}
        }
        last = kind;
        let depth = below + frames.last().map_or(0, |frame| frame.0 + frame.1);
        if depth > deepest.0 {
            deepest = (depth, lexed.text_start(at));
        }
    }
    deepest
}

/// Whether something that ends here can be the left side of an operator.
fn is_operand(kind: SyntaxKind) -> bool {
    kind.is_literal()
        || matches!(kind, IDENT | R_PAREN | R_BRACK | R_CURLY | R_ANGLE | SELF_KW | SELF_TYPE_KW | CRATE_KW | SUPER_KW | UNDERSCORE)
}
