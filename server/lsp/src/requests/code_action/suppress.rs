//! Where the comment goes that accepts a finding.
//!
//! There is no telling from afar what a line can bear: a string may go on over it, a backslash may end it, a
//! Dockerfile takes comments only alone. So each place is tried: the comment must be read as one, and nothing
//! else may be read otherwise than before.

use syntax::{DocumentKind, Language, Options, Suppression, extract_text};
use workspace::{Content, Date, Db, File, LineIndex, RelPath, Span};

/// What to insert and where, so that findings of `code` at `at` are accepted; `None` where no comment can.
pub fn edit(db: &dyn Db, file: File, code: &str, at: Span) -> Option<(Span, String)> {
    let text = match file.content(db) {
        Content::Buffer(text) => text.to_string(),
        Content::Bytes(bytes) => String::from_utf8(bytes).ok()?,
        Content::Unreadable(_) => return None,
    };
    place(file.path(db), &text, graph::facts(db, file).kind, code, at.start, workspace::today(db))
}

fn place(path: &RelPath, text: &str, kind: DocumentKind, code: &str, at: u32, today: Option<Date>) -> Option<(Span, String)> {
    let (facts, ranges) = extract_text(path, text, Options::default());
    let line = ranges.lines.line(at);
    let holds = |(span, insert): &(Span, String)| {
        let mut changed = text.to_owned();
        changed.replace_range(span.range(), insert);
        let (new_facts, new_ranges) = extract_text(path, &changed, Options::default());
        let shift = if span.start <= ranges.lines.line_start(line) { insert.matches('\n').count() as u32 } else { 0 };
        new_facts == facts
            && new_ranges.problems.len() == ranges.problems.len()
            && new_ranges.suppressions.iter().any(|found| found.line == line + shift && found.codes.iter().any(|known| known == code))
    };
    // A comment that has ended accepts nothing more.
    let ended =
        |found: &Suppression| found.until.as_deref().and_then(Date::parse).is_some_and(|until| today.is_some_and(|today| today > until));
    let known = ranges.suppressions.iter().find(|found| found.line == line && !ended(found)).and_then(|found| {
        let bracket = text[found.span.start as usize..].find(']')? + found.span.start as usize;
        Some((Span::empty(bracket), format!(", {code}")))
    });
    let start = kind.comment_starts().first()?;
    let close = match *start {
        "<!--" => " -->",
        "{#" => " #}",
        "/*" => " */",
        _ => "",
    };
    let comment = format!("{start} ouroboros: ignore[{code}]{close}");
    let candidates = [known, at_end(text, &ranges.lines, line, kind.language, &comment), Some(above(text, &ranges.lines, line, &comment))];
    candidates.into_iter().flatten().find(holds)
}

fn content(text: &str, lines: &LineIndex, line: u32) -> (usize, usize) {
    let (start, end) = (lines.line_start(line) as usize, lines.line_start(line + 1) as usize);
    (start, start + text[start..end].trim_end_matches(['\n', '\r']).len())
}

fn at_end(text: &str, lines: &LineIndex, line: u32, language: Language, comment: &str) -> Option<(Span, String)> {
    let (_, end) = content(text, lines, line);
    let gap = match language {
        // What stands before it in the line may take in a `#`.
        Language::Dockerfile | Language::Ini | Language::Make => return None,
        Language::Python | Language::PythonStub => "  ",
        _ => " ",
    };
    Some((Span::empty(end), format!("{gap}{comment}")))
}

fn above(text: &str, lines: &LineIndex, line: u32, comment: &str) -> (Span, String) {
    let (start, end) = content(text, lines, line);
    let indent: String = text[start..end].chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    (Span::empty(start), format!("{indent}{comment}{ending}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str, language: Language, expected: Option<&str>) {
        let at = text.find('^').map_or(0, |at| at);
        let text = text.replace('^', "");
        let found = place(&RelPath::new(path), &text, DocumentKind::plain(language), "L4/x", at as u32, Date::parse("2027-02-01")).map(
            |(span, insert)| {
                let mut changed = text.clone();
                changed.replace_range(span.range(), &insert);
                changed
            },
        );
        assert_eq!(found.as_deref(), expected, "{path}: {text}");
    }

    #[test]
    fn the_comment_goes_where_it_can() {
        let python = Language::Python;
        check("a.py", "import ^a\n", python, Some("import a  # ouroboros: ignore[L4/x]\n"));
        check("a.py", "import ^a", python, Some("import a  # ouroboros: ignore[L4/x]"));
        check(
            "a.py",
            "if b:\r\n    import ^a, \\\r\n        c\r\n",
            python,
            Some("if b:\r\n    # ouroboros: ignore[L4/x]\r\n    import a, \\\r\n        c\r\n"),
        );
        check("a.py", "import ^a  # ouroboros: ignore[L1] why\n", python, Some("import a  # ouroboros: ignore[L1, L4/x] why\n"));
        check(
            "a.py",
            "import ^a  # ouroboros: ignore[L4/x] until=2027-01-31\n",
            python,
            Some("import a  # ouroboros: ignore[L4/x] until=2027-01-31  # ouroboros: ignore[L4/x]\n"),
        );
        check("a.json", "{\"a\": ^1}\n", Language::Json, None);
    }
}
