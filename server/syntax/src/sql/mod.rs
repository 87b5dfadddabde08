//! SQL, of any dialect: only what none of them can mean.
//!
//! What a backslash, a dollar, a `#` or a bracket stands for depends on the database. A text is read once with
//! backslashes that escape and once without; what both readings find wrong is wrong: a string or comment that the
//! file ends in, and brackets that do not pair within a statement.

mod lex;

#[cfg(test)]
mod tests;

use crate::facts::Status;
use crate::output::{Output, Source};

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    if is_other(source.text) {
        out.status = Status::Unchecked;
        return;
    }
    let strict = lex::mistakes(source.text, false);
    if strict.is_empty() {
        return;
    }
    let escaping = lex::mistakes(source.text, true);
    for (span, message) in strict.into_iter().filter(|one| escaping.contains(one)).take(20) {
        out.syntax_error(span, message);
    }
}

/// Whether something fills the text in first, or lines are for a client program (whose words may hold any quote).
fn is_other(text: &str) -> bool {
    let marks = ["{{", "{%", "<%", "${", "#{", "<?", "%(", "@@@"];
    marks.iter().any(|mark| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some())
        || text.lines().any(|line| {
            let line = line.trim_start();
            let first = line.split(char::is_whitespace).next().unwrap_or_default();
            line.starts_with('\\')
                || line.starts_with('.')
                || line.starts_with('!')
                || line.starts_with('@')
                || ["delimiter", "prompt", "rem", "remark", "ttitle", "btitle", "--delimiter", "go", "set", "print", "copy", "let"]
                    .iter()
                    .any(|word| first.eq_ignore_ascii_case(word))
                    && !line.ends_with(';')
        })
}
