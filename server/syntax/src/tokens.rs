//! A parser's view of tokens: what comes next, what was expected, and when it may speak again.
//!
//! The small languages that are read here without a library (GraphQL, Protobuf, ...) share it. A mistake ends
//! the construct it stands in (`None` goes up to the nearest list), and the list goes on with its next line.
//! Brackets are judged for the whole text: where one is astray, what the parser says after it is an echo.

use workspace::Span;

use crate::delimiters;
use crate::json::shown;
use crate::output::Output;

/// More findings than this in a file help nobody.
const MAX_REPORTED: usize = 20;

/// Constructs inside of each other; people stay below 40.
const MAX_DEPTH: usize = 300;

/// One token.
#[derive(Clone, Copy, Debug)]
pub struct Token<K> {
    /// Its kind, in the language's own terms.
    pub kind: K,
    /// Its place.
    pub span: Span,
    /// Whether it is the first on its line.
    pub first: bool,
}

/// Reads tokens, collects mistakes.
pub struct Parser<'s, K> {
    text: &'s str,
    tokens: Vec<Token<K>>,
    at: usize,
    depth: usize,
    too_deep: Option<Span>,
    mistakes: Vec<(Span, String)>,
}

impl<'s, K: Copy + PartialEq> Parser<'s, K> {
    /// Starts at the first of `tokens`, which are in order and without comments.
    pub fn new(text: &'s str, tokens: Vec<Token<K>>) -> Parser<'s, K> {
        Parser { text, tokens, at: 0, depth: 0, too_deep: None, mistakes: Vec::new() }
    }

    /// The kind of the next token; `None` at the end.
    pub fn kind(&self) -> Option<K> {
        self.tokens.get(self.at).map(|token| token.kind)
    }

    /// The next token as written; nothing at the end.
    pub fn word(&self) -> &'s str {
        self.ahead(0)
    }

    /// The token `by` places further, as written.
    pub fn ahead(&self, by: usize) -> &'s str {
        self.tokens.get(self.at + by).map_or("", |token| &self.text[token.span.range()])
    }

    /// The kind of the token `by` places further.
    pub fn kind_ahead(&self, by: usize) -> Option<K> {
        self.tokens.get(self.at + by).map(|token| token.kind)
    }

    /// Whether all tokens are read.
    pub fn at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// Whether the next token begins a line.
    pub fn is_first(&self) -> bool {
        self.tokens.get(self.at).is_none_or(|token| token.first)
    }

    /// The place of the next token.
    pub fn span(&self) -> Span {
        self.tokens.get(self.at).map_or_else(|| Span::empty(self.end()), |token| token.span)
    }

    /// Where the last token ends.
    pub fn end(&self) -> usize {
        self.at.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |token| token.span.end as usize)
    }

    /// Takes the next token.
    pub fn bump(&mut self) {
        self.at += 1;
    }

    /// Takes the next token if it is `word`.
    pub fn eat(&mut self, word: &str) -> bool {
        let found = self.word() == word;
        self.at += usize::from(found);
        found
    }

    /// Takes the next token, which has to be `word`.
    pub fn expect(&mut self, word: &str) -> Option<()> {
        if self.eat(word) { Some(()) } else { self.fail(&format!("`{word}`")) }
    }

    /// Takes the next token, which has to be a `kind`; `what` names it.
    pub fn expect_kind(&mut self, kind: K, what: &str) -> Option<&'s str> {
        let word = self.word();
        if self.kind() == Some(kind) {
            self.bump();
            Some(word)
        } else {
            self.fail(what);
            None
        }
    }

    /// Reports that something else was `expected` here.
    pub fn fail(&mut self, expected: &str) -> Option<()> {
        let (span, found) = match self.tokens.get(self.at) {
            None => (Span::empty(self.end()), "the end of the file".to_owned()),
            // What is missing at the end of a line is missing there, not on the next one.
            Some(token) if token.first && self.at > 0 => (Span::empty(self.end()), "the end of the line".to_owned()),
            Some(token) => (token.span, format!("`{}`", shown(&self.text[token.span.range()]))),
        };
        self.mistake(span, format!("expected {expected}, found {found}"));
        None
    }

    /// Reports a mistake in words of the language's own.
    pub fn mistake(&mut self, span: Span, message: impl Into<String>) {
        self.mistakes.push((span, message.into()));
    }

    /// Whether so much is wrong that nothing more is learned.
    pub fn is_enough(&self) -> bool {
        self.too_deep.is_some() || self.mistakes.len() >= 5 * MAX_REPORTED
    }

    /// Goes on at the first token of a line, or the closing bracket, on this level of brackets.
    pub fn recover(&mut self) {
        let (start, mut depth) = (self.at, 0usize);
        while !self.at_end() {
            match self.word() {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" if depth == 0 => return,
                ")" | "]" | "}" => depth -= 1,
                _ if depth == 0 && self.at > start && self.is_first() => return,
                _ => {}
            }
            self.bump();
        }
    }

    /// Reads `one` inside of what is being read, unless that goes too deep.
    pub fn nested<T>(&mut self, one: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth == MAX_DEPTH {
            self.too_deep.get_or_insert(self.span());
            self.at = self.tokens.len();
            return None;
        }
        self.depth += 1;
        let read = one(self);
        self.depth -= 1;
        read
    }

    /// Reads `{ one one ... }` or the like, with the next line after a mistake. An empty list is `what` missing.
    pub fn list(&mut self, open: &str, close: &str, what: Option<&str>, mut one: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.expect(open)?;
        if let Some(what) = what
            && self.word() == close
        {
            self.fail(what);
        }
        while !self.at_end() && !self.is_enough() && !self.eat(close) {
            let before = self.at;
            if one(self).is_none() {
                self.recover();
                if matches!(self.word(), ")" | "]" | "}") && self.word() != close {
                    // Of another pair: the brackets' own judgement says which.
                    self.bump();
                }
            }
            if self.at == before {
                self.bump();
            }
        }
        Some(())
    }

    /// Hands over what was found. `brackets` tells which tokens are brackets.
    pub fn finish(self, brackets: impl Fn(K) -> bool, out: &mut Output) {
        if let Some(span) = self.too_deep {
            out.problem("L1/too-deep", span, "not checked: this nests deeper than anything that is meant to be read");
            out.skip();
            return;
        }
        let bytes = self.text.as_bytes();
        let marks = self.tokens.iter().filter(|token| brackets(token.kind)).map(|token| token.span.start as usize);
        let marks = marks.map(|at| (at, bytes[at])).filter(|(_, byte)| b"()[]{}".contains(byte));
        let mismatches = delimiters::mismatches(self.text, marks);
        for one in mismatches.iter().take(MAX_REPORTED) {
            out.syntax_error(one.span, one.message.clone());
            if let Some((span, message)) = &one.related {
                out.related(*span, message.clone());
            }
        }
        let astray = |at: usize| mismatches.iter().any(|one| one.from <= at && at <= one.to);
        let own = self.mistakes.into_iter().filter(|(span, _)| !astray(span.start as usize));
        for (span, message) in own.take(MAX_REPORTED) {
            out.syntax_error(span, message);
        }
    }
}
