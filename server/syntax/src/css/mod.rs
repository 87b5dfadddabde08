//! CSS: what an author would call an error. Browsers refuse nothing; they drop what they do not understand.
//!
//! Brackets, strings and comments without an end, declarations without a `:`, and two that run into each other
//! because a `;` is missing. Which properties and values there are is not judged here.

mod lex;

use workspace::Span;

use crate::delimiters;
use crate::facts::Status;
use crate::json::shown;
use crate::output::{Output, Source};
use lex::{Kind, Token};

/// More findings than this in a file help nobody.
const MAX_REPORTED: usize = 20;

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    judge(source.text, out);
    if !out.problems.is_empty() && is_other(source.text) {
        out.problems.clear();
        out.status = Status::Unchecked;
    }
}

/// Whether the text is a template, or in a language that is close to CSS. Asked only of texts that are wrong as they are.
fn is_other(text: &str) -> bool {
    const MARKS: [&str; 15] =
        ["{{", "{%", "<%", "<?", "${", "#{", "@@", "%(", "[%", "<style", "@mixin", "@include", "@function", "@if ", "@each "];
    outside_comments(text).any(|code| {
        let marked = MARKS.iter().any(|mark| memchr::memmem::find(code.as_bytes(), mark.as_bytes()).is_some());
        marked || code.lines().map(str::trim_start).any(|line| line.starts_with("//") || line.starts_with('$') || line.starts_with('%'))
    })
}

/// What stands between the comments.
fn outside_comments(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let from = rest?;
        let Some((code, comment)) = from.split_once("/*") else {
            return rest.take();
        };
        rest = comment.split_once("*/").map(|(_, after)| after);
        Some(code)
    })
}

fn judge(text: &str, out: &mut Output) {
    let tokens = lex::tokens(text, out);
    if !out.problems.is_empty() {
        // Text and code may have changed places from there on.
        return;
    }
    let bytes = text.as_bytes();
    let marks = tokens.iter().filter(|token| token.kind == Kind::Bracket).map(|token| token.span.end as usize - 1);
    let mismatches = delimiters::mismatches(text, marks.map(|at| (at, bytes[at])));
    for one in mismatches.iter().take(MAX_REPORTED) {
        out.syntax_error(one.span, one.message.clone());
        if let Some((span, message)) = &one.related {
            out.related(*span, message.clone());
        }
    }
    let astray = |at: usize| mismatches.iter().any(|one| one.from <= at && at <= one.to);
    let mut found = Vec::new();
    declarations(text, &tokens, &mut found);
    for (span, message) in found.into_iter().filter(|(span, _)| !astray(span.start as usize)).take(MAX_REPORTED) {
        out.syntax_error(span, message);
    }
}

/// Walks over what stands between `{`, `;` and `}`.
fn declarations(text: &str, tokens: &[Token], found: &mut Vec<(Span, String)>) {
    let word = |token: &Token| &text[token.span.range()];
    // For each open brace whether declarations stand in it; a custom property's value is anybody's.
    let mut open: Vec<bool> = Vec::new();
    let (mut start, mut depth) = (0, 0usize);
    for (index, token) in tokens.iter().enumerate() {
        match word(token) {
            mark if token.kind == Kind::Bracket && (mark.ends_with('(') || mark == "[") => depth += 1,
            ")" | "]" if token.kind == Kind::Bracket => depth = depth.saturating_sub(1),
            "{" if token.kind == Kind::Bracket => {
                let custom = tokens[start..index].first().is_some_and(|first| word(first).starts_with("--"));
                open.push(!custom && open.last().copied().unwrap_or(true));
                (start, depth) = (index + 1, 0);
            }
            mark @ ("}" | ";") if depth == 0 || mark == "}" => {
                if open.last() == Some(&true) {
                    declaration(text, &tokens[start..index], found);
                }
                if mark == "}" {
                    open.pop();
                }
                (start, depth) = (index + 1, 0);
            }
            _ => {}
        }
    }
}

/// One declaration without its `;`.
fn declaration(text: &str, tokens: &[Token], found: &mut Vec<(Span, String)>) {
    let word = |token: &Token| &text[token.span.range()];
    let Some(first) = tokens.first().filter(|first| first.kind == Kind::Word) else { return };
    let name = word(first);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-' || c == '_') {
        return;
    }
    // GTK's sets of bindings: `bind "<ctrl>v" { ... };`.
    if matches!(name, "bind" | "unbind") && tokens.get(1).is_some_and(|next| next.kind == Kind::String) {
        return;
    }
    let Some(colon) = tokens.iter().position(|token| word(token) == ":") else {
        found.push(match tokens.get(1) {
            Some(next) => (next.span, format!("expected `:` after `{}`, found `{}`", shown(name), shown(word(next)))),
            None => (first.span, format!("expected `:` and a value after `{}`", shown(name))),
        });
        return;
    };
    if colon != 1 {
        if tokens[1..colon].iter().all(|token| token.kind == Kind::Word) {
            let span = tokens[1].span;
            found.push((span, format!("expected `:` after `{}`, found `{}`", shown(name), shown(word(&tokens[1])))));
        }
        return;
    }
    if tokens.get(2).is_some_and(|next| word(next) == ":") {
        found.push((tokens[2].span, format!("found a second `:` after `{}`", shown(name))));
        return;
    }
    if name.starts_with("--") {
        // The value of a custom property is anybody's.
        return;
    }
    let mut depth = 0usize;
    for (index, token) in tokens.iter().enumerate().skip(colon + 2) {
        match word(token) {
            mark if token.kind == Kind::Bracket && (mark.ends_with('(') || mark == "[") => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            ":" if depth == 0 && tokens.get(index + 1).is_some_and(|next| word(next) != ":") => {
                let before = &tokens[index - 1];
                let property =
                    before.kind == Kind::Word && before.space && word(before).starts_with(|c: char| c.is_ascii_lowercase() || c == '-');
                if property && !word(before).eq_ignore_ascii_case("progid") && index > colon + 2 {
                    let at = tokens[index - 2].span.end as usize;
                    found.push((Span::empty(at), format!("expected `;` before `{}:`", shown(word(before)))));
                }
                return;
            }
            _ => {}
        }
    }
}
