//! Whether a Rust file parses, and if not, what is wrong where.
//!
//! The edition is written in a manifest that extraction does not see; a text that is right in any edition is right.

use std::thread;

use ra_ap_parser::{Edition, LexedStr, Output as Parsed, SyntaxKind, TopEntryPoint};
use workspace::Span;

use super::cst::{SyntaxError, Tree};
use super::nesting;
use crate::delimiters::{self, Mismatch};
use crate::output::Output;

/// Up to here the parser runs on the caller's stack.
const SHALLOW: usize = 60;
/// From here on a text is not parsed.
const TOO_DEEP: usize = 2 * crate::depth::MAX_NESTING;
/// More tokens, blanks included, can be more than two seconds of work. The largest published file seen (4 MB) stays below.
const TOO_MANY: usize = 4_000_000;
/// Stack for one step of the estimate, in a build without optimisation. A guess with room to spare: 2,800 nested blocks fit, see the tests.
const STACK_PER_LEVEL: usize = 16 << 10;
/// With more errors than this, no edition makes a text right.
const HOPELESS: usize = 2000;
/// More findings than this help nobody.
const MOST: usize = 20;

/// Reports syntax errors and returns the tree; `None` when there is none to speak of.
pub(super) fn judge<'a>(text: &'a str, out: &mut Output) -> Option<Tree<'a>> {
    let mut best: Option<Reading<'a>> = None;
    for edition in [Edition::Edition2024, Edition::Edition2021, Edition::Edition2015] {
        let lexed = LexedStr::new(edition, text);
        if lexed.len() > TOO_MANY {
            out.problem("L1/too-slow", Span::default(), format!("not checked: the file has more than {TOO_MANY} tokens"));
            out.skip();
            return None;
        }
        let (depth, at) = nesting::deepest(&lexed);
        if depth > TOO_DEEP {
            out.problem(
                "L1/too-deep",
                Span::new(at, at + 1),
                format!("not checked: nested deeper than the depth limit of {TOO_DEEP} brackets and operators"),
            );
            out.skip();
            return None;
        }
        let reading = Reading::new(text, lexed, edition, depth);
        if reading.errors.is_empty() {
            return Some(reading.tree);
        }
        let hopeless = reading.errors.len() > HOPELESS;
        if best.as_ref().is_none_or(|best| reading.errors.len() < best.errors.len()) {
            best = Some(reading);
        }
        if hopeless {
            break;
        }
    }
    let reading = best?;
    // `include!` takes files that are one expression, a table most often; such a file declares nothing.
    if reading.is_expression() || reading.is_listing(text) {
        return None;
    }
    reading.report(text, out);
    Some(reading.tree)
}

struct Reading<'a> {
    lexed: LexedStr<'a>,
    edition: Edition,
    depth: usize,
    tree: Tree<'a>,
    errors: Vec<SyntaxError>,
}

