//! From the parser's errors to findings: one for each cause, where the cause is.
//!
//! A parser reports where it lost its way. For a bracket or a string that is never closed this is lines
//! below the mistake, and often several times; so brackets are matched here once more, and what
//! follows from a finding is left out.

use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_parser::{InterpolatedStringErrorType, LexicalErrorType, ParseError, ParseErrorType};
use ruff_text_size::Ranged;
use workspace::Span;

use super::{indentation, older, wording};
use crate::output::Output;

/// One mistake.
struct Found {
    span: Span,
    message: String,
    related: Option<(Span, String)>,
    /// What starts before this is a consequence.
    until: usize,
}

/// Reports the causes of `errors`.
pub fn report(text: &str, errors: &[ParseError], tokens: &[Token], out: &mut Output) {
    if errors.is_empty() {
        return;
    }
    if let Some(lines) = older::lines(text, errors) {
        let first = super::widen(text, errors[0].location);
        out.syntax_error(
            first,
            format!("the file is written for Python 2, of which Python 3 does not read {lines} lines; this is the first"),
        );
        return;
    }
    // What the parser says of the lines after tabs among spaces follows from how it counts those.
    let aligned = errors.iter().any(older::is_of_indentation).then(|| indentation::check(text, tokens)).flatten();
    let others: Vec<ParseError>;
    let errors = match aligned {
        Some((range, why)) => {
            out.syntax_error(super::span(range), why);
            others = errors.iter().filter(|error| !older::is_of_indentation(error)).cloned().collect();
            &others
        }
        None => errors,
    };
    let mut strings = strings(text, errors, tokens);
    let brackets = Brackets { text, strings: &mut strings, open: Vec::new(), found: Vec::new() }.run(tokens);
    let own = strings.len() + brackets.len();
    let mut causes: Vec<Found> = strings.into_iter().chain(brackets).collect();
    causes.sort_by_key(|found| found.span);
    // Of the parser's errors in a line the one it met first is the cause, wherever its range begins.
    let mut all: Vec<(Found, Option<&ParseError>)> = Vec::with_capacity(own + errors.len());
    let mut causes = causes.into_iter().peekable();
    for error in errors {
        let span = super::widen(text, error.location);
        while let Some(cause) = causes.next_if(|cause| cause.span.start <= span.start) {
            all.push((cause, None));
        }
        let until = line_end(text, error.location.start().to_usize());
        all.push((Found { span, message: String::new(), related: None, until }, Some(error)));
    }
    all.extend(causes.map(|cause| (cause, None)));
    let mut silent_until = 0;
    let mut reported = 0;
    for (found, error) in all {
        if found.span.range().start < silent_until
            || error.is_some_and(|error| reported > 0 && follows(text, silent_until, found.span.range().start, &error.error, own))
        {
            if error.is_none() {
                silent_until = silent_until.max(found.until);
            }
            continue;
        }
        silent_until = found.until;
        reported += 1;
        out.syntax_error(found.span, error.map_or(found.message, |error| wording::describe(&error.error, text, error.location)));
        if let Some((span, message)) = found.related {
            out.related(span, message);
        }
        if reported == super::MOST {
            return;
        }
    }
}

/// Whether an error after a reported one, whose line ends at `before`, only says the same again.
fn follows(text: &str, before: usize, at: usize, error: &ParseErrorType, own: usize) -> bool {
    match error {
        // The block of a header that could not be read.
        ParseErrorType::UnexpectedIndentation => text
            .get(before..at)
            .is_none_or(|between| between.lines().all(|line| line.trim_start().is_empty() || line.trim_start().starts_with('#'))),
        // The end of what never began.
        ParseErrorType::ExpectedToken { expected: TokenKind::Dedent, .. } => true,
        ParseErrorType::ExpectedToken { found: TokenKind::EndOfFile | TokenKind::Dedent, .. } => true,
        ParseErrorType::Lexical(LexicalErrorType::Eof) => true,
        ParseErrorType::FStringError(InterpolatedStringErrorType::UnclosedLbrace)
        | ParseErrorType::TStringError(InterpolatedStringErrorType::UnclosedLbrace) => own > 0,
        ParseErrorType::OtherError(message) if message == "Expected a statement" => {
            // Brackets that match were closed by this one, and those that do not were reported as such.
            text.get(at..).is_none_or(|rest| rest.trim_start().is_empty() || rest.starts_with([')', ']', '}']))
        }
        _ => false,
    }
}

fn line_end(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |found| at + found + 1)
}

/// Strings that are never closed, each at the quotes that open it.
fn strings(text: &str, errors: &[ParseError], tokens: &[Token]) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    for error in errors {
        use InterpolatedStringErrorType::{UnterminatedString, UnterminatedTripleQuotedString};
        let start = match &error.error {
            ParseErrorType::Lexical(LexicalErrorType::UnclosedStringError) => error.location.start().to_usize(),
            ParseErrorType::FStringError(UnterminatedString | UnterminatedTripleQuotedString)
            | ParseErrorType::TStringError(UnterminatedString | UnterminatedTripleQuotedString)
            | ParseErrorType::Lexical(
                LexicalErrorType::FStringError(UnterminatedString | UnterminatedTripleQuotedString)
                | LexicalErrorType::TStringError(UnterminatedString | UnterminatedTripleQuotedString),
            ) => {
                let before = tokens.partition_point(|token| token.start() <= error.location.start());
                let opening =
                    tokens[..before].iter().rev().find(|token| matches!(token.kind(), TokenKind::FStringStart | TokenKind::TStringStart));
                let Some(opening) = opening else { continue };
                opening.start().to_usize()
            }
            _ => continue,
        };
        if all.last().is_some_and(|last| start < last.until) {
            continue;
        }
        let rest = text.get(start..).unwrap_or("");
        let prefix = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let quotes = &rest[prefix..];
        let triple = quotes.starts_with("'''") || quotes.starts_with("\"\"\"");
        let Some(quotes) = quotes.get(..if triple { 3 } else { 1 }) else { continue };
        let (message, until) = if triple {
            (format!("unterminated triple-quoted string: expected {quotes} before the end of the file"), text.len() + 1)
        } else {
            (format!("unterminated string: expected {quotes} before the end of the line"), line_end(text, start))
        };
        all.push(Found { span: Span::new(start, start + prefix + quotes.len()), message, related: None, until });
    }
    all
}

