//! From text to tags: the lexer run over the file, and started anew behind what it cannot read.

use minijinja::machinery::{Token, Tokenizer};
use minijinja::syntax::SyntaxConfig;
use workspace::Span;

use super::expression::Verdict;
use super::{MAX_REPORTED, is_known};
use crate::output::Output;

/// How far a tag may reach behind the first `}}` or `%}` after its start, which may stand in a string or
/// a dictionary. An open bracket would make the lexer take the rest of the file for one tag.
const MAX_OVERRUN: usize = 1 << 14;

/// `{{ … }}` or `{% … %}`.
pub(super) struct Tag<'a> {
    /// From the first to the last brace.
    pub(super) span: Span,
    /// Whether it is `{% … %}`.
    pub(super) is_block: bool,
    /// What stands between.
    pub(super) tokens: Vec<(Token<'a>, Span)>,
}

impl<'a> Tag<'a> {
    /// The word after `{%`.
    pub(super) fn keyword(&self) -> Option<(&'a str, Span)> {
        self.ident(0)
    }

    /// The word after that.
    pub(super) fn name(&self) -> Option<(&'a str, Span)> {
        self.ident(1)
    }

    fn ident(&self, at: usize) -> Option<(&'a str, Span)> {
        match self.tokens.get(at) {
            Some(&(Token::Ident(name), span)) => Some((name, span)),
            _ => None,
        }
    }

    /// Whether a `=` stands outside of brackets.
    pub(super) fn has_assignment(&self) -> bool {
        let mut depth = 0usize;
        self.tokens.iter().any(|(token, _)| {
            match token {
                Token::ParenOpen | Token::BracketOpen | Token::BraceOpen => depth += 1,
                Token::ParenClose | Token::BracketClose | Token::BraceClose => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && matches!(token, Token::Assign)
        })
    }

    /// Reports a `{%` that no word follows.
    pub(super) fn without_keyword(&self, text: &str) -> Verdict {
        let span = self.tokens.first().map_or(self.span, |&(_, span)| span);
        let shown: String = text[span.range()].chars().take(40).collect();
        Verdict::Wrong(span, format!("found `{shown}`: expected the name of a tag, such as `if`"))
    }

    /// Reports what follows the first `count` words, where only `expected` may.
    pub(super) fn nothing_after(&self, text: &str, count: usize, expected: &str) -> Verdict {
        match self.tokens.get(count) {
            None => Verdict::Fine,
            Some(&(_, span)) => Verdict::Wrong(span, format!("found `{}`: expected {expected}", &text[span.range()])),
        }
    }
}

/// Walks over the tags of a text.
pub(super) struct Tags<'a> {
    text: &'a str,
    /// Where the lexer was started.
    base: usize,
    lexer: Tokenizer<'a>,
    /// Whether a `{% … %}` was passed over: which blocks are open is not known any more.
    pub(super) lost: bool,
}

impl<'a> Tags<'a> {
    /// Starts at the beginning.
    pub(super) fn new(text: &'a str) -> Tags<'a> {
        Tags { text, base: 0, lexer: lexer(text), lost: false }
    }

    /// The next tag that can be told from its surroundings; what cannot is reported and passed over.
    pub(super) fn next(&mut self, out: &mut Output) -> Option<Tag<'a>> {
        let mut start: Option<(Span, bool)> = None;
        let mut tokens = Vec::new();
        // Text, comments and raw blocks between this and the next tag begin here.
        let mut plain = self.base;
        let mut limit = usize::MAX;
        while out.problems.len() < MAX_REPORTED {
            let (stopped_at, open, is_block) = match (self.lexer.next_token(), start) {
                (Ok(Some((token, span))), _) => {
                    let span = Span::new(self.base + span.start_offset as usize, self.base + span.end_offset as usize);
                    match (token, start) {
                        (Token::TemplateData(_), _) => plain = span.end as usize,
                        (token @ (Token::VariableStart | Token::BlockStart), _) => {
                            let is_block = matches!(token, Token::BlockStart);
                            start = Some((span, is_block));
                            limit = self.closer(span.end as usize, is_block).map_or(usize::MAX, |closer| closer + MAX_OVERRUN);
                        }
                        (Token::VariableEnd | Token::BlockEnd, Some((open, is_block))) => {
                            return Some(Tag { span: Span { start: open.start, end: span.end }, is_block, tokens });
                        }
                        (token, _) => tokens.push((token, span)),
                    }
                    match start {
                        Some((open, is_block)) if span.start as usize > limit => (None, open, is_block),
                        _ => continue,
                    }
                }
                (Ok(None), Some((open, is_block))) => (None, open, is_block),
                (Err(error), Some((open, is_block))) => {
                    let at = error.range().map_or(self.text.len(), |range| self.base + range.start);
                    (Some(at.min(self.text.len())), open, is_block)
                }
                (Ok(None), None) => return None,
                (Err(_), None) => {
                    self.unclosed_plain(plain, out);
                    return None;
                }
            };
            self.unclosed(open, is_block, &tokens, stopped_at, out);
            (start, tokens, plain) = (None, Vec::new(), self.base);
        }
        None
    }