impl<'a> Reading<'a> {
    fn new(text: &'a str, lexed: LexedStr<'a>, edition: Edition, depth: usize) -> Reading<'a> {
        let parsed = parse(&lexed, edition, depth, TopEntryPoint::SourceFile);
        let (tree, mut errors) = Tree::new(text, &lexed, &parsed);
        errors.extend(lexed.errors().map(|(token, message)| SyntaxError { at: lexed.text_start(token), message: message.to_owned() }));
        errors.sort_by_key(|error| error.at);
        Reading { lexed, edition, depth, tree, errors }
    }

    fn is_expression(&self) -> bool {
        let Some(first) = (0..self.lexed.len()).map(|token| self.lexed.kind(token)).find(|kind| !kind.is_trivia()) else { return false };
        let starts =
            first.is_literal() || matches!(first, SyntaxKind::L_BRACK | SyntaxKind::L_PAREN | SyntaxKind::L_CURLY | SyntaxKind::AMP);
        starts
            && self.lexed.errors().next().is_none()
            && parse(&self.lexed, self.edition, self.depth, TopEntryPoint::Expr)
                .iter()
                .all(|step| !matches!(step, ra_ap_parser::Step::Error { .. } | ra_ap_parser::Step::Enter { kind: SyntaxKind::ERROR }))
    }

    /// Whether lines begin with `# `, which mdBook hides in its listings: such a text is none for the compiler.
    fn is_listing(&self, text: &str) -> bool {
        let hides = |token: usize| {
            let at = self.lexed.text_start(token);
            // Looked for last: behind a few of all tokens.
            let next = || (token + 2..self.lexed.len()).map(|next| self.lexed.kind(next)).find(|kind| !kind.is_trivia());
            self.lexed.kind(token) == SyntaxKind::POUND
                && (at == 0 || text.as_bytes()[at - 1] == b'\n')
                && token + 1 < self.lexed.len()
                && self.lexed.kind(token + 1) == SyntaxKind::WHITESPACE
                && !matches!(next(), Some(SyntaxKind::L_BRACK | SyntaxKind::BANG))
        };
        (0..self.lexed.len()).any(hides)
    }

    fn report(&self, text: &str, out: &mut Output) {
        let brackets = (0..self.lexed.len()).filter_map(|token| match self.lexed.kind(token) {
            SyntaxKind::L_PAREN
            | SyntaxKind::L_BRACK
            | SyntaxKind::L_CURLY
            | SyntaxKind::R_PAREN
            | SyntaxKind::R_BRACK
            | SyntaxKind::R_CURLY => {
                let at = self.lexed.text_start(token);
                Some((at, text.as_bytes()[at]))
            }
            _ => None,
        });
        let mismatches = delimiters::mismatches(text, brackets);
        let lexical = self.lexed.errors().map(|(token, _)| self.lexed.text_start(token)).min();
        let mut last: Option<&SyntaxError> = None;
        let mut said = 0;
        let mut used = vec![false; mismatches.len()];
        for error in &self.errors {
            if said == MOST {
                return;
            }
            let follows = last.is_some_and(|last| follows(text, last, error));
            last = Some(error);
            // Text after an unterminated string is read as code and code as text.
            let misled = lexical.is_some_and(|at| at < error.at && unterminated(&self.errors, at));
            match mismatches.iter().position(|one| one.from <= error.at && error.at <= one.to) {
                _ if misled => {}
                Some(index) if !std::mem::replace(&mut used[index], true) && !follows => {
                    self.say(text, error, Some(&mismatches[index]), out);
                    said += 1;
                }
                // What a bracket did to the rest is said where the bracket is.
                None if !mismatches.is_empty() && (error.message.contains("unmatched") || self.token_from(error.at).is_none()) => {}
                None if !follows => {
                    self.say(text, error, None, out);
                    said += 1;
                }
                _ => {}
            }
        }
    }

    /// One finding: the parser's words, or the bracket's when the bracket says more.
    fn say(&self, text: &str, error: &SyntaxError, mismatch: Option<&Mismatch>, out: &mut Output) {
        let lexical = self.lexed.errors().any(|(token, _)| self.lexed.text_start(token) == error.at);
        let found = self.token_from(error.at);
        match mismatch {
            Some(one) if !lexical && (found.is_none() || found.is_some_and(|(span, _)| span.start as usize >= one.to)) => {
                out.syntax_error(one.span, one.message.clone());
                if let Some((span, message)) = &one.related {
                    out.related(*span, message.clone());
                }
                return;
            }
            _ => {}
        }
        let (span, message) =
            if lexical { (self.lexical_span(text, error), decapitalised(&error.message)) } else { described(text, error, found) };
        out.syntax_error(span, message);
        if let Some(one) = mismatch.filter(|_| !lexical) {
            match &one.related {
                Some((span, message)) if one.span.start as usize == one.to => out.related(*span, message.clone()),
                _ => out.related(one.span, one.message.clone()),
            }
        }
    }

    /// An unterminated literal is its first line only: where it should have ended nobody knows.
    fn lexical_span(&self, text: &str, error: &SyntaxError) -> Span {
        let end = self.token_from(error.at).map_or(error.at, |(span, _)| span.end as usize);
        let line = memchr::memchr(b'\n', &text.as_bytes()[error.at..end]).map_or(end, |newline| error.at + newline);
        Span::new(error.at, line)
    }

    /// The first token that is not trivia at or after an offset (comments count when they are what starts there).
    fn token_from(&self, at: usize) -> Option<(Span, &str)> {
        let (mut low, mut high) = (0, self.lexed.len());
        while low < high {
            let middle = (low + high) / 2;
            if self.lexed.text_start(middle) < at { low = middle + 1 } else { high = middle }
        }
        let lexical = |token: usize| self.lexed.error(token).is_some();
        let token = (low..self.lexed.len()).find(|&token| !self.lexed.kind(token).is_trivia() || lexical(token))?;
        let range = self.lexed.text_range(token);
        Some((Span::new(range.start, range.end), self.lexed.text(token)))
    }
}

