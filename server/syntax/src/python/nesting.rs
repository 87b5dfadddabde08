//! A guard before the parser: what nests so deep that walking or dropping its tree could overflow the stack.
//!
//! Ruff's parser grows its own stack, but a tree is dropped recursively. Brackets are not all that nests:
//! `not not x`, `a.b.c` and `a if b else c if d else e` are trees as deep as they are long.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, lexer};

use crate::depth;

/// CPython itself refuses the next one.
const MAX_BRACKETS: usize = 200;

/// How many blanks may start a line: CPython refuses 100 levels of indentation.
const MAX_INDENTATION: usize = 2000;

/// Operators that may stand in each other without brackets. CPython gives up at a few thousand.
const MAX_CHAIN: usize = 10_000;

/// The place where `text` nests too deep, and the limit it breaks.
pub fn too_deep(text: &str) -> Option<(usize, String)> {
    let mut at = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1).chain([text.len()]) {
        let line = &text.as_bytes()[at..end];
        if line.len() > MAX_INDENTATION && line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count() > MAX_INDENTATION {
            return Some((at, format!("indented by more than {MAX_INDENTATION} columns")));
        }
        at = end;
    }
    let (deepest, signs) = count(text);
    let suspect = deepest > MAX_BRACKETS || signs + words(text) > MAX_CHAIN;
    let limit = if suspect { lexed(text) } else { None }?;
    let place = depth::too_deep(text, MAX_BRACKETS)
        .or_else(|| text.bytes().enumerate().filter(|(_, byte)| SIGNS.contains(byte)).nth(MAX_CHAIN).map(|(at, _)| at));
    Some((place.unwrap_or(0), limit))
}

/// Every operator that is no word starts with one of these.
const SIGNS: &[u8] = b".([+-*/%@&|^~<>";

/// How deep brackets nest, and how many operators there are, at most: strings and comments count too, so
/// this only says whether looking closer pays. Every text goes through here; a table has no branches.
fn count(text: &str) -> (usize, usize) {
    const STEPS: [i32; 256] = table(b"([{", b")]}");
    const LINKS: [i32; 256] = table(SIGNS, b"");
    let (mut depth, mut deepest, mut signs) = (0, 0, 0);
    for byte in text.bytes() {
        depth = (depth + STEPS[usize::from(byte)]).max(0);
        deepest = deepest.max(depth);
        signs += LINKS[usize::from(byte)];
    }
    (usize::try_from(deepest).unwrap_or(usize::MAX), usize::try_from(signs).unwrap_or(usize::MAX))
}

const fn table(up: &[u8], down: &[u8]) -> [i32; 256] {
    let mut table = [0; 256];
    let mut at = 0;
    while at < up.len() {
        table[up[at] as usize] = 1;
        at += 1;
    }
    at = 0;
    while at < down.len() {
        table[down[at] as usize] = -1;
        at += 1;
    }
    table
}

/// How many operators that are words the text can have at most.
fn words(text: &str) -> usize {
    if text.len() < MAX_CHAIN {
        return 0;
    }
    ["not", "lambda", "else", "await", "async"].iter().map(|word| memchr::memmem::find_iter(text.as_bytes(), word).count()).sum()
}

/// The links of the expression in one bracket, up to now.
#[derive(Default)]
struct Frame {
    /// Since the last comma.
    links: usize,
    /// Parameters of a `lambda` have commas and defaults, in which there may be another one.
    lambdas: usize,
}

/// The limit that the text breaks. The lexer does not tell where it is.
fn lexed(text: &str) -> Option<String> {
    let mut lexer = lexer::lex(text, Mode::Module);
    let mut frames = vec![Frame::default()];
    let (mut brackets, mut total) = (0usize, 0usize);
    loop {
        let kind = lexer.next_token();
        let frame = frames.last_mut()?;
        match kind {
            TokenKind::EndOfFile => return None,
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => {
                // A call or a subscript is a link of the chain it stands in.
                frame.links += 1;
                total += 1;
                brackets += 1;
                if brackets > MAX_BRACKETS {
                    return Some(format!("nested deeper than {MAX_BRACKETS} levels, which Python refuses as well"));
                }
                frames.push(Frame::default());
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace if brackets > 0 => {
                brackets -= 1;
                total -= frame.links + frame.lambdas;
                frames.pop();
            }
            TokenKind::Comma => total -= std::mem::take(&mut frame.links),
            // No expression goes on after these.
            TokenKind::Newline
            | TokenKind::Semi
            | TokenKind::Def
            | TokenKind::Class
            | TokenKind::Return
            | TokenKind::Import
            | TokenKind::Raise
            | TokenKind::With
            | TokenKind::While
            | TokenKind::Try => {
                total -= frame.links + frame.lambdas;
                *frame = Frame::default();
            }
            TokenKind::Lambda => {
                frame.lambdas += 1;
                total += 1;
            }
            TokenKind::Dot | TokenKind::Await | TokenKind::Async | TokenKind::Else => {
                frame.links += 1;
                total += 1;
            }
            _ if kind.as_binary_operator().is_some() || kind.as_unary_operator().is_some() => {
                frame.links += 1;
                total += 1;
            }
            _ => {}
        }
        if total > MAX_CHAIN {
            return Some(format!("more than {MAX_CHAIN} operators in one expression"));
        }
    }
}
