//! Of which files nothing is said, and how far: what nobody here wrote, and what is wrong on purpose, nobody here mends.

use std::cell::OnceCell;

use syntax::place::{is_read_by_tests, is_wrong_on_purpose};
use workspace::{Db, File};

/// A line that stands in for a file is at most so long, in bytes.
const STAND_IN: u32 = 80;

/// Whether findings of the rule `code` about `file` are kept from people.
///
/// - A generator wrote it: all of them. It stays part of the graph.
/// - It was brought from elsewhere ([`graph::is_vendored`]): those about the file by itself. Where it is used is this
///   repository's matter.
/// - Tests read it, and want it refused or do not care: those about its syntax.
///
/// What fails in the program itself is told unless nobody wants to hear anything.
pub fn is_silent(db: &dyn Db, file: File, code: &str) -> bool {
    silencing(db, file)(code)
}

/// The same for one code after the other: what is asked of the file is asked once.
pub fn silencing(db: &dyn Db, file: File) -> impl Fn(&str) -> bool {
    let (is_generated, is_brought) = (file.attributes(db).generated, OnceCell::new());
    let is_brought = move || *is_brought.get_or_init(|| graph::is_vendored(db, file));
    let is_for_tests = move |code: &str| {
        let path = file.path(db).as_str();
        // Nobody writes bytes of another encoding by accident into what tests read.
        is_wrong_on_purpose(path) || code == "L1/encoding" && is_read_by_tests(path) || is_stand_in(db, file)
    };
    move |code| {
        let level = code.as_bytes().get(1).copied().unwrap_or_default();
        is_generated
            || code != "L1/internal-error" && ((b'1'..=b'3').contains(&level) && is_brought() || level == b'1' && is_for_tests(code))
    }
}

/// Whether tests have one line, or nothing, where a file is wanted: `### a script ###` in what a test's server sends.
fn is_stand_in(db: &dyn Db, file: File) -> bool {
    is_read_by_tests(file.path(db).as_str()) && {
        let lines = &graph::ranges(db, file).lines;
        lines.text_len() <= STAND_IN && lines.lines() <= 2
    }
}
