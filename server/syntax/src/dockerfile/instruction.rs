//! What each instruction asks of its arguments and flags.

use std::ops::Range;

use workspace::Span;

use super::heredoc::{self, Mark};
use super::{Line, MAX_REPORTED, words};
use crate::output::Output;

/// Every instruction there is.
pub(super) const INSTRUCTIONS: [&str; 18] = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

/// The flags of an instruction.
fn flags(instruction: &str) -> &'static [&'static str] {
    match instruction {
        "ADD" => &["chown", "chmod", "link", "keep-git-dir", "checksum", "exclude", "unpack"],
        "COPY" => &["from", "chown", "chmod", "link", "parents", "exclude"],
        "FROM" => &["platform"],
        "HEALTHCHECK" => &["interval", "timeout", "start-period", "start-interval", "retries"],
        "RUN" => &["mount", "network", "security", "device"],
        _ => &[],
    }
}

/// Flags that stand for `true` without a value.
const SWITCHES: [&str; 4] = ["link", "keep-git-dir", "parents", "unpack"];

/// Flags that may be given more than once.
const REPEATABLE: [&str; 3] = ["mount", "exclude", "device"];

/// One instruction, taken apart. Ranges are of the line's text.
pub(super) struct Instruction<'l> {
    line: &'l Line,
    escape: char,
    name: Range<usize>,
    /// The instruction's name in capitals.
    pub(super) upper: String,
    flags: Vec<Range<usize>>,
    /// What follows the flags.
    rest: Range<usize>,
}

