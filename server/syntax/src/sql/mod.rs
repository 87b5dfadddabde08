//! SQL, of any dialect: only what none of them can mean.
//!
//! What a backslash or a `#` stands for depends on the database. A text is read with backslashes that escape and
//! without, with `#` for comments and without; what all readings find wrong is wrong: a string or comment that the
//! file ends in. Brackets that do not pair are a hint, for those who ask for it.

mod lex;

use crate::facts::Status;
use crate::kind::Language;
use crate::output::{Output, Source};
use crate::plan::Plan;
use crate::plan::migration::Migration;
use lex::Reading;

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    if ["-- +goose Up", "-- migrate:up"].iter().any(|mark| memchr::memmem::find(source.text.as_bytes(), mark.as_bytes()).is_some()) {
        out.plan = Some(Box::new(Plan::Migration(Migration::Marked)));
    }
    if is_other(source.text) {
        out.status = Status::Unchecked;
        return;
    }
    let mut found = lex::mistakes(source.text, Reading { escapes: false, hashes: false });
    for (escapes, hashes) in [(true, false), (false, true), (true, true)] {
        if found.is_empty() {
            return;
        }
        let other = lex::mistakes(source.text, Reading { escapes, hashes });
        found.retain(|one| other.contains(one));
    }
    let asked = source.options.languages.wants(Language::Sql) == Some(true);
    for one in found.into_iter().take(20) {
        if one.certain {
            out.syntax_error(one.span, one.message);
        } else if asked {
            out.problem("L1/advisory-syntax", one.span, one.message);
        }
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
