//! Texts that are written for Python 2, in which one file is one finding: nobody mends such a file line by line.

use ruff_python_parser::{LexicalErrorType, ParseError, ParseErrorType};
use ruff_text_size::Ranged;

use crate::placeholder::line_of;

/// So many lines at least are of Python 2: one may be a slip.
const FEWEST: usize = 2;

/// How many lines only Python 2 reads, where those are all that the parser does not read; `None` where any other is among them.
pub fn lines(text: &str, errors: &[ParseError]) -> Option<usize> {
    let is_aligned = mixes_tabs(text);
    let told = errors.iter().filter(|error| !(is_aligned && is_of_indentation(error)));
    let mut lines: Vec<&str> = told.map(|error| line_of(text, error.range().start().to_usize().min(text.len()))).collect();
    lines.dedup_by(|a, b| std::ptr::eq(a.as_ptr(), b.as_ptr()));
    let older = lines.iter().filter(|line| is_older(line)).count();
    // What follows from blocks that were not seen is not all of Python 2.
    let is_all = if is_aligned { older * 2 > lines.len() } else { older == lines.len() };
    (older >= FEWEST && is_all).then_some(older)
}

/// Whether some lines are indented with tabs and others with spaces: Python 2 takes a tab for as much as leads to the next eighth column.
fn mixes_tabs(text: &str) -> bool {
    let begins_with = |c: char| text.lines().any(|line| line.starts_with(c));
    begins_with('\t') && (begins_with(' ') || text.contains("\t ") || text.contains(" \t"))
}

/// Whether an error is about how far a line is indented.
pub fn is_of_indentation(error: &ParseError) -> bool {
    matches!(error.error, ParseErrorType::UnexpectedIndentation | ParseErrorType::Lexical(LexicalErrorType::IndentationError))
}

/// Whether a line has what Python 3 took away: statements that became functions, `except A, b`, backticks, numbers like `0777` and `10L`,
/// `async` as a name.
fn is_older(line: &str) -> bool {
    let code = line.trim_start();
    let statement = |word: &str| {
        code.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '\t']) && !rest.trim_start().starts_with(['=', '(', '.']))
    };
    let has_comma =
        |start: &str| code.strip_prefix(start).and_then(|rest| rest.split_once(',')).is_some_and(|(before, _)| !before.contains('('));
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut words = code.split(|c: char| !is_word(c));
    let is_old_number = |word: &str| {
        let digits = word.strip_suffix(['L', 'l']).unwrap_or(word);
        let is_number = !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'x')
            && digits.starts_with(|c: char| c.is_ascii_digit());
        is_number
            && (digits.len() < word.len()
                || digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    statement("print")
        || statement("exec")
        || has_comma("except ")
        || has_comma("raise ")
        || code.contains('`')
        || code.contains("<>")
        || words.any(|word| is_old_number(word) || word == "async")
}

#[cfg(test)]
mod tests {
    use super::is_older;

    #[test]
    fn what_python_3_took_away() {
        for line in [
            "print 'a', b",
            "  print >>sys.stderr, x",
            "except IOError, e:",
            "raise ValueError, 'a'",
            "x = `y`",
            "os.chmod(p, 0755)",
            "n = 10L",
            "n = 0xFFL",
            "if a <> b:",
            "self.async = 1",
        ] {
            assert!(is_older(line), "{line}");
        }
        for line in
            ["print(a, b)", "except (A, B) as e:", "raise ValueError('a', b)", "x = 0", "n = 0x1F", "print = 1", "def f(:", "x = 10l0"]
        {
            assert!(!is_older(line), "{line}");
        }
    }
}