impl<'l> Instruction<'l> {
    /// Takes `line` apart.
    pub(super) fn new(line: &'l Line, escape: char) -> Instruction<'l> {
        Instruction::at(line, escape, 0)
    }

    fn at(line: &'l Line, escape: char, from: usize) -> Instruction<'l> {
        let text = &line.text;
        let name_end = text[from..].find(char::is_whitespace).map_or(text.len(), |at| from + at);
        let mut at = skip_space(text, name_end);
        let mut flags = Vec::new();
        while text[at..].starts_with("--") {
            let word = at..at + words::first_pair_end(&text[at..], escape);
            at = skip_space(text, word.end);
            if word.len() == 2 {
                break;
            }
            flags.push(word);
        }
        Instruction { line, escape, upper: text[from..name_end].to_ascii_uppercase(), name: from..name_end, flags, rest: at..text.len() }
    }

    /// The place of its name.
    pub(super) fn name_span(&self) -> Span {
        self.line.source(self.name.clone())
    }

    fn name(&self) -> &str {
        &self.line.text[self.name.clone()]
    }

    /// What follows the flags.
    pub(super) fn rest(&self) -> &str {
        &self.line.text[self.rest.clone()]
    }

    /// Where that begins, in the line's text.
    pub(super) fn rest_start(&self) -> usize {
        self.rest.start
    }

    /// What `ONBUILD` runs later.
    fn trigger(&self) -> Option<Instruction<'l>> {
        (self.upper == "ONBUILD" && !self.rest.is_empty()).then(|| Instruction::at(self.line, self.escape, self.rest.start))
    }

    /// The heredocs it announces, in order.
    pub(super) fn heredocs(&self) -> Vec<Mark> {
        match self.upper.as_str() {
            "RUN" | "COPY" | "ADD" if words::json_strings(self.rest()).is_none() => heredoc::marks(&self.line.text, self.name.end),
            "ONBUILD" => self.trigger().filter(|trigger| trigger.upper != "ONBUILD").map_or_else(Vec::new, |trigger| trigger.heredocs()),
            _ => Vec::new(),
        }
    }

    /// The value of a flag; empty for a switch.
    pub(super) fn flag(&self, name: &str) -> Option<&str> {
        self.flag_values().find(|(flag, ..)| *flag == name).map(|(_, value, _)| value)
    }

    /// What `--mount` mounts, and where it is said.
    pub(super) fn mounts(&self) -> Vec<(&str, Range<usize>)> {
        self.flag_values().filter(|(flag, ..)| *flag == "mount").map(|(_, value, range)| (value, range)).collect()
    }

    /// Flags: name, value, place.
    pub(super) fn flag_values(&self) -> impl Iterator<Item = (&str, &str, Range<usize>)> {
        self.flags.iter().map(|range| {
            let word = &self.line.text[range.start + 2..range.end];
            let (name, value) = word.split_once('=').unwrap_or((word, ""));
            (name, value, range.clone())
        })
    }

    /// The words behind the flags, between white space.
    pub(super) fn arguments(&self) -> Vec<(&str, Range<usize>)> {
        let found = words::plain(self.rest()).into_iter().map(|range| self.rest.start + range.start..self.rest.start + range.end);
        found.map(|range| (&self.line.text[range.clone()], range)).collect()
    }

    /// The same without quotes, and also of a JSON array. A string whose content cannot be told keeps its quotes.
    pub(super) fn strings(&self) -> Vec<(String, Range<usize>)> {
        if words::json_strings(self.rest()).is_none() {
            let bare = |word: &str| {
                ['"', '\''].iter().find_map(|quote| word.strip_prefix(*quote)?.strip_suffix(*quote)).unwrap_or(word).to_owned()
            };
            return self.arguments().into_iter().map(|(word, range)| (bare(word), range)).collect();
        }
        // Between the quotes of the array; an escape makes more parts than there are strings, all with a backslash.
        let mut at = self.rest.start;
        let mut found = Vec::new();
        for (number, part) in self.rest().split('"').enumerate() {
            if number % 2 == 1 {
                found.push((part.to_owned(), at..at + part.len()));
            }
            at += part.len() + 1;
        }
        if self.rest().contains('\\') { Vec::new() } else { found }
    }

    /// The place in the source of a range of the instruction's line.
    pub(super) fn source(&self, range: Range<usize>) -> Span {
        self.line.source(range)
    }

    /// Reports an instruction that does not exist.
    pub(super) fn unknown(&self, out: &mut Output) {
        let name = self.name();
        let shown: String = name.chars().take(40).collect();
        let near = INSTRUCTIONS
            .iter()
            .map(|known| (distance(&self.upper, known), *known))
            .min()
            .filter(|&(edits, known)| edits <= 2 && edits * 3 <= known.len());
        let span = self.name_span();
        match near {
            Some((_, known)) => {
                out.syntax_error(span, format!("`{shown}` is no instruction: did you mean `{known}`?"));
                out.propose(format!("Replace it by `{known}`"), span, known);
            }
            None => out.syntax_error(
                span,
                format!(
                    "`{shown}` is no instruction: expected one like `RUN` (or does the line before lack a `{}` at its end?)",
                    self.escape
                ),
            ),
        }
    }

    /// Reports arguments and flags that BuildKit refuses. `lenient` lets unknown flags pass.
    pub(super) fn check(&self, lenient: bool, out: &mut Output) {
        self.check_flags(lenient, out);
        let rest = self.rest();
        let none = rest.is_empty();
        match self.upper.as_str() {
            "FROM" => self.check_from(out),
            "ADD" | "COPY" => {
                let count = words::json_strings(rest).unwrap_or_else(|| words::plain(rest).len());
                if count < 2 {
                    self.refuse(out, "a source and a destination");
                }
            }
            "ENV" | "LABEL" => self.check_pairs(out),
            "ARG" | "EXPOSE" | "VOLUME" if none => self.refuse(out, "at least one argument"),
            "WORKDIR" | "USER" | "STOPSIGNAL" | "MAINTAINER" if none => self.refuse(out, "an argument"),
            "SHELL" => match words::json_strings(rest) {
                Some(1..) => {}
                _ => self.refuse(out, "a JSON array of strings, such as `[\"/bin/sh\", \"-c\"]`"),
            },
            "HEALTHCHECK" => self.check_healthcheck(out),
            "ONBUILD" => match self.trigger() {
                None => self.refuse(out, "an instruction to run later"),
                Some(trigger) if matches!(trigger.upper.as_str(), "ONBUILD" | "FROM" | "MAINTAINER") => {
                    out.syntax_error(
                        trigger.name_span(),
                        format!("`{}` may not stand after `ONBUILD`: expected another instruction", trigger.name()),
                    );
                }
                Some(trigger) if !INSTRUCTIONS.contains(&trigger.upper.as_str()) => trigger.unknown(out),
                Some(trigger) => trigger.check(lenient, out),
            },
            _ => {}
        }
    }

    /// Reports that `expected` is missing: on what stands there instead, or else on the name.
    fn refuse(&self, out: &mut Output, expected: &str) {
        let span = if self.rest.is_empty() { self.name_span() } else { self.line.source(self.rest.clone()) };
        let found =
            if self.rest.is_empty() { "nothing".to_owned() } else { format!("`{}`", self.rest().chars().take(40).collect::<String>()) };
        out.syntax_error(span, format!("found {found} after `{}`: expected {expected}", self.name()));
    }

    fn check_flags(&self, lenient: bool, out: &mut Output) {
        let known = flags(&self.upper);
        let mut seen: Vec<&str> = Vec::new();
        for range in self.flags.iter().take(MAX_REPORTED) {
            let word = &self.line.text[range.start + 2..range.end];
            let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
            let span = self.line.source(range.start..range.start + 2 + name.len());
            if !known.contains(&name) {
                if !lenient {
                    let expected = if known.is_empty() {
                        "no flags here (in a shell command, a word may not start it with `--`)".to_owned()
                    } else {
                        known.iter().map(|flag| format!("`--{flag}`")).collect::<Vec<_>>().join(", ")
                    };
                    out.syntax_error(span, format!("`{}` has no flag `--{name}`: expected {expected}", self.name()));
                }
                continue;
            }
            if seen.contains(&name) && !REPEATABLE.contains(&name) {
                out.syntax_error(span, format!("the flag `--{name}` stands twice: expected it once"));
            }
            seen.push(name);
            match value {
                None if !SWITCHES.contains(&name) => {
                    out.syntax_error(span, format!("the flag `--{name}` has no value: expected `--{name}=…`"));
                }
                Some(value) if SWITCHES.contains(&name) && !value.contains('$') => {
                    let plain = value.trim_matches(['"', '\'']).to_ascii_lowercase();
                    if !matches!(plain.as_str(), "true" | "false") {
                        out.syntax_error(
                            self.line.source(range.clone()),
                            format!("found `{value}`: expected `true` or `false` for `--{name}`"),
                        );
                    }
                }
                _ => {}
            }
        }
    }

    fn check_from(&self, out: &mut Output) {
        let words: Vec<Range<usize>> =
            words::plain(self.rest()).into_iter().map(|range| self.rest.start + range.start..self.rest.start + range.end).collect();
        let word = |at: usize| words.get(at).map_or("", |range| &self.line.text[range.clone()]);
        match words.len() {
            0 => self.refuse(out, "an image or an earlier stage"),
            1 => {}
            3 if word(1).eq_ignore_ascii_case("as") => {
                let name = word(2);
                let valid = name.starts_with(|c: char| c.is_ascii_alphabetic())
                    && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
                if !valid {
                    out.syntax_error(
                        self.line.source(words[2].clone()),
                        format!("`{name}` is no name for a stage: expected a letter, then letters, digits, `-`, `_` and `.`"),
                    );
                }
            }
            count => {
                let from = if word(1).eq_ignore_ascii_case("as") && count > 3 { 3 } else { 1 };
                let span = self.line.source(words[from].start..words[count - 1].end);
                out.syntax_error(
                    span,
                    format!("found `{}`: expected `FROM image` or `FROM image AS name` and the end of the line (comments need a line of their own)", word(from)),
                );
            }
        }
    }

    /// `ENV a=b c="d e"`, or the old `ENV a b c`.
    fn check_pairs(&self, out: &mut Output) {
        let rest = self.rest();
        let words = words::pairs(rest, self.escape);
        let Some(first) = words.first() else {
            self.refuse(out, "`name=value`");
            return;
        };
        if !rest[first.clone()].contains('=') {
            if words::plain(rest).len() < 2 {
                self.refuse(out, "`name=value`");
            }
            return;
        }
        for word in words {
            if out.problems.len() >= MAX_REPORTED {
                return;
            }
            let text = &rest[word.clone()];
            let place = self.line.source(self.rest.start + word.start..self.rest.start + word.end);
            match text.find('=') {
                None => {
                    out.syntax_error(
                        place,
                        format!(
                            "found `{}`: expected `name=value` (quote a value that has spaces)",
                            text.chars().take(40).collect::<String>()
                        ),
                    );
                    return;
                }
                Some(0) => out.syntax_error(place, "found a value without a name: expected `name=value`"),
                Some(_) => {}
            }
        }
    }

    fn check_healthcheck(&self, out: &mut Output) {
        let rest = self.rest();
        let Some(first) = words::plain(rest).into_iter().next() else {
            self.refuse(out, "`CMD` and a command, or `NONE`");
            return;
        };
        let after = rest[first.end..].trim();
        let word = &rest[first.clone()];
        let span = self.line.source(self.rest.start..self.rest.start + first.end);
        match word.to_ascii_uppercase().as_str() {
            "NONE" if after.is_empty() => {}
            "NONE" => out.syntax_error(span, "`HEALTHCHECK NONE` takes no arguments: expected the end of the line"),
            "CMD" if after.is_empty() => out.syntax_error(span, "found nothing after `CMD`: expected a command"),
            "CMD" => {}
            _ => out.syntax_error(span, format!("found `{word}`: expected `CMD` and a command, or `NONE`")),
        }
    }
}

fn skip_space(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start().len()
}

/// How many letters must be added, removed, changed or swapped with a neighbour; large for long words.
fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() > 20 {
        return usize::MAX;
    }
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut least = (rows[i][j] + usize::from(x != y)).min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}
