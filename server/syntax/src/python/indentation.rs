//! Tabs among spaces, as CPython counts them: a tab reaches to the next multiple of eight, and the order of
//! two lines must be the same were it one column wide. Ruff's lexer takes a tab for two columns and
//! accepts some lines that CPython does not.

use ruff_python_ast::token::{Token, TokenKind};
use ruff_text_size::{Ranged, TextRange};

/// The first line that CPython would not accept, and why. Only for texts whose syntax errors, if any, are about indentation.
pub fn check(text: &str, tokens: &[Token]) -> Option<(TextRange, &'static str)> {
    memchr::memchr(b'\t', text.as_bytes())?;
    let mut open = vec![(0, 0)];
    let mut at_start = true;
    for token in tokens {
        match token.kind() {
            TokenKind::Newline => at_start = true,
            TokenKind::NonLogicalNewline | TokenKind::Comment | TokenKind::Indent | TokenKind::Dedent => {}
            _ if at_start => {
                at_start = false;
                let start = token.start().to_usize();
                let line = memchr::memrchr2(b'\n', b'\r', &text.as_bytes()[..start]).map_or(0, |at| at + 1);
                let Some(columns) = columns(&text.as_bytes()[line..start]) else { continue };
                if let Err(why) = indent(&mut open, columns) {
                    return Some((TextRange::new(u32::try_from(line).ok()?.into(), token.start()), why));
                }
            }
            _ => {}
        }
    }
    None
}

/// Width with tabs of eight columns, and of one. `None` where something else stands before the line's first token.
fn columns(blanks: &[u8]) -> Option<(usize, usize)> {
    blanks.iter().try_fold((0, 0), |(wide, narrow), byte| match byte {
        b' ' => Some((wide + 1, narrow + 1)),
        b'\t' => Some(((wide / 8 + 1) * 8, narrow + 1)),
        b'\x0c' => Some((0, 0)),
        _ => None,
    })
}

fn indent(open: &mut Vec<(usize, usize)>, (wide, narrow): (usize, usize)) -> Result<(), &'static str> {
    const TABS: &str = "inconsistent use of tabs and spaces in indentation";
    let &(last_wide, last_narrow) = open.last().ok_or(TABS)?;
    match wide.cmp(&last_wide) {
        std::cmp::Ordering::Equal => return if narrow == last_narrow { Ok(()) } else { Err(TABS) },
        std::cmp::Ordering::Greater => {
            open.push((wide, narrow));
            return if narrow > last_narrow { Ok(()) } else { Err(TABS) };
        }
        std::cmp::Ordering::Less => {}
    }
    while open.len() > 1 && open.last().is_some_and(|&(column, _)| wide < column) {
        open.pop();
    }
    match open.last() {
        Some(&(column, alternative)) if column == wide => {
            if alternative == narrow {
                Ok(())
            } else {
                Err(TABS)
            }
        }
        _ => Err("unindent does not match any outer indentation level (a tab reaches to the next multiple of 8 columns)"),
    }
}
