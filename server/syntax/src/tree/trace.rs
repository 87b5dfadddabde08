//! Where exactly the parser could not go on.
//!
//! A tree shows an error as the stretch that was given up, which may begin long before the token that was wrong. What the
//! parser says while it works names that token: the state it was in, and how far it had come.

use std::sync::Arc;

/// More refusals than this are not kept: the first ones are those that people are told.
const MOST: usize = 200;

/// The parser had no way to go on with the next token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// The end of the last token that fitted.
    pub after: usize,
    /// The grammar's name of the token that did not; a mark or keyword is its own name.
    pub token: Arc<str>,
    /// The token that the parser could put in to go on.
    pub missing: Option<Arc<str>>,
}

/// A refusal whose place is still a line and a column.
#[derive(Debug)]
struct Raw {
    row: usize,
    column: usize,
    token: Arc<str>,
    missing: Option<Arc<str>>,
}

/// Reads the parser's log line by line.
#[derive(Default, Debug)]
pub(super) struct Trace {
    at: (usize, usize),
    /// The furthest place where one of the versions stopped; the others may have gone on.
    stopped: Option<(usize, usize, Arc<str>)>,
    found: Vec<Raw>,
}

impl Trace {
    pub(super) fn read(&mut self, line: &str) {
        if let Some(rest) = line.strip_prefix("process version:") {
            let number = |key: &str| {
                let digits = &rest[rest.find(key)? + key.len()..];
                digits[..digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len())].parse::<usize>().ok()
            };
            if let (Some(row), Some(column)) = (number("row:"), number("col:")) {
                self.at = (row, column);
            }
        } else if let Some(token) = line.strip_prefix("detect_error lookahead:") {
            let (row, column) = self.at;
            if self.stopped.as_ref().is_none_or(|(far, across, _)| (*far, *across) <= (row, column)) {
                self.stopped = Some((row, column, token.into()));
            }
        } else if line.starts_with("resume version:") {
            if let Some((row, column, token)) = self.stopped.take().filter(|_| self.found.len() < MOST) {
                self.found.push(Raw { row, column, token, missing: None });
            }
        } else if let Some(rest) = line.strip_prefix("recover_with_missing symbol:")
            && let Some(last) = self.found.last_mut()
        {
            last.missing = rest.rsplit_once(", state:").map(|(symbol, _)| symbol.into());
        }
    }

    /// All of them, by place.
    pub(super) fn finish(self, text: &str) -> Vec<Refusal> {
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
        let offset = |row: usize, column: usize| (starts.get(row).copied().unwrap_or(text.len()) + column).min(text.len());
        let mut all: Vec<Refusal> = self
            .found
            .into_iter()
            .map(|raw| Refusal { after: offset(raw.row, raw.column), token: raw.token, missing: raw.missing })
            .collect();
        all.sort_by_key(|refusal| refusal.after);
        all
    }
}