/// Parses on a stack that is large enough.
fn parse(lexed: &LexedStr<'_>, edition: Edition, depth: usize, entry: TopEntryPoint) -> Parsed {
    let input = lexed.to_input(edition);
    if depth <= SHALLOW {
        return entry.parse(&input);
    }
    let stack = (1 << 20) + depth * STACK_PER_LEVEL;
    thread::scope(|scope| {
        match thread::Builder::new().stack_size(stack).spawn_scoped(scope, || entry.parse(&input)).map(thread::ScopedJoinHandle::join) {
            Ok(Ok(parsed)) => parsed,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => std::panic::panic_any(format!("no thread for a deeply nested file: {error}")),
        }
    })
}

/// Whether `error` is most likely only an echo of `last`: on the same line, or the next token of a stretch that is no item at all.
fn follows(text: &str, last: &SyntaxError, error: &SyntaxError) -> bool {
    let between = &text.as_bytes()[last.at..error.at.max(last.at)];
    let lines = memchr::memchr_iter(b'\n', between).count();
    lines == 0 || lines <= 2 && error.message.contains("an item")
}

fn unterminated(errors: &[SyntaxError], at: usize) -> bool {
    errors.iter().any(|error| error.at == at && error.message.contains("terminate"))
}

/// Where and in which words the parser's error is put to a person.
fn described(text: &str, error: &SyntaxError, found: Option<(Span, &str)>) -> (Span, String) {
    let message = spelled(&error.message);
    let expected = message.starts_with("expected") && !message.contains("found") && !message.contains("got ");
    match found {
        None => {
            let end = text.trim_end().len();
            (Span::empty(end), if expected { format!("{message}, found the end of the file") } else { message })
        }
        Some((span, token)) => {
            let shown: String = token.chars().take(40).take_while(|&c| c != '\n').collect();
            let cut = if shown.len() < token.len() { "…" } else { "" };
            let ends_line = memchr::memchr(b'\n', &text.as_bytes()[error.at..span.start as usize]).is_some();
            // What is missing at the end of a line is missing there, not where the next line starts.
            let at = if ends_line && matches!(message.as_str(), "expected `;`" | "expected `,`") { Span::empty(error.at) } else { span };
            (at, if expected { format!("{message}, found `{shown}{cut}`") } else { message })
        }
    }
}

/// The parser names tokens by their kind; people know them by how they are written.
fn spelled(message: &str) -> String {
    let Some(kind) = message.strip_prefix("expected ") else { return message.to_owned() };
    let written = match kind {
        "SEMICOLON" => ";",
        "COMMA" => ",",
        "L_PAREN" => "(",
        "R_PAREN" => ")",
        "L_CURLY" => "{",
        "R_CURLY" => "}",
        "L_BRACK" => "[",
        "R_BRACK" => "]",
        "L_ANGLE" => "<",
        "R_ANGLE" => ">",
        "EQ" => "=",
        "COLON" => ":",
        "COLON2" => "::",
        "FAT_ARROW" => "=>",
        "THIN_ARROW" => "->",
        "PIPE" => "|",
        "BANG" => "!",
        "AMP" => "&",
        "STAR" => "*",
        "POUND" => "#",
        "colon" => ":",
        "comma" => ",",
        "IDENT" | "NAME" => return "expected a name".to_owned(),
        "STRING" => return "expected a string".to_owned(),
        _ => {
            return match kind.strip_suffix("_KW") {
                Some(keyword) => format!("expected `{}`", keyword.to_ascii_lowercase()),
                None => message.to_owned(),
            };
        }
    };
    format!("expected `{written}`")
}

fn decapitalised(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
