//! What a baseline remembers of a finding: the text that is flagged, whitespace apart.
//!
//! Not its line, which moves. Not its message, which names what lies around it and reads better with every
//! version. Where too little is flagged to tell one place from another (`)`, an empty range), it is the whole
//! line; where nothing is, as in findings about whole files, the message with the file's own path taken out.

use workspace::{Database, File, LineIndex, Span};

use super::Key;
use crate::render::Rendered;

/// More characters than this are cut, and their hash says the rest.
const LONGEST: usize = 120;

/// So many letters and digits tell places apart.
const TELLING: usize = 3;

/// The keys of `findings`, in order. Files are read once each; findings of one file should stand together.
pub fn keys(db: &Database, findings: &[Rendered]) -> Vec<Key> {
    let mut texts: Option<(File, Option<String>)> = None;
    let mut out = Vec::with_capacity(findings.len());
    for finding in findings {
        let flagged = finding.file.filter(|_| finding.span != Span::default()).and_then(|file| {
            if texts.as_ref().is_none_or(|(known, _)| *known != file) {
                texts = Some((file, syntax::extraction::text(db, file)));
            }
            let (_, text) = texts.as_ref()?;
            flagged_text(text.as_deref()?, &graph::ranges(db, file).lines, finding.span)
        });
        let text = flagged.unwrap_or_else(|| anonymous(&finding.message, finding.path.as_str()));
        out.push(Key { path: finding.path.to_string(), code: finding.code.to_owned(), text: cut(text) });
    }
    out
}

fn flagged_text(text: &str, lines: &LineIndex, span: Span) -> Option<String> {
    let (start, end) = (span.start as usize, span.end as usize);
    let own = squashed(text.get(start..end)?);
    if own.chars().filter(|c| c.is_alphanumeric()).count() >= TELLING {
        return Some(own);
    }
    let from = lines.line_start(lines.line(span.start)) as usize;
    let rest = text.get(from..)?;
    let line = squashed(rest.lines().next().unwrap_or_default());
    Some(if line.is_empty() { own } else { line }).filter(|text| !text.is_empty())
}

/// One space for every run of whitespace, none around.
fn squashed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `message` without the names that a rename changes.
fn anonymous(message: &str, path: &str) -> String {
    let mut out = message.replace(&format!("`{path}`"), "`<path>`");
    if let Some((folder, name)) = path.rsplit_once('/') {
        out = out.replace(&format!("`{folder}/`"), "`<folder>/`").replace(&format!("`{name}`"), "`<name>`");
    }
    squashed(&out)
}

fn cut(text: String) -> String {
    if text.chars().count() <= LONGEST {
        return text;
    }
    let head: String = text.chars().take(LONGEST).collect();
    format!("{head}… #{:016x}", xxhash_rust::xxh3::xxh3_64(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_flagged_or_its_line() {
        let text = "import  shop.\n  models\n\tx = (1\n\n";
        let lines = LineIndex::new(text);
        let at = |start: usize, end: usize| flagged_text(text, &lines, Span::new(start, end));
        assert_eq!(at(8, 22).as_deref(), Some("shop. models"));
        assert_eq!(at(28, 29).as_deref(), Some("x = (1"));
        assert_eq!(at(31, 31), None, "an empty line says nothing");
    }

    #[test]
    fn a_message_without_the_path() {
        assert_eq!(anonymous("`a/b.py` is in `a/`, not in `c/`", "a/b.py"), "`<path>` is in `<folder>/`, not in `c/`");
        assert_eq!(cut("ä".repeat(LONGEST)), "ä".repeat(LONGEST));
        let long = cut("ä".repeat(500));
        assert!(long.starts_with("ää") && long.contains("… #") && long != cut("ä".repeat(501)), "{long}");
    }
}