/// An open bracket, or the start of an f-string, within which brackets are matched apart.
struct Open {
    kind: TokenKind,
    span: Span,
    /// A bracket that does not match was reported against it.
    known: bool,
}

/// Matches brackets.
struct Brackets<'t> {
    text: &'t str,
    /// Strings that are never closed: they may have swallowed the bracket.
    strings: &'t mut [Found],
    open: Vec<Open>,
    found: Vec<Found>,
}

impl Brackets<'_> {
    /// The parser ends a line inside brackets where it sees a statement begin. Only where brackets do not
    /// match at all, this shows which of them was left open.
    fn run(mut self, tokens: &[Token]) -> Vec<Found> {
        for token in tokens {
            self.token(token, false);
        }
        if self.open.is_empty() && self.found.is_empty() {
            return Vec::new();
        }
        self.open.clear();
        self.found.clear();
        for token in tokens {
            self.token(token, true);
        }
        self.unclosed(self.text.len() + 1);
        self.found
    }

    fn token(&mut self, token: &Token, lines_end: bool) {
        let kind = token.kind();
        let span = super::span(token.range());
        match kind {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace | TokenKind::FStringStart | TokenKind::TStringStart => {
                self.open.push(Open { kind, span, known: false });
            }
            TokenKind::FStringEnd | TokenKind::TStringEnd => {
                let start = if kind == TokenKind::FStringEnd { TokenKind::FStringStart } else { TokenKind::TStringStart };
                // What is open inside is the f-string's own error.
                if let Some(at) = self.open.iter().rposition(|open| open.kind == start) {
                    self.open.truncate(at);
                }
            }
            TokenKind::Rpar => self.close(TokenKind::Lpar, span),
            TokenKind::Rsqb => self.close(TokenKind::Lsqb, span),
            TokenKind::Rbrace => self.close(TokenKind::Lbrace, span),
            TokenKind::Newline if lines_end => self.unclosed(span.range().end),
            _ => {}
        }
    }

    fn close(&mut self, opening: TokenKind, span: Span) {
        let until = line_end(self.text, span.range().start);
        let closing = self.text.get(span.range()).unwrap_or("");
        let fields = self.open.iter().rposition(|open| matches!(open.kind, TokenKind::FStringStart | TokenKind::TStringStart));
        let own = &self.open[fields.map_or(0, |at| at + 1)..];
        let Some(last) = own.last() else {
            self.found.push(Found { span, message: format!("unmatched `{closing}`: nothing is open here"), related: None, until });
            return;
        };
        if last.kind == opening {
            self.open.pop();
            return;
        }
        let opened = self.text.get(last.span.range()).unwrap_or("");
        let expected = counterpart(last.kind);
        if !last.known {
            self.found.push(Found {
                span,
                message: format!("`{closing}` does not match the open `{opened}`: expected `{expected}`"),
                related: Some((last.span, format!("`{opened}` is opened here"))),
                until,
            });
        }
        // It may close one further out; if not, what is open stays so.
        let first = self.open.len() - own.len();
        match own.iter().rposition(|open| open.kind == opening) {
            Some(at) => self.open.truncate(first + at),
            None => {
                if let Some(last) = self.open.last_mut() {
                    last.known = true;
                }
                // And the parser looks for its end in the line that follows.
                if let Some(found) = self.found.last_mut() {
                    found.until = line_end(self.text, found.until);
                }
            }
        }
    }

    /// Whatever is open now is never closed; what goes wrong before `end` goes wrong because of that.
    fn unclosed(&mut self, end: usize) {
        let brackets = || self.open.iter().filter(|open| !matches!(open.kind, TokenKind::FStringStart | TokenKind::TStringStart));
        let (Some(first), Some(last)) = (brackets().next(), brackets().next_back()) else {
            self.open.clear();
            return;
        };
        if first.known {
            // Reported, with the same consequences.
            if let Some(found) = self.found.last_mut() {
                found.until = found.until.max(end);
            }
        } else if let Some(string) = self
            .strings
            .iter_mut()
            .find(|string| first.span < string.span && string.span.range().start < line_end(self.text, last.span.range().start))
        {
            string.until = string.until.max(end);
        } else {
            let opened = self.text.get(last.span.range()).unwrap_or("");
            let message = format!("`{opened}` was never closed: expected `{}`", counterpart(last.kind));
            self.found.push(Found { span: last.span, message, related: None, until: end });
        }
        self.open.clear();
    }
}

fn counterpart(opening: TokenKind) -> &'static str {
    match opening {
        TokenKind::Lpar => ")",
        TokenKind::Lsqb => "]",
        _ => "}",
    }
}
