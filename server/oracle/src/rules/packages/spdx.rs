//! Expressions of licences, by the list of SPDX that the crate `spdx` brings.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use spdx::identifiers::{EXCEPTIONS, LICENSES};

static KNOWN: LazyLock<FxHashSet<String>> = LazyLock::new(|| LICENSES.iter().map(|license| license.name.to_ascii_lowercase()).collect());
static ADDED: LazyLock<FxHashSet<String>> = LazyLock::new(|| EXCEPTIONS.iter().map(|one| one.name.to_ascii_lowercase()).collect());

/// What is wrong with an expression.
#[derive(Debug)]
pub(super) struct Wrong {
    /// Where in the text.
    pub range: Range<usize>,
    /// What.
    pub message: String,
    /// The licence that was probably meant.
    pub meant: Option<&'static str>,
}

impl Wrong {
    fn new(range: Range<usize>, message: impl Into<String>) -> Wrong {
        Wrong { range, message: message.into(), meant: None }
    }
}

/// What is wrong with an expression; letters' case does not count. `slash`: whether `/` stands for `OR`, as Cargo once had it.
pub(super) fn wrong(text: &str, slash: bool) -> Option<Wrong> {
    let words = words(text, slash);
    let mut at = 0;
    let end = text.len()..text.len();
    match any(&words, &mut at, 0, &end) {
        Err(wrong) => Some(wrong),
        Ok(()) => words
            .get(at)
            .map(|(range, word)| Wrong::new(range.clone(), format!("`{word}` stands where `AND`, `OR` or the end is expected"))),
    }
}

type Words<'a> = [(Range<usize>, &'a str)];

fn words(text: &str, slash: bool) -> Vec<(Range<usize>, &str)> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '(' | ')') || slash && c == '/';
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(c) = text[at..].chars().next() {
        let length = match c {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            c if is_end(c) => c.len_utf8(),
            _ => text[at..].find(is_end).unwrap_or(text.len() - at),
        };
        out.push((at..at + length, &text[at..at + length]));
        at += length;
    }
    out
}

fn any(words: &Words<'_>, at: &mut usize, depth: usize, end: &Range<usize>) -> Result<(), Wrong> {
    let is = |at: usize, word: &str| words.get(at).is_some_and(|(_, found)| found.eq_ignore_ascii_case(word));
    if depth > 50 {
        return Err(Wrong::new(end.clone(), "the expression nests too deep"));
    }
    loop {
        let Some((range, word)) = words.get(*at) else {
            return Err(Wrong::new(end.clone(), "the expression ends where a licence is expected"));
        };
        *at += 1;
        if *word == "(" {
            any(words, at, depth + 1, end)?;
            if !is(*at, ")") {
                return Err(Wrong::new(range.clone(), "the `(` here has no `)`"));
            }
            *at += 1;
        } else {
            license(range, word)?;
            if is(*at, "WITH") {
                *at += 1;
                let Some((range, word)) = words.get(*at) else {
                    return Err(Wrong::new(end.clone(), "behind `WITH` an exception is expected"));
                };
                if !ADDED.contains(&word.to_ascii_lowercase()) && !word.starts_with("AdditionRef-") {
                    return Err(Wrong::new(range.clone(), format!("`{word}` is no exception that SPDX lists")));
                }
                *at += 1;
            }
        }
        if !["AND", "OR", "/"].iter().any(|word| is(*at, word)) {
            return Ok(());
        }
        *at += 1;
    }
}

fn license(range: &Range<usize>, word: &str) -> Result<(), Wrong> {
    let lower = word.to_ascii_lowercase();
    let custom = lower.strip_prefix("documentref-").and_then(|rest| rest.split_once(':')).map_or(lower.as_str(), |(_, rest)| rest);
    if let Some(name) = custom.strip_prefix("licenseref-") {
        let good = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'));
        return if good { Ok(()) } else { Err(Wrong::new(range.clone(), format!("`{word}` is no name of a licence of one's own"))) };
    }
    if KNOWN.contains(lower.trim_end_matches('+')) || matches!(lower.as_str(), "none" | "noassertion") {
        return Ok(());
    }
    // `GPL` is a family: which of it is meant is for whoever chose it.
    let is_family =
        LICENSES.iter().any(|license| license.name.to_ascii_lowercase().strip_prefix(&*lower).is_some_and(|rest| rest.starts_with('-')));
    let meant = schemas::closest(word, LICENSES.iter().map(|license| license.name)).filter(|_| !is_family);
    let more = match lower.as_str() {
        "see" => "; npm reads `SEE LICENSE IN <file>`",
        _ if is_family => ": expected one with its version",
        _ => "",
    };
    Err(Wrong { range: range.clone(), message: format!("`{word}` is no licence that SPDX lists{more}"), meant })
}

#[cfg(test)]
mod tests {
    use super::wrong;

    #[test]
    fn expressions() {
        for good in [
            "MIT",
            "mit",
            "Apache-2.0 OR MIT",
            "(MIT AND BSD-3-Clause) or ISC",
            "GPL-3.0",
            "GPL-2.0+",
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "LicenseRef-Proprietary",
            "DocumentRef-a:LicenseRef-b",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert!(wrong(good, false).is_none(), "{good}");
        }
        for (bad, place) in [
            ("MIT License", "License"),
            ("Apache 2.0", "Apache"),
            ("", ""),
            ("MIT OR", ""),
            ("(MIT", "("),
            ("MIT/Apache-2.0", "MIT/Apache-2.0"),
            ("MIT WITH x", "x"),
            ("MIT, ISC", "MIT,"),
            ("LicenseRef-a_b", "LicenseRef-a_b"),
        ] {
            let found = wrong(bad, false).expect(bad);
            assert_eq!(&bad[found.range], place, "{bad}");
        }
        assert!(wrong("MIT/Apache-2.0", true).is_none());
        assert_eq!(wrong("GPL", false).and_then(|found| found.meant), None);
        assert_eq!(wrong("Apache2.0", false).and_then(|found| found.meant), Some("Apache-2.0"));
    }
}
