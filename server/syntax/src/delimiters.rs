//! Brackets that do not pair, named the way a person would: by the bracket that was left open, not by
//! the place where the parser at last gave up.
//!
//! Works on the brackets of any language, once its lexer has taken strings and comments away. A missing
//! bracket leaves the rest paired one level off; the indentation of the lines tells which pair went wrong.

use workspace::Span;

/// One bracket of the code: its offset and its character.
pub type Bracket = (usize, u8);

/// Brackets that do not pair.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mismatch {
    /// From where on the parser could have been misled.
    pub from: usize,
    /// The bracket at which it becomes certain; the end of the text when something was never closed.
    pub to: usize,
    /// The bracket to point at.
    pub span: Span,
    /// What is wrong with it.
    pub message: String,
    /// The other bracket of the pair that is none.
    pub related: Option<(Span, String)>,
}

struct Open {
    at: usize,
    byte: u8,
    indent: usize,
}

/// A pair whose two lines are indented differently.
#[derive(Clone, Copy)]
struct Odd {
    open: usize,
    close: usize,
    shallower: bool,
}

/// All mismatches of `brackets`, which come in order of offset. One missing bracket is one mismatch.
pub fn mismatches(text: &str, brackets: impl Iterator<Item = Bracket>) -> Vec<Mismatch> {
    let mut lines = Lines { text: text.as_bytes(), at: 0, indent: 0, code: 0 };
    let (mut open, mut odd, mut found): (Vec<Open>, Vec<Odd>, Vec<Mismatch>) = (Vec::new(), Vec::new(), Vec::new());
    // Openers that a bracket too many has closed; what they expect comes later and is no second mistake.
    let mut owed: Vec<u8> = Vec::new();
    for (at, byte) in brackets {
        let (indent, first) = lines.advance(at);
        let Some(opener) = opener(byte) else {
            open.push(Open { at, byte, indent });
            continue;
        };
        match open.iter().rposition(|one| one.byte == opener) {
            Some(index) => {
                if let Some(unclosed) = open.get(index + 1) {
                    found.push(closed_early(unclosed, at, byte));
                    owed.extend(open[index..].iter().map(|one| one.byte));
                } else if first && open[index].indent != indent {
                    odd.push(Odd { open: open[index].at, close: at, shallower: indent < open[index].indent });
                }
                open.truncate(index);
            }
            None if owed.contains(&opener) => {
                if let Some(index) = owed.iter().rposition(|&one| one == opener) {
                    owed.swap_remove(index);
                }
                if let Some(last) = found.last_mut() {
                    last.to = at;
                }
            }
            None => {
                found.push(stray(at, byte, &odd));
                if open.is_empty() {
                    // Everything before is off by one already: further strays have the same cause.
                    return found;
                }
            }
        }
    }
    if let Some(last) = open.last() {
        found.push(unclosed(last, text.len(), &odd));
    }
    found
}

fn closed_early(unclosed: &Open, at: usize, byte: u8) -> Mismatch {
    let (left, right) = (unclosed.byte as char, closer(unclosed.byte));
    Mismatch {
        from: unclosed.at,
        to: at,
        span: Span::new(at, at + 1),
        message: format!("expected `{right}`, found `{}`: `{left}` is not closed", byte as char),
        related: Some((Span::new(unclosed.at, unclosed.at + 1), format!("this `{left}` is not closed"))),
    }
}

fn stray(at: usize, byte: u8, odd: &[Odd]) -> Mismatch {
    let suspect = odd.iter().find(|odd| !odd.shallower);
    Mismatch {
        from: suspect.map_or(at, |odd| odd.open),
        to: at,
        span: Span::new(at, at + 1),
        message: format!("unexpected `{}`: there is nothing open that it could close", byte as char),
        related: suspect.map(|odd| {
            (Span::new(odd.close, odd.close + 1), "by its indentation, this one was meant to close something that is not opened".to_owned())
        }),
    }
}

fn unclosed(last: &Open, end: usize, odd: &[Odd]) -> Mismatch {
    // The bracket that looks closed but by a line that is indented less took another one's partner.
    let suspect = odd.iter().rfind(|odd| odd.shallower && odd.open > last.at);
    let at = suspect.map_or(last.at, |odd| odd.open);
    let (left, right) = (last.byte as char, closer(last.byte));
    Mismatch {
        from: at,
        to: end,
        span: Span::new(at, at + 1),
        message: format!("`{left}` is not closed: expected `{right}`"),
        related: suspect
            .map(|odd| (Span::new(odd.close, odd.close + 1), format!("by its indentation, this `{right}` closes an outer `{left}`"))),
    }
}

fn opener(byte: u8) -> Option<u8> {
    match byte {
        b')' => Some(b'('),
        b']' => Some(b'['),
        b'}' => Some(b'{'),
        _ => None,
    }
}

fn closer(open: u8) -> char {
    match open {
        b'(' => ')',
        b'[' => ']',
        _ => '}',
    }
}

/// Follows the text from line to line, each byte once however long a line is.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    indent: usize,
    code: usize,
}

impl Lines<'_> {
    /// The indentation of the line that holds `at`, and whether `at` is the first thing on it.
    fn advance(&mut self, at: usize) -> (usize, bool) {
        let passed = &self.text[self.at..at];
        let start = match memchr::memrchr(b'\n', passed) {
            Some(newline) => Some(self.at + newline + 1),
            None if self.at == 0 => Some(0),
            None => None,
        };
        if let Some(start) = start {
            self.indent = self.text[start..at].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            self.code = start + self.indent;
        }
        self.at = at;
        (self.indent, at == self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Vec<(usize, String)> {
        let brackets = text.bytes().enumerate().filter(|(_, byte)| b"()[]{}".contains(byte));
        mismatches(text, brackets).into_iter().map(|one| (one.span.start as usize, one.message)).collect()
    }

    #[test]
    fn the_bracket_that_is_wrong_is_named() {
        let cases: &[(&str, &[(usize, &str)])] = &[
            ("a(b[c]){}", &[]),
            ("a(b[c)", &[(5, "expected `]`, found `)`: `[` is not closed")]),
            ("a }", &[(2, "unexpected `}`: there is nothing open that it could close")]),
            ("{ a )}", &[(4, "unexpected `)`: there is nothing open that it could close")]),
            ("a {\n  b {\n    c\n}\n", &[(8, "`{` is not closed: expected `}`")]),
            ("a {\n  b {\n  }\n", &[(2, "`{` is not closed: expected `}`")]),
            ("(a[b)(c[d)", &[(4, "expected `]`, found `)`: `[` is not closed"), (9, "expected `]`, found `)`: `[` is not closed")]),
        ];
        for (text, expected) in cases {
            let expected: Vec<_> = expected.iter().map(|(at, message)| (*at, (*message).to_owned())).collect();
            assert_eq!(check(text), expected, "{text}");
        }
    }

    #[test]
    fn a_stray_one_points_back_to_where_indentation_went_wrong() {
        let text = "a {\n  b\n    c\n  }\n}\n";
        let found = mismatches(text, text.bytes().enumerate().filter(|(_, byte)| b"{}".contains(byte)));
        assert_eq!((found.len(), found[0].from, found[0].related.as_ref().map(|(span, _)| span.start)), (1, 2, Some(16)));
    }
}
