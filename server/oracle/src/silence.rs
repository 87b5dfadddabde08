//! Of which files nothing is said, and how far: what nobody here wrote, and what is wrong on purpose, nobody here mends; what is said
//! of a file is not said again of a link to it.

use std::cell::OnceCell;

use syntax::place::{is_lacking_on_purpose, is_read_by_tests, is_wrong_on_purpose};
use workspace::{Db, File};

/// A line that stands in for a file is at most so long, in bytes.
const STAND_IN: u32 = 80;

/// The rules about what a file takes from others.
const OF_COPIES: [&str; 3] = ["L4/unresolved-import", "L4/unresolved-symbol", "L4/undeclared-dependency"];

/// The rules about what is not there.
const OF_LACKING: [&str; 4] = ["L0/missing-file", "L4/unresolved-import", "L4/unresolved-symbol", "L4/undeclared-dependency"];

/// Whether findings of the rule `code` about `file` are kept from people.
///
/// - A generator wrote it: all of them. It stays part of the graph.
/// - It is a link to another file of the root: all of them.
/// - It was brought from elsewhere ([`graph::is_vendored`]): those about the file by itself, and about what it takes from others of
///   its kind: often no more was brought than is needed. Where it is used is this repository's matter.
/// - Tests read it, and want it refused or do not care: those about its syntax.
/// - The outcome that tests expect of it lies beside it: all of them.
/// - Tests read it, and the project's own formatter or linter is told to leave it alone: those about its syntax, and about what is not
///   there.
/// - Its path says that something is to be looked for in vain: those about what is not there.
///
/// What fails in the program itself is told unless nobody wants to hear anything.
pub fn is_silent(db: &dyn Db, file: File, code: &str) -> bool {
    silencing(db, file)(code)
}

/// The same for one code after the other: what is asked of the file is asked once.
pub fn silencing(db: &dyn Db, file: File) -> impl Fn(&str) -> bool {
    let (is_unjudged, is_brought) = (is_unjudged(db, file), OnceCell::new());
    let is_brought = move || *is_brought.get_or_init(|| graph::is_vendored(db, file));
    let is_of_tests = is_read_by_tests(file.path(db).as_str());
    let (is_input, is_left_alone, is_lacking) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
    let is_input = move || is_of_tests && *is_input.get_or_init(|| has_outcome_beside(db, file));
    let is_left_alone = move || is_of_tests && *is_left_alone.get_or_init(|| graph::is_left_alone(db, file));
    let is_lacking = move || *is_lacking.get_or_init(|| is_lacking_on_purpose(file.path(db).as_str()));
    // Nobody writes bytes of another encoding by accident into what tests read.
    let is_for_tests =
        move |code: &str| is_wrong_on_purpose(file.path(db).as_str()) || is_of_tests && (code == "L1/encoding" || is_stand_in(db, file));
    move |code| {
        let level = code.as_bytes().get(1).copied().unwrap_or_default();
        let (is_about_text, is_about_what_lacks) = (level == b'1', OF_LACKING.contains(&code));
        if is_unjudged || code == "L1/internal-error" {
            return is_unjudged;
        }
        (b'1'..=b'3').contains(&level) && is_brought()
            || OF_COPIES.contains(&code) && graph::lies_among_copies(db, file)
            || level <= b'4' && is_input()
            || is_about_text && is_for_tests(code)
            || is_about_what_lacks && is_lacking()
            || (is_about_text || is_about_what_lacks) && is_left_alone()
    }
}

/// Whether nothing at all is said of `file`: a generator wrote it, or it is another file under a second name.
pub fn is_unjudged(db: &dyn Db, file: File) -> bool {
    let attributes = file.attributes(db);
    attributes.generated || attributes.linked
}

/// Whether tests try a tool on `file`: what they expect of it is called like it. (Those of code itself lie in a folder of their own.)
fn has_outcome_beside(db: &dyn Db, file: File) -> bool {
    const ENDS: [&str; 8] = [".snap", ".snap.new", ".prettier-snap", ".stderr", ".stdout", ".expected", ".golden", ".approved.txt"];
    let Some(entries) = file.folder(db).map(|folder| folder.entries(db)) else { return false };
    ENDS.iter().any(|end| entries.get(&format!("{}{end}", file.path(db).name())).is_some())
}

/// Whether tests have one line, or nothing, where a file is wanted: `### a script ###` in what a test's server sends.
fn is_stand_in(db: &dyn Db, file: File) -> bool {
    let lines = &graph::ranges(db, file).lines;
    lines.text_len() <= STAND_IN && lines.lines() <= 2
}
