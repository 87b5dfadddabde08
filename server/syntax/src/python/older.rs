//! Texts that are written for Python 2, in which one file is one finding: nobody mends such a file line by line.

use ruff_python_parser::ParseError;
use ruff_text_size::Ranged;

use crate::placeholder::line_of;

/// So many lines at least are of Python 2: one may be a slip.
const FEWEST: usize = 2;

/// How many lines only Python 2 reads, where those are all that the parser does not read; `None` where any other is among them.
pub fn lines(text: &str, errors: &[ParseError]) -> Option<usize> {
    let mut lines: Vec<&str> = errors.iter().map(|error| line_of(text, error.range().start().to_usize().min(text.len()))).collect();
    lines.dedup_by(|a, b| std::ptr::eq(a.as_ptr(), b.as_ptr()));
    (lines.len() >= FEWEST && lines.iter().all(|line| is_older(line))).then_some(lines.len())
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
