//! Of which files nothing is said, and how far: what nobody here wrote, and what is wrong on purpose, nobody here mends.

use syntax::place::{is_read_by_tests, is_wrong_on_purpose};
use workspace::{Db, File};

use crate::level::Level;

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
    let level = Level::of(code);
    let is_brought = || (Level::L1..=Level::L3).contains(&level) && graph::is_vendored(db, file);
    let is_for_tests = || {
        let path = file.path(db).as_str();
        // Nobody writes bytes of another encoding by accident into what tests read.
        level == Level::L1 && (is_wrong_on_purpose(path) || code == "L1/encoding" && is_read_by_tests(path) || is_stand_in(db, file))
    };
    file.attributes(db).generated || code != "L1/internal-error" && (is_brought() || is_for_tests())
}

/// Whether tests have one line, or nothing, where a file is wanted: `### a script ###` in what a test's server sends.
fn is_stand_in(db: &dyn Db, file: File) -> bool {
    is_read_by_tests(file.path(db).as_str()) && {
        let lines = &graph::ranges(db, file).lines;
        lines.text_len() <= STAND_IN && lines.lines() <= 2
    }
}
