//! `ouroboros: ignore[L4/broken-link] until=2027-01-31 reason` in a comment.
//!
//! At the end of a line of code it holds for that line; alone on a line, for the next one that is not
//! blank or a comment of the same kind. Applied when findings are rendered, so it is kept with the ranges.

use compact_str::CompactString;
use workspace::{Date, LineIndex, Span};

use crate::facts::Problem;
use crate::kind::DocumentKind;

/// One such comment.
#[derive(Clone, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
pub struct Suppression {
    /// Rule codes, or levels (`L4`), in order; never empty.
    pub codes: Vec<CompactString>,
    /// The line, from 0, whose findings it accepts.
    pub line: u32,
    /// Last day it holds, as written: it may be no day at all, and then the comment holds for ever.
    pub until: Option<CompactString>,
    /// Why, as written.
    pub reason: CompactString,
    /// From `ouroboros:` to the end of the comment.
    pub span: Span,
}

const MARK: &str = "ouroboros: ignore[";

/// Finds all of them in `text`.
pub fn suppressions(text: &str, kind: DocumentKind, lines: &LineIndex) -> Vec<Suppression> {
    let starts = kind.comment_starts();
    if starts.is_empty() {
        return Vec::new();
    }
    memchr::memmem::find_iter(text.as_bytes(), MARK).filter_map(|at| read(text, at, starts, lines)).collect()
}

fn read(text: &str, at: usize, starts: &[&str], lines: &LineIndex) -> Option<Suppression> {
    let line = lines.line(at as u32);
    let line_start = lines.line_start(line) as usize;
    let before = &text[line_start..at];
    let comment = starts.iter().filter_map(|start| before.rfind(start).map(|found| (found, start.len()))).max()?;
    if !before[comment.0 + comment.1..].trim_matches(['*', '!', '/', '-', '#', '+']).trim().is_empty() {
        return None;
    }
    let rest = &text[at + MARK.len()..];
    let rest = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
    let (codes, tail) = rest.split_once(']')?;
    let tail = ["*/", "-->", "-#}", "+#}", "#}"].iter().find_map(|end| tail.split_once(end)).map_or(tail, |(tail, _)| tail);
    let codes: Vec<CompactString> = codes.split(',').map(str::trim).filter(|code| !code.is_empty()).map(CompactString::from).collect();
    if codes.is_empty() {
        return None;
    }
    let mut until = None;
    let reason: Vec<&str> = tail
        .split_whitespace()
        .filter(|word| word.strip_prefix("until=").map(|day| until = Some(CompactString::from(day))).is_none())
        .collect();
    // A comment may start with more of the same (`///`), and in JSX it stands in braces.
    let code = before[..comment.0].trim().trim_end_matches(['/', '#']);
    let alone = code.is_empty() || code == "{" && before[comment.0..].starts_with("/*");
    let line = if alone { next_line_of_code(text, line, starts, lines) } else { line };
    let end = at + MARK.len() + rest.len() - (rest.len() - rest.find(']').unwrap_or(0) - 1 - tail.len());
    Some(Suppression {
        codes,
        line,
        until,
        reason: CompactString::from(reason.join(" ")),
        span: Span::new(at, at + (end - at).max(MARK.len())),
    })
}

/// Comments whose last day is none. They hold all the same: this says enough.
pub fn mistakes(suppressions: &[Suppression]) -> impl Iterator<Item = Problem> {
    suppressions.iter().filter_map(|suppression| {
        let until = suppression.until.as_deref().filter(|until| Date::parse(until).is_none())?;
        let found = if until.is_empty() { "nothing".to_owned() } else { format!("`{}`", until.chars().take(40).collect::<String>()) };
        Some(Problem {
            code: "L3/suppression-date",
            span: suppression.span,
            message: format!("`until=` is followed by a day written YYYY-MM-DD, not {found}: this suppression never ends"),
            related: Vec::new(),
            fix: None,
        })
    })
}

