//! The language of `${{ }}`: trees with places, in the text that the expression stands in.

mod functions;
mod lex;
mod parse;

use std::ops::Range;

pub(super) use functions::{function, names as function_names};
pub(super) use parse::parse;

/// A parsed expression.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Expr {
    /// What it is.
    pub kind: Kind,
    /// Its bytes in the text.
    pub range: Range<usize>,
}

/// What an expression is.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Kind {
    /// A number, `true`, `false` or `null`.
    Literal(Literal),
    /// A text.
    Text(String),
    /// A context, as it is written.
    Context(String),
    /// `a.b`, or `a['b']`: the name is in lower case.
    Member(Box<Expr>, String),
    /// `a.*`.
    Filter(Box<Expr>),
    /// `a[b]` with an index that is computed.
    Index(Box<Expr>, Box<Expr>),
    /// A function, as it is written.
    Call(String, Vec<Expr>),
    /// `!a`, and operators between two or more: the first of those that bind alike, as in `a == b != c`.
    Operator(&'static str, Vec<Expr>),
}

/// What a literal is, other than a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Literal {
    Null,
    Bool,
    Number,
}

/// Why a text is no expression.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Mistake {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// What was found and what was expected.
    pub message: String,
}

/// A context with its bytes, and the members that lead on from it with theirs.
pub(super) type Way<'a> = (&'a str, Range<usize>, Vec<(&'a str, Range<usize>)>);

impl Expr {
    /// Calls `each` for this and all in it, from the outside inwards. Of `a.b.c` only the whole is told, and what is in
    /// its indexes.
    pub fn visit<'a>(&'a self, each: &mut dyn FnMut(&'a Expr)) {
        each(self);
        let mut at = self;
        loop {
            match &at.kind {
                Kind::Member(inner, _) | Kind::Filter(inner) => at = inner,
                Kind::Index(inner, index) => {
                    index.visit(each);
                    at = inner;
                }
                Kind::Call(_, parts) | Kind::Operator(_, parts) => {
                    if !std::ptr::eq(at, self) {
                        each(at);
                    }
                    return parts.iter().for_each(|part| part.visit(each));
                }
                Kind::Literal(_) | Kind::Text(_) | Kind::Context(_) => return,
            }
        }
    }

    /// The context that it leads into, and the way there; `*` for what is not known.
    pub fn way(&self) -> Option<Way<'_>> {
        let (mut at, mut way) = (self, Vec::new());
        loop {
            match &at.kind {
                Kind::Context(name) => {
                    way.reverse();
                    return Some((name, at.range.clone(), way));
                }
                Kind::Member(inner, name) => {
                    way.push((name.as_str(), inner.range.end..at.range.end));
                    at = inner;
                }
                Kind::Filter(inner) | Kind::Index(inner, _) => {
                    way.push(("*", inner.range.end..at.range.end));
                    at = inner;
                }
                _ => return None,
            }
        }
    }
}

/// Whether a placeholder is all of a text but white space.
pub(super) fn is_alone(text: &str, part: &Range<usize>) -> bool {
    text[..part.start].trim() == "${{" && text[part.end..].trim() == "}}"
}

/// What stands between `${{` and `}}` in a text; the mistake where one does not end.
pub(super) fn placeholders(text: &str) -> Vec<Result<Range<usize>, Mistake>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("${{") {
        let start = from + at;
        let (mut quoted, mut end) = (false, None);
        let bytes = text.as_bytes();
        for at in start + 3..bytes.len() {
            match bytes[at] {
                b'\'' => quoted = !quoted,
                b'}' if !quoted && bytes.get(at + 1) == Some(&b'}') => {
                    end = Some(at);
                    break;
                }
                _ => {}
            }
        }
        let Some(end) = end else {
            let message = "`${{` is not closed: `}}` was expected, outside of quotes".to_owned();
            found.push(Err(Mistake { range: start..start + 3, message }));
            break;
        };
        found.push(Ok(start + 3..end));
        from = end + 2;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said() {
        let said = |text: &str| parse(text, 0..text.len()).map_err(|mistake| (mistake.message, text[mistake.range].to_owned()));
        for text in [
            "github.event_name == 'a' && !(needs.x.result != 'it''s' || -1.5e3 < 0xff)",
            "a.*.b[0]['c-d'].e",
            "format('{0}', matrix.os)",
            "contains(fromJSON('[1]'), steps['a'].b)",
            "!!x",
            "fromJSON(x).y",
            "(a).b",
        ] {
            assert!(said(text).is_ok(), "{text}: {:?}", said(text));
        }
        for (text, at) in [
            ("a = b", "="),
            ("a &&", ""),
            ("\"x\"", "\""),
            ("'x", "'x"),
            ("a b", "b"),
            ("(a", ""),
            ("a & b", "&"),
            ("", ""),
            ("1x", "1x"),
            ("a + b", "+"),
            ("f(a,)", ")"),
        ] {
            assert_eq!(said(text).map(|_| ()).map_err(|(_, found)| found), Err(at.to_owned()), "{text}");
        }
        assert!(parse(&"(".repeat(9000), 0..9000).is_err());
    }
}
