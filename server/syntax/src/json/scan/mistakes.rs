//! Strings and words that JSON does not have: what is wrong with them, and how to go on.

use workspace::Span;

use super::{MAX_ERRORS, Scanner, shown};
use crate::json::lex;

impl Scanner<'_, '_> {
    /// The same for a string with something in it that is not plain, first at `at`.
    pub(super) fn special_string(&mut self, quote: u8, mut at: usize) -> bool {
        let start = self.at;
        loop {
            at = lex::plain_end(self.bytes, at);
            match self.bytes.get(at) {
                Some(b'"') => {
                    self.take(at + 1);
                    return true;
                }
                Some(b'\\') => {
                    let (length, known) = lex::escape(self.bytes, at);
                    if !known && self.bytes.get(at + 1).is_some_and(|next| !matches!(next, b'\n' | b'\r')) {
                        self.bad_escape(at, length);
                    }
                    at += length;
                }
                None | Some(b'\n' | b'\r') => {
                    self.fault(Span::new(start, at), format!("the string is not closed on its line: expected `{}`", quote as char));
                    self.take(at);
                    return false;
                }
                // Those who read comments (editors, the compiler of TypeScript) read a tab as well.
                Some(b'\t') if self.lenient => at += 1,
                Some(&control) => {
                    let escape = match control {
                        b'\t' => "\\t".to_owned(),
                        8 => "\\b".to_owned(),
                        12 => "\\f".to_owned(),
                        _ => format!("\\u{control:04x}"),
                    };
                    let span = Span::new(at, at + 1);
                    if self.error(span, format!("control character U+{control:04X} in a string: expected it written as `{escape}`")) {
                        self.out.fix("Escape the character", span, escape);
                    }
                    at += 1;
                }
            }
            if self.errors >= MAX_ERRORS {
                self.take(self.bytes.len());
                return false;
            }
        }
    }

    fn bad_escape(&mut self, at: usize, length: usize) {
        let written = &self.text[at..at + length];
        let message = if written.starts_with("\\u") {
            format!("`{written}` is not complete: expected four hexadecimal digits after `\\u`")
        } else {
            format!("`{written}` is no escape: expected one of `\\\"` `\\\\` `\\/` `\\b` `\\f` `\\n` `\\r` `\\t` `\\uXXXX`")
        };
        self.error(Span::new(at, at + length), message);
    }

    /// A string in the wrong quotes.
    pub(super) fn misquoted(&mut self) {
        let (start, quote) = (self.at, self.bytes[self.at]);
        let rest = &self.bytes[start + 1..];
        let line = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        match memchr::memchr(quote, &rest[..line]) {
            Some(found) => {
                let (span, content) = (Span::new(start, start + found + 2), &self.text[start + 1..start + 1 + found]);
                let fixable = !content.contains(['"', '\\']);
                if self.error(span, "expected double quotes around a string") && fixable {
                    self.out.fix("Use double quotes", span, format!("\"{content}\""));
                }
                self.take(span.end as usize);
            }
            None => {
                self.fault(Span::new(start, start + 1), format!("found `{}`: expected `\"`", quote as char));
                self.take(start + 1 + line);
            }
        }
    }

    /// A word or number that JSON does not have, where a value belongs.
    pub(super) fn bad_word(&mut self) {
        let (start, end) = (self.at, lex::word_end(self.bytes, self.at).max(self.at + 1));
        let word = &self.text[start..end];
        let span = Span::new(start, end);
        let instead = match word {
            "True" | "TRUE" | "yes" => Some("true"),
            "False" | "FALSE" | "no" => Some("false"),
            "None" | "nil" | "Null" | "NULL" | "undefined" => Some("null"),
            _ => None,
        };
        match instead {
            Some(instead) => {
                if self.error(span, format!("found `{word}`: expected `{instead}`")) {
                    // The others are words of other languages, or of people: they may stand for a text.
                    let sure = word.eq_ignore_ascii_case(instead) || word == "None";
                    self.out.fix_if_sure(format!("Write `{instead}`"), span, instead, sure);
                }
            }
            None if matches!(word, "NaN" | "Infinity") => {
                self.fault(span, format!("found `{word}`: JSON has no such number, expected a finite one or `null`"));
            }
            None if word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) => {
                self.fault(span, format!("found `{}`: {}", shown(word), lex::why_no_number(word)));
            }
            None => {
                self.fault(span, format!("found `{}`: expected a value (a string needs double quotes)", shown(word)));
            }
        }
        self.take(end);
    }
}