fn next_line_of_code(text: &str, line: u32, starts: &[&str], lines: &LineIndex) -> u32 {
    (line + 1..lines.lines())
        .find(|&next| {
            let range = lines.line_start(next) as usize..lines.line_start(next + 1) as usize;
            let content = text[range].trim();
            !content.is_empty() && !starts.iter().any(|start| content.starts_with(start))
        })
        .unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::{Language, Role};

    fn read_all(text: &str, language: Language) -> Vec<Suppression> {
        suppressions(text, DocumentKind::plain(language), &LineIndex::new(text))
    }

    #[test]
    fn at_the_end_of_a_line_and_alone() {
        let found = read_all(
            "import a  # ouroboros: ignore[L4/x, L1] until=2027-01-31 it is fine\n\n# ouroboros: ignore[L4/y]\n\n# more\nimport b\n",
            Language::Python,
        );
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].line, found[0].codes.len(), found[0].until.as_deref(), &*found[0].reason),
            (0, 2, Some("2027-01-31"), "it is fine")
        );
        assert_eq!((found[1].line, found[1].codes[0].as_str()), (5, "L4/y"));
    }

    /// Codes, day and reason, in each comment form: first at the end of line 0, then alone above line 2.
    #[test]
    fn every_language_has_its_comments() {
        let forms = [
            (Language::Python, "x = 1", "#", ""),
            (Language::PythonStub, "x: int", "#", ""),
            (Language::JavaScript, "x();", "//", ""),
            (Language::JavaScript, "x();", "/*", "*/"),
            (Language::TypeScript, "x();", "//", ""),
            (Language::Tsx, "<b/>", "{/*", "*/}"),
            (Language::Rust, "mod x;", "//", ""),
            (Language::Rust, "mod x;", "///", ""),
            (Language::Rust, "mod x;", "/*", "*/"),
            (Language::Go, "x()", "//", ""),
            (Language::GoMod, "go 1.22", "//", ""),
            (Language::Yaml, "x: 1", "#", ""),
            (Language::Jsonc, "\"x\": 1,", "//", ""),
            (Language::Toml, "x = 1", "#", ""),
            (Language::Markdown, "[x](y)", "<!--", "-->"),
            (Language::Dockerfile, "RUN x", "#", ""),
            (Language::Jinja, "{{ x }}", "{#", "#}"),
            (Language::Jinja, "{{ x }}", "{#-", "-#}"),
        ];
        for (language, code, open, close) in forms {
            for end in ["\n", "\r\n"] {
                let comment = format!("{open} ouroboros: ignore[L4/x, L1/y,L3] until=2027-01-31 it is fine {close}");
                let text = format!("{code} {comment}{end}  {comment}{end}{code}{end}");
                let found = read_all(&text, language);
                let shown: Vec<_> = found
                    .iter()
                    .map(|found| (found.line, found.codes.join(" "), found.until.as_deref().unwrap_or(""), found.reason.as_str()))
                    .collect();
                let one = |line| (line, "L4/x L1/y L3".to_owned(), "2027-01-31", "it is fine");
                assert_eq!(shown, [one(0), one(2)], "{text}");
                for found in &found {
                    let written = &text[found.span.range()];
                    assert!(written.starts_with("ouroboros: ignore[") && written.trim_end().ends_with("fine"), "{written}");
                }
            }
        }
        for language in [Language::Json, Language::Other] {
            assert!(read_all("1 # ouroboros: ignore[L4/x]\n", language).is_empty());
        }
        let requirements = DocumentKind::plain(Language::Other).with_role(Role::PythonRequirements);
        let text = "-r gone.txt  # ouroboros: ignore[L0/missing-file] made by the build\n";
        assert_eq!(suppressions(text, requirements, &LineIndex::new(text)).len(), 1);
    }

    #[test]
    fn block_comments_end_where_they_end() {
        let found = read_all("[a](b) <!-- ouroboros: ignore[L4/broken-link] made by the build -->\n", Language::Markdown);
        assert_eq!((found[0].line, &*found[0].reason), (0, "made by the build"));
    }

    #[test]
    fn text_that_is_no_comment_is_none() {
        assert!(read_all("x = 'ouroboros: ignore[L4/x]'\n", Language::Python).is_empty());
        assert!(read_all("{\"a\": \"// ouroboros: ignore[L4/x]\"}", Language::Json).is_empty());
    }

    #[test]
    fn days_that_are_none_are_said() {
        let said = |until: &str| {
            let text = format!("import a  # ouroboros: ignore[L4/x] until={until} why\n");
            let found = suppressions(&text, DocumentKind::plain(Language::Python), &LineIndex::new(&text));
            mistakes(&found).map(|mistake| mistake.message).collect::<Vec<_>>()
        };
        assert_eq!(said("2027-01-31"), [""; 0]);
        for bad in ["2027-02-30", "31.01.2027", "SHOP-12", ""] {
            let found = said(bad);
            assert!(found.len() == 1 && found[0].contains("YYYY-MM-DD"), "{bad}: {found:?}");
        }
    }
}