    /// Reads on behind the first end of a tag after the start of `tag`, which may be before its own:
    /// a bracket or quote too many makes a tag swallow the following ones.
    pub(super) fn resume_after(&mut self, tag: &Tag<'a>) {
        let end = self.closer(tag.span.start as usize + 2, tag.is_block).unwrap_or(tag.span.end as usize);
        self.restart(end.min(tag.span.end as usize));
    }

    fn restart(&mut self, at: usize) {
        self.base = at;
        self.lexer = lexer(&self.text[at..]);
    }

    /// Behind the first `%}` or `}}` after `from`, whatever it stands in.
    fn closer(&self, from: usize, is_block: bool) -> Option<usize> {
        let closer: &[u8] = if is_block { b"%}" } else { b"}}" };
        memchr::memmem::find(self.text.as_bytes().get(from..)?, closer).map(|at| from + at + 2)
    }

    /// Reports a tag whose end the lexer did not reach, either for the end of the text or for a
    /// character at `at` that it does not know.
    fn unclosed(&mut self, open: Span, is_block: bool, tokens: &[(Token<'a>, Span)], at: Option<usize>, out: &mut Output) {
        self.lost |= is_block;
        let (opener, end) = if is_block { ("{%", "%}") } else { ("{{", "}}") };
        let closer = self.closer(open.start as usize + 2, is_block);
        let limit = closer.map_or(self.text.len(), |closer| closer - 2);
        let inside = || tokens.iter().filter(|(_, span)| (span.start as usize) < limit);
        let foreign = at.and_then(|at| self.text.get(at..)).and_then(|rest| rest.chars().next());
        let last = inside().next_back().map_or(open.end, |(_, span)| span.end) as usize;
        let next = self.text[last..].trim_start();
        let quote_at = self.text.len() - next.len();
        let foreign_tag = matches!(tokens.first(), Some((Token::Ident(keyword), _)) if is_block && !is_known(keyword));
        if foreign_tag && closer.is_some() {
            // An extension may read its tag in any way.
        } else if let Some((span, is_open)) = odd_bracket(inside()) {
            let bracket = &self.text[span.range()];
            out.syntax_error(
                span,
                if is_open {
                    format!("this `{bracket}` is never closed: expected its closing bracket before `{end}`")
                } else {
                    format!("found `{bracket}` without a bracket that it closes: expected `{end}`")
                },
            );
        } else if let Some((_, span)) = inside().find(|(_, span)| span.end as usize > limit) {
            let quote = Span::new(span.start as usize, span.start as usize + 1);
            out.syntax_error(quote, format!("this quote is never closed: expected another before `{end}`"));
        } else if quote_at < limit && next.starts_with(['"', '\'']) && at.is_some() {
            let quote = Span::new(quote_at, quote_at + 1);
            out.syntax_error(quote, format!("this quote is never closed: expected another before `{end}`"));
        } else if closer.is_none() {
            let open = Span::new(open.start as usize, open.start as usize + 2);
            out.syntax_error(open, format!("this `{opener}` is never closed: expected `{end}`"));
        } else if let (Some(at), Some(c)) = (at, foreign)
            // Jinja2 takes names in all scripts.
            && (c.is_ascii() || !c.is_alphanumeric())
        {
            out.syntax_error(
                Span::new(at, at + c.len_utf8()),
                format!("found `{}`, which means nothing in a tag: expected an expression", c.escape_debug()),
            );
        }
        self.restart(closer.unwrap_or(self.text.len()));
    }

    /// Reports the comment or raw block after `from` that never ends: all that the lexer can mind there.
    fn unclosed_plain(&self, from: usize, out: &mut Output) {
        let rest = &self.text[from.min(self.text.len())..];
        let comment = rest.match_indices("{#").find(|(at, _)| !rest[at + 2..].contains("#}")).map(|(at, _)| (at, "{#", "#}"));
        let raw = rest.match_indices("{%").find(|(at, _)| rest[at + 2..].trim_start_matches(['-', '+']).trim_start().starts_with("raw"));
        let (at, opener, end) = match (comment, raw) {
            (Some(comment), _) => comment,
            (None, Some((at, _))) => (at, "{% raw %}", "{% endraw %}"),
            (None, None) => return,
        };
        let span = Span::new(from + at, from + at + 2);
        out.syntax_error(span, format!("this `{opener}` is never closed: expected `{end}`"));
    }
}

fn lexer(text: &str) -> Tokenizer<'_> {
    Tokenizer::new(text, "", false, SyntaxConfig::default())
}

/// The innermost bracket that is open at the end or is closed by another kind, or else (false) one that closes none.
fn odd_bracket<'t, 'a: 't>(tokens: impl Iterator<Item = &'t (Token<'a>, Span)>) -> Option<(Span, bool)> {
    let mut open = Vec::new();
    for (token, span) in tokens {
        let opener = match token {
            Token::ParenOpen => Some('('),
            Token::BracketOpen => Some('['),
            Token::BraceOpen => Some('{'),
            _ => None,
        };
        let expected = match token {
            Token::ParenClose => '(',
            Token::BracketClose => '[',
            Token::BraceClose => '{',
            _ => {
                open.extend(opener.map(|bracket| (bracket, *span)));
                continue;
            }
        };
        match open.pop() {
            Some((bracket, _)) if bracket == expected => {}
            Some((_, span)) => return Some((span, true)),
            None => return Some((*span, false)),
        }
    }
    open.pop().map(|(_, span)| (span, true))
}
