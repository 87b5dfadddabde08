//! Of which files nothing is said, and how far: what nobody here wrote, and what is wrong on purpose, nobody here mends.

use std::cell::OnceCell;

use syntax::Language;
use syntax::place::{is_compared, is_data, is_read_by_tests, is_wrong_on_purpose};
use workspace::{Db, File};

/// A line that stands in for a file is at most so long, in bytes.
const STAND_IN: u32 = 80;

/// Whether findings of the rule `code` about `file` are kept from people.
///
/// - A generator wrote it: all of them. It stays part of the graph.
/// - It was brought from elsewhere ([`graph::is_vendored`]): those about the file by itself. Where it is used is this
///   repository's matter.
/// - A tool is tried on it, and what that is to say lies beside it: all that is about the file and its references.
/// - Tests read it, and want it refused, compare with it, or do not care: those about it by itself, or about its syntax.
/// - It says of itself that it is broken: those about its syntax.
///
/// What fails in the program itself is told unless nobody wants to hear anything.
pub fn is_silent(db: &dyn Db, file: File, code: &str) -> bool {
    silencing(db, file)(code)
}

/// The same for one code after the other: what is asked of the file is asked once.
pub fn silencing(db: &dyn Db, file: File) -> impl Fn(&str) -> bool {
    let (is_generated, is_brought, is_tried_on) = (file.attributes(db).generated, OnceCell::new(), OnceCell::new());
    let is_brought = move || *is_brought.get_or_init(|| graph::is_vendored(db, file));
    let is_for_tests = move |code: &str, level: u8| {
        let path = file.path(db).as_str();
        let is_unread = || match code {
            // Nobody writes bytes of another encoding by accident into what tests read.
            "L1/encoding" => is_read_by_tests(path),
            _ => is_said_to_be_wrong(db, file),
        };
        is_wrong_on_purpose(path) || is_compared(path) || level == b'1' && (is_unread() || is_specimen(db, file) || is_stand_in(db, file))
    };
    move |code| {
        let level = code.as_bytes().get(1).copied().unwrap_or_default();
        let told = code == "L1/internal-error" || level > b'4';
        let is_tried_on = || *is_tried_on.get_or_init(|| is_tried_on_by_tools(db, file));
        is_generated || !told && (is_tried_on() || level > b'0' && level < b'4' && (is_brought() || is_for_tests(code, level)))
    }
}

/// Whether tests read the file as a text: data, or code that nothing imports and no build finds.
fn is_specimen(db: &dyn Db, file: File) -> bool {
    let path = file.path(db);
    if !is_read_by_tests(path.as_str()) {
        return false;
    }
    match graph::facts(db, file).kind.language {
        Language::Python
        | Language::PythonStub
        | Language::JavaScript
        | Language::TypeScript
        | Language::Tsx
        | Language::Rust
        | Language::Go => {
            // What a tool for tests looks for by itself.
            let is_found = matches!(path.name(), "conftest.py" | "__init__.py" | "main.rs" | "mod.rs")
                || path.parts().count() < 3 && path.extension() == Some("rs");
            let importing = file.root(db).map(|root| graph::import_graph(db, root));
            let is_imported = || {
                importing
                    .iter()
                    .flat_map(|all| all.iter())
                    .any(|folder| folder.iter().any(|(_, all)| all.iter().any(|one| one.file == file)))
            };
            !is_found && !is_imported()
        }
        // Compilers and interpreters are given whole folders of these.
        Language::Java
        | Language::Kotlin
        | Language::C
        | Language::Cpp
        | Language::CSharp
        | Language::Ruby
        | Language::Php
        | Language::Bash => is_data(path.as_str()),
        _ => true,
    }
}

/// Whether tests have one line, or nothing, where a file is wanted: `### a script ###` in what a test's server sends.
fn is_stand_in(db: &dyn Db, file: File) -> bool {
    is_read_by_tests(file.path(db).as_str()) && {
        let lines = &graph::ranges(db, file).lines;
        lines.text_len() <= STAND_IN && lines.lines() <= 2
    }
}

/// Words of a comment that says of its file that it is as it should be, though nothing reads it.
const ON_PURPOSE: &[&str] = &["intentionally", "deliberately", "on purpose"];
const WRONG: &[&str] = &["broken", "invalid", "malformed", "not valid", "syntax error"];
/// Marks of what a compiler or a linter is to refuse: compiletest's and trybuild's, and flake8's for a syntax error.
const MARKS: &[&str] = &["//~", "noqa: E999", "noqa:E999"];
/// Where such a comment stands, in lines.
const FIRST_LINES: usize = 6;

/// What tools write of a file that a test gives them, behind its whole name.
const OUTCOMES: &[&str] = &["snap", "snap.new", "prettier-snap", "expected", "golden", "approved.txt", "stderr"];

/// Whether what a tool is to make of the file lies beside it.
fn is_tried_on_by_tools(db: &dyn Db, file: File) -> bool {
    let (name, entries) = (file.path(db).name(), file.folder(db).map(|folder| folder.entries(db)));
    entries.is_some_and(|entries| OUTCOMES.iter().any(|outcome| entries.file(&format!("{name}.{outcome}")).is_some()))
}

/// Whether somebody has written down that nothing reads the file: at its top, where it is refused, or in what lies beside it.
fn is_said_to_be_wrong(db: &dyn Db, file: File) -> bool {
    let Some(text) = graph::text(db, file) else { return false };
    let says = |line: &str| {
        let line = line.to_ascii_lowercase();
        ON_PURPOSE.iter().any(|words| line.contains(words)) && WRONG.iter().any(|words| line.contains(words))
    };
    let stem = file.path(db).name().split('.').next().unwrap_or_default();
    let beside = || file.folder(db).is_some_and(|folder| folder.entries(db).file(&format!("{stem}.stderr")).is_some());
    MARKS.iter().any(|mark| text.contains(mark)) || text.lines().take(FIRST_LINES).any(says) || beside()
}
